//! `Promise`, `Completion`, `ResultCell`, `wait` and `as_completed`.

mod callbacks;
mod faults;
mod forks;
mod many;
mod results;
