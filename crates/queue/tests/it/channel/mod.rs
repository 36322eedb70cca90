//! Channels: the ends of their two sides, clocks, tasks.

mod clocks;
mod handles;
mod tasks;
mod threads;
