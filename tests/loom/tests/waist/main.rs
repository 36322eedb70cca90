//! The models of the waist itself: threads and tasks on one word, the brief lock, the list.
#![cfg(threadbare_loom)]

mod brief_lock;
mod grants;
mod tasks;
mod waitlist;
