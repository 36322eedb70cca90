//! Selecting: what is ready, what is done, who is woken.

mod arms;
mod faults;
mod ready;
mod waits;
