//! The moves of a condition: join, sleep, pass on; choose and grant. The states and the invariants
//! I1 to I4 stand at the head of `mod.rs`.

use core::task::Waker;

use threadbare_sys::clock::Deadline;
use threadbare_sys::spin::{self, Spin};
use threadbare_sys::waitlist::{Batch, Ending, Key, WaitList, Waiter, Wakeup};

use super::Condition;
use crate::patience::SPIN_NS;
use crate::{TimedOut, WaitGuard};

impl Condition {
    /// Joins the list, gives the lock up, sleeps, takes the lock again, passes on.
    #[track_caller]
    pub(super) fn wait_until<G: WaitGuard>(
        &self,
        guard: &mut G,
        deadline: Deadline,
    ) -> Result<(), TimedOut> {
        let node = Waiter::new();
        // SAFETY: the node is new, stays in this frame until it was chosen or taken out, and is
        // named by this condition alone.
        let is_alone = unsafe { self.join(&node, G::lock_address(guard), None) };
        // Who waits behind others will not be next: it lets them run.
        let spin = match () {
            () if deadline.is_now() => Spin::NONE,
            () if is_alone => Spin::on_trial(SPIN_NS),
            () => Spin::giving_way(),
        };

        let mut away = Away::from(&mut *guard);
        // SAFETY: we have just pushed the node, without a waker.
        let ending = unsafe { self.queue.sleep(&node, deadline, spin) };
        away.was_moved = ending == Ending::Moved;
        drop(away);

        if ending == Ending::TimedOut {
            return Err(TimedOut);
        }
        self.pass_on(guard);
        Ok(())
    }

    /// Puts a node at the end of the list; true if it is alone there.
    ///
    /// # Safety
    ///
    /// As [`WaitList::push_back`].
    #[track_caller]
    pub(super) unsafe fn join(&self, node: &Waiter, lock: usize, waker: Option<Waker>) -> bool {
        let mut waker = Some(waker);
        let key = Key::number(lock);
        let first = self.queue.with(|list| {
            let first = list.first_key();
            if first.is_none_or(|other| other == key) {
                // SAFETY: the caller's promise.
                unsafe { list.push_back(node, key, waker.take().flatten()) };
            }
            first
        });
        assert!(
            waker.is_none(),
            "two locks for one condition at the same time; give each lock a condition of its own"
        );
        first.is_none()
    }

    /// Looks, and waits while it is not so.
    #[track_caller]
    pub(super) fn wait_for_until<G: WaitGuard>(
        &self,
        guard: &mut G,
        mut predicate: impl FnMut(&mut G::Value) -> bool,
        deadline: Deadline,
    ) -> Result<(), TimedOut> {
        while !predicate(G::value(guard)) {
            if self.wait_until(guard, deadline).is_err() {
                // The last look counts, not the last notification.
                return if predicate(G::value(guard)) { Ok(()) } else { Err(TimedOut) };
            }
        }
        Ok(())
    }

    /// Sees to those who were granted (I3). We hold the lock that they all wait for (I4).
    fn pass_on<G: WaitGuard>(&self, guard: &G) {
        // Whoever was granted when we were chosen was in the list by then, so we do not overlook
        // it; and one that was granted later relies on us only if another was there already.
        if self.queue.is_empty() {
            return;
        }
        let key = Key::number(G::lock_address(guard));
        // Those who wait with another lock, which they do since we were chosen, have another heir.
        let is_ours = |list: &WaitList| list.first_key() == Some(key);
        if let Some(lock) = G::raw_lock(guard) {
            lock.take_in(|word| {
                self.queue.with(|list| if is_ours(list) { list.move_granted(word) } else { 0 })
            });
        } else {
            let next = self
                .queue
                .with(|list| if is_ours(list) { list.choose_granted_thread() } else { None });
            next.into_iter().for_each(Wakeup::deliver);
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn notify_slow(&self, n: usize) -> usize {
        if n == 1
            && let Ok(first) = self.queue.with(WaitList::choose_next)
        {
            return first.map(Wakeup::deliver).iter().count();
        }
        let mut batch = Batch::new();
        let (found, has_rest) = self.queue.with(|list| list.grant(n, spin::abreast(), &mut batch));
        // Tasks that the batch had no room for; also when a waker panics, none is left behind.
        let rest = has_rest.then(|| Tasks(self));
        drop(batch);
        drop(rest);
        found
    }
}

/// Chooses the tasks that were granted, when dropped.
struct Tasks<'a>(&'a Condition);

impl Drop for Tasks<'_> {
    fn drop(&mut self) {
        loop {
            let mut batch = Batch::new();
            self.0.queue.with(|list| list.choose_granted_tasks(&mut batch));
            if batch.is_empty() {
                break;
            }
        }
    }
}

/// A guard whose lock is given up; dropped, it takes the lock again, also when the wait panics.
struct Away<'a, G: WaitGuard> {
    guard: &'a mut G,
    held: Option<G::Held>,
    was_moved: bool,
}

impl<'a, G: WaitGuard> From<&'a mut G> for Away<'a, G> {
    fn from(guard: &'a mut G) -> Self {
        // SAFETY: the guard is borrowed until `drop`, which takes the lock again.
        let held = Some(unsafe { G::give_up(guard) });
        Self { guard, held, was_moved: false }
    }
}

impl<G: WaitGuard> Drop for Away<'_, G> {
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            // SAFETY: it was given up in `from`, which returned `held`; `was_moved` says whether
            // we slept on the lock's word.
            unsafe { G::take_again(self.guard, held, self.was_moved) };
        }
    }
}
