//! When a timer's next call comes: pure functions.

/// When the next call is to come.
#[derive(Clone, Copy)]
pub(super) struct Next {
    pub(super) ns: u64,
    /// True when a reset said so: then it is not skipped, however late.
    pub(super) is_told: bool,
}

impl Next {
    pub(super) const fn first(ns: u64) -> Self {
        Self { ns, is_told: false }
    }

    /// The call has begun; the next one is a period later, wherever this one was put.
    pub(super) fn advance(&mut self, period_ns: u64) {
        *self = Self { ns: self.ns.saturating_add(period_ns), is_told: false };
    }

    /// The call is over at `now_ns`: when the next one comes. Those that were missed meanwhile are
    /// skipped, unless a reset has said when.
    pub(super) fn settle(&mut self, period_ns: u64, now_ns: u64) -> u64 {
        if !self.is_told && self.ns < now_ns {
            let missed = (now_ns - self.ns).div_ceil(period_ns);
            self.ns = self.ns.saturating_add(missed.saturating_mul(period_ns));
        }
        self.ns
    }
}

#[cfg(test)]
mod tests {
    use super::Next;

    const PERIOD: u64 = 10;

    /// The call after one that was due at 100 and was over at `now`.
    fn after_a_call(now: u64) -> u64 {
        let mut next = Next::first(100);
        next.advance(PERIOD);
        next.settle(PERIOD, now)
    }

    #[test]
    fn a_quick_call_is_followed_by_the_next_period() {
        assert_eq!([100, 105, 110].map(after_a_call), [110; 3]);
    }

    #[test]
    fn a_slow_call_skips_what_it_missed_and_keeps_the_beat() {
        assert_eq!(
            [111, 119, 120, 121, 1_000_000].map(after_a_call),
            [120, 120, 120, 130, 1_000_000]
        );
    }

    #[test]
    fn what_a_reset_said_is_not_skipped() {
        let mut next = Next { ns: 50, is_told: true };
        assert_eq!(next.settle(PERIOD, 1_000), 50);
        next.advance(PERIOD);
        assert_eq!(next.settle(PERIOD, 50), 60, "and the beat goes on from there");
    }

    #[test]
    fn the_end_of_time_is_never() {
        let mut next = Next::first(u64::MAX - 5);
        next.advance(PERIOD);
        assert_eq!(next.settle(PERIOD, 7), u64::MAX);
        let mut long = Next::first(1);
        long.advance(u64::MAX / 2);
        assert_eq!(long.settle(u64::MAX / 2, u64::MAX - 1), u64::MAX);
    }
}
