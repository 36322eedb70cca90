//! `thread`: starting, joining, who there is, exits and forks.

mod exits;
mod faults;
mod forks;
mod joins;
mod who;
