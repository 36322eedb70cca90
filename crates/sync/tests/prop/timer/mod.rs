//! The timing wheel and `Timer`.

mod wheel;
