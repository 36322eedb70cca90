//! Queues to judge the judges by: one that is right, and some that are wrong in a known way.

mod broken;
mod reference;
mod vyukov;

pub use broken::{Broken, Bug};
pub use reference::Reference;
pub use vyukov::Ring;
