//! Selecting: what is ready, what is done, who is woken.

mod arms;
mod faults;
mod forks;
mod kernel;
mod meeting;
mod offers;
mod ready;
mod waits;
