//! Channels: the ends of their two sides, clocks, tasks.

mod clocks;
mod faults;
mod forks;
mod going;
mod handles;
mod tasks;
mod threads;
