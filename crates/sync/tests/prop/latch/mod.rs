//! `Latch` and `WaitGroup`.

mod countdown;
mod wait_group;
