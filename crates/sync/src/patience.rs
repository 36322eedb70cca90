//! How long to look again, and how long is too long: the two times that all waits share.

use core::time::Duration;

pub(crate) use threadbare_sys::spin::SPIN_NS;

/// When a waiter has slept, and has been overtaken for this long, newcomers wait.
pub(crate) const STARVED_AFTER: Duration = Duration::from_micros(500);
