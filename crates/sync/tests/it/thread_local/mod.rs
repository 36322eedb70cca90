//! `ThreadLocal`.

mod ends;
mod forks;
mod values;
