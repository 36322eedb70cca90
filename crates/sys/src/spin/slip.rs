//! Temporal slip: following a stream at a distance. After J. Giacomoni, T. Moseley and
//! M. Vachharajani, "FastForward for efficient pipeline parallelism" (PPoPP 2008).
//!
//! A thread that follows another from place to place, and takes each the moment it is ready, asks
//! for the very cache line that the other writes to: each step then waits for a line to travel.
//! Both are faster when the one that follows pauses once, until the other is some lines ahead.
//! They may keep that distance for thousands of steps.

use super::luck::{self, Means};
use super::source;

/// Steps of pauses, at most. Only a stream that is slower than all of them pays them, and then one
/// time in 120.
const STEPS: u32 = 16;

/// The place that this thread waited for is ready. Pauses for a step, to see whether the other goes
/// on, and if so up to fifteen steps more, until it is far. On trial: a thread to which that did
/// not bring the distance, because nothing more came or it came slowly, takes what is ready at once
/// the next 119 times. Nothing where this process may use one CPU only, or one pause takes longer.
///
/// ```
/// use std::cell::Cell;
/// use threadbare_sys::spin::slip;
///
/// let looks = Cell::new(0);
/// slip(50, || true, || looks.replace(looks.get() + 1) == 3);
/// assert!(looks.get() <= 4);
/// ```
#[cold]
pub fn slip(step_ns: u32, is_going_on: impl FnOnce() -> bool, is_far: impl Fn() -> bool) {
    if !luck::allows_a_trial(Means::Slip) {
        return;
    }
    let pauses = source::pauses_in(step_ns);
    if pauses == 0 {
        return;
    }
    let pause = || (0..pauses).for_each(|_| crate::hint::spin_loop());
    pause();
    let far = |_| {
        pause();
        is_far()
    };
    luck::learn(Means::Slip, is_going_on() && (1..STEPS).any(far));
}

#[cfg(all(test, not(threadbare_loom)))]
mod tests {
    use std::cell::Cell;
    use std::thread;

    use super::{STEPS, slip};
    use crate::spin::cpus;

    /// In a thread that has learnt nothing yet; with one CPU nobody looks.
    fn in_a_new_thread(claim: impl FnOnce() + Send + 'static) {
        if cpus() > 1 {
            thread::spawn(claim).join().expect("the claim holds");
        } else {
            slip(1_000, || panic!("nobody looks"), || panic!("nobody looks"));
        }
    }

    #[test]
    fn nothing_more_comes_and_nobody_waits_for_it_again_soon() {
        in_a_new_thread(|| {
            let looks = Cell::new(0);
            let lone = || slip(1_000, || looks.replace(looks.get() + 1) > 99, || panic!("too far"));
            (0..4).for_each(|_| lone());
            assert_eq!(looks.get(), 4);
            (0..119).for_each(|_| lone());
            assert_eq!(looks.get(), 4);
            lone();
            assert_eq!(looks.get(), 5);
        });
    }

    #[test]
    fn a_stream_gets_ahead_each_time() {
        in_a_new_thread(|| {
            let looks = Cell::new(0);
            for slips in 1..100 {
                slip(1_000, || true, || looks.replace(looks.get() + 1) % 3 == 2);
                assert_eq!(looks.get(), 3 * slips);
            }
        });
    }

    #[test]
    fn a_stream_that_is_slow_is_not_waited_for() {
        in_a_new_thread(|| {
            let looks = Cell::new(0);
            for _ in 0..100 {
                slip(1_000, || true, || looks.replace(looks.get() + 1) == u32::MAX);
            }
            assert_eq!(looks.get(), 4 * (STEPS - 1));
        });
    }
}
