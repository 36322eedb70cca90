//! Runs of the built program over trees made for the occasion.

mod arguments;
mod defaults;
mod process;
mod results;
mod trees;
mod trouble;
