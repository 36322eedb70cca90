//! Waiting for a step that another thread is in the middle of.

use core::time::Duration;
use std::thread;

/// Waits that grow: for a step of another thread that takes it a few instructions, unless it was
/// interrupted between them. A few pauses, a few offers of the CPU, and then sleeps of 50 us to
/// 1 ms, so that a thread that has to run first gets to run, whatever the priorities.
///
/// ```
/// use threadbare_sys::spin::Stall;
///
/// let mut looks = 0;
/// let mut stall = Stall::new();
/// while looks < 3 {
///     looks += 1; // look whether the step was made
///     stall.wait();
/// }
/// ```
#[derive(Debug)]
pub struct Stall {
    waits: u32,
}

impl Default for Stall {
    fn default() -> Self {
        Self::new()
    }
}

impl Stall {
    /// Waits that pause 1, 2, 4 .. 32 times.
    const PAUSES: u32 = 6;
    /// Waits that offer the CPU, after those.
    const OFFERS: u32 = 4;

    /// The first wait will be short.
    #[must_use]
    pub const fn new() -> Self {
        Self { waits: 0 }
    }

    /// Waits, longer each time.
    #[cold]
    pub fn wait(&mut self) {
        let waits = self.waits;
        self.waits = waits.saturating_add(1);
        if waits < Self::PAUSES {
            (0..1_u32 << waits).for_each(|_| crate::hint::spin_loop());
        } else if waits < Self::PAUSES + Self::OFFERS {
            thread::yield_now();
        } else {
            let sleeps = waits - Self::PAUSES - Self::OFFERS;
            thread::sleep(Duration::from_micros((50 << sleeps.min(5)).min(1_000)));
        }
    }
}
