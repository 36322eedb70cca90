//! `Event` and `AutoResetEvent`.

mod auto_reset;
mod manual;
