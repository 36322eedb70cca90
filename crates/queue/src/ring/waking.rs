//! Waking those who wait for an end of the ring to move. I1 to I5 stand at the head of `mod.rs`.

use threadbare_sys::atomic::Ordering::Relaxed;
use threadbare_sys::waitlist::{Batch, WaitList, Wakeup};

use super::ends::End;
use super::index::ASLEEP;

impl<T> End<T> {
    /// Inside the gate: chooses the one that has waited longest. A thread will settle; a task may
    /// never do anything, so the flag stays for those behind it (I3).
    pub(super) fn choose(&self, list: &mut WaitList) -> Option<Wakeup> {
        let chosen = list.choose();
        if list.is_empty() || !matches!(chosen, Some(Wakeup::Task(_))) {
            // [RE1] Relaxed: the flag carries no data; the gate orders those who set and clear it.
            self.word.fetch_and(!ASLEEP, Relaxed);
        } else {
            // [RE8] Relaxed: as [RE1].
            self.word.fetch_or(ASLEEP, Relaxed);
        }
        chosen
    }

    /// Wakes the one that has waited longest.
    #[cold]
    #[inline(never)]
    pub(super) fn wake_one(&self) {
        let chosen = self.sleepers.with(|list| self.choose(list));
        chosen.into_iter().for_each(Wakeup::deliver);
    }

    /// Wakes for `moves` items that were put, or got, at once: the one that has waited longest, and
    /// where that is a task, the next as well, up to a thread or to one for each. A thread settles;
    /// a task may never come for its item.
    #[cold]
    #[inline(never)]
    pub(super) fn wake_for(&self, moves: usize) {
        let mut waking = Waking { end: self, left: moves };
        waking.go_on();
    }

    /// Wakes all who wait now.
    pub(super) fn wake_all(&self) {
        loop {
            let mut batch = Batch::new();
            self.sleepers.with(|list| {
                while batch.room() > 0
                    && let Some(chosen) = self.choose(list)
                {
                    batch.push(chosen);
                }
            });
            if batch.is_empty() {
                break;
            }
        }
    }
}

/// A wake of several, which goes on when a waker panics.
struct Waking<'a, T> {
    end: &'a End<T>,
    /// How many may still be chosen.
    left: usize,
}

impl<T> Waking<'_, T> {
    fn go_on(&mut self) {
        while self.left > 0 {
            let mut batch = Batch::new();
            self.end.sleepers.with(|list| {
                while self.left > 0 && batch.room() > 0 {
                    let chosen = self.end.choose(list);
                    let was_task = matches!(chosen, Some(Wakeup::Task(_)));
                    self.left = if was_task { self.left - 1 } else { 0 };
                    if let Some(chosen) = chosen {
                        batch.push(chosen);
                    }
                }
            });
        }
    }
}

impl<T> Drop for Waking<'_, T> {
    fn drop(&mut self) {
        self.go_on();
    }
}
