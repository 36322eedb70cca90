//! `Event` and `AutoResetEvent`.

mod manual;
