//! How long to look again, and how long is too long: the two times that all waits share.

use core::time::Duration;

/// How long to look again before sleeping: about what a sleep and a wake-up cost. With 5 us, and
/// 64 pauses at most between two looks instead of 256, threads with short sections made fewer
/// acquisitions of a lock: 5 % with two, 8 % with four, 13 % with eight (2026-11-21).
pub(crate) const SPIN_NS: u32 = 10_000;

/// When a waiter has slept, and has been overtaken for this long, newcomers wait.
pub(crate) const STARVED_AFTER: Duration = Duration::from_micros(500);
