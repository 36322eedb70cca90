//! How much of the processors other programs had while we measured: the load average before the
//! start cannot know of a build that began a second later.

use crate::usage::Usage;
use std::{fs, time::Duration};

/// Above this share of all processors the figures are suspect.
pub(crate) const QUIET_SHARE: f64 = 0.03;

/// A reading of the whole machine's account and of our own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Company {
    own: Usage,
    /// Some samples are processes of their own.
    children: Usage,
    everybody: Option<Account>,
}

/// The machine's time since it started, all processors together.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Account {
    busy: Duration,
    idle: Duration,
}

impl Company {
    pub(crate) fn now() -> Self {
        let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
        let everybody = account(&stat, ticks_per_second());
        Self { own: Usage::now(), children: Usage::of_children(), everybody }
    }

    /// The share, from 0 to 1, of all processor time that did not go to us; `None` when the
    /// kernel does not tell.
    pub(crate) fn share_until(self, later: Self) -> Option<f64> {
        let (before, after) = self.everybody.zip(later.everybody)?;
        let own = later.own.cpu_since(self.own) + later.children.cpu_since(self.children);
        others(before, after, own)
    }
}

fn others(before: Account, after: Account, own: Duration) -> Option<f64> {
    let busy = after.busy.checked_sub(before.busy)?;
    let all = busy + after.idle.checked_sub(before.idle)?;
    let share = busy.saturating_sub(own).as_secs_f64() / all.as_secs_f64();
    share.is_finite().then_some(share)
}

/// The first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal.
fn account(stat: &str, ticks_per_second: f64) -> Option<Account> {
    let fields = stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace();
    let ticks: Vec<f64> = fields.map_while(|field| field.parse().ok()).collect();
    let &[user, nice, system, idle, iowait, irq, softirq, steal, ..] = ticks.as_slice() else {
        return None;
    };
    let time = |ticks: f64| Duration::from_secs_f64(ticks / ticks_per_second);
    Some(Account {
        busy: time(user + nice + system + irq + softirq + steal),
        idle: time(idle + iowait),
    })
}

fn ticks_per_second() -> f64 {
    // SAFETY: it reads a constant of the system, and takes no pointer.
    let ticks = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    if ticks > 0 { ticks as f64 } else { 100.0 }
}

#[cfg(test)]
mod tests {
    use super::{Account, Company, account, others};
    use std::time::Duration;

    const fn seconds(busy: u64, idle: u64) -> Account {
        Account { busy: Duration::from_secs(busy), idle: Duration::from_secs(idle) }
    }

    #[test]
    fn the_first_line_sums_what_was_busy_and_what_was_not() {
        let stat = "cpu  100 200 300 4000 500 600 700 800 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";

        assert_eq!(account(stat, 100.0), Some(seconds(27, 45)));
        assert_eq!(account("cpu  1 2 3", 100.0), None);
        assert_eq!(account("", 100.0), None);
    }

    #[test]
    fn what_was_busy_and_not_ours_was_the_others() {
        let share = others(seconds(10, 10), seconds(16, 14), Duration::from_secs(4));

        assert_eq!(share, Some(0.2));
        assert_eq!(others(seconds(1, 1), seconds(1, 1), Duration::ZERO), None);
    }

    #[test]
    fn this_kernel_tells() {
        assert!(Company::now().everybody.is_some());
    }
}
