//! The timing wheel and `Timer`.

mod jobs;
mod threads;
mod wheel;
