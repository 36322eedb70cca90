//! Which process this is, in a model: the same from beginning to end, unless the model says that
//! from here on it stands for a forked child.

use core::cell::Cell;

thread_local! {
    static GENERATION: Cell<u32> = const { Cell::new(1) };
}

pub(super) fn begin_execution() {
    GENERATION.set(1);
}

/// The number of this process.
#[must_use]
pub fn generation() -> u32 {
    GENERATION.get()
}

/// From here on the model stands for a forked child: the generation is another, and of the threads
/// that were there the calling one alone [exists](crate::thread::exists). The others must take no
/// further step that matters, for a child does not have them.
pub fn become_child() {
    GENERATION.set(GENERATION.get() + 1);
    super::thread::become_child();
}
