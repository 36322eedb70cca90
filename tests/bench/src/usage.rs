//! What the process, or one thread, has cost so far: CPU time and context switches.

use std::{
    mem::MaybeUninit,
    time::{Duration, Instant},
};

/// A reading of an account, and when it was taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    at: Instant,
    cpu: Duration,
    switches: u64,
}

/// What one second of wall time cost between two readings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CostPerSecond {
    pub(crate) cpu_seconds: f64,
    pub(crate) switches: f64,
}

impl Usage {
    /// Of the process.
    pub(crate) fn now() -> Self {
        Self::of(libc::RUSAGE_SELF)
    }

    /// Of all processes that this one has started and waited for.
    pub(crate) fn of_children() -> Self {
        Self::of(libc::RUSAGE_CHILDREN)
    }

    /// Of the calling thread alone.
    pub(crate) fn of_thread() -> Self {
        Self::of(libc::RUSAGE_THREAD)
    }

    fn of(whom: libc::c_int) -> Self {
        let mut usage = MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: the pointer is to a whole rusage, which the call may fill.
        let status = unsafe { libc::getrusage(whom, usage.as_mut_ptr()) };
        assert_eq!(status, 0, "getrusage of oneself cannot fail");
        // SAFETY: a rusage is made of integers, for which zeroes are valid.
        let usage = unsafe { usage.assume_init() };
        let switches = count(usage.ru_nvcsw) + count(usage.ru_nivcsw);
        Self { at: Instant::now(), cpu: time(usage.ru_utime) + time(usage.ru_stime), switches }
    }

    pub(crate) fn cpu_since(self, earlier: Self) -> Duration {
        self.cpu.saturating_sub(earlier.cpu)
    }

    pub(crate) fn switches_since(self, earlier: Self) -> u64 {
        self.switches - earlier.switches
    }

    pub(crate) fn cost_until(self, later: Self) -> CostPerSecond {
        let seconds = (later.at - self.at).as_secs_f64();
        CostPerSecond {
            cpu_seconds: later.cpu_since(self).as_secs_f64() / seconds,
            switches: later.switches_since(self) as f64 / seconds,
        }
    }
}

fn count(value: libc::c_long) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn time(value: libc::timeval) -> Duration {
    Duration::from_secs(count(value.tv_sec)) + Duration::from_micros(count(value.tv_usec))
}

#[cfg(test)]
mod tests {
    use super::Usage;
    use std::{thread, time::Duration};

    #[test]
    fn every_sleep_is_a_switch() {
        let before = Usage::now();
        for _ in 0..200 {
            thread::sleep(Duration::from_micros(50));
        }
        let after = Usage::now();

        let switches = before.cost_until(after).switches * (after.at - before.at).as_secs_f64();
        assert!(switches > 199.5, "200 sleeps made {switches} switches");
    }

    #[test]
    fn computing_costs_processor_time() {
        let before = Usage::now();
        let cost = loop {
            let now = Usage::now();
            if now.at - before.at > Duration::from_millis(100) {
                break before.cost_until(now);
            }
        };

        assert!(cost.cpu_seconds > 0.1, "a busy thread was charged {cost:?}");
    }
}
