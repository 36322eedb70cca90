//! `Latch` and `WaitGroup`.

mod countdown;
