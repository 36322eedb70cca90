//! Waiters that are chosen together and come one by one.
//!
//! A hundred threads that are chosen for one lock need not wake up together: one can go in, the
//! others would fall asleep again. So the chooser wakes one or two *heirs*, and *grants* the rest:
//! they stay in the list, asleep and marked, ahead of those who still wait. The first heir to have
//! the lock moves them to its word ([`WaitList::move_granted`]), where each release lets the next
//! one in; or, where there is no such word, it wakes the next.
//!
//! # Invariants
//!
//! * G1: those who were granted stand ahead of those who were not.
//! * G2: while a thread is granted, some thread that was chosen from this list has yet to come
//!   and see to it. (Tasks are granted only until their chooser has woken a batch of others.)

use core::mem::ManuallyDrop;
use core::ptr;

use super::waiter::{ASLEEP, CHOSEN, MOVED, MOVING, WAITING, edit};
use super::{Batch, Key, WaitList, WaitQueue, Waiter, Wakeup};
use crate::atomic::Ordering::{Relaxed, Release};
use crate::clock::Deadline;
use crate::futex::{self, Address};
use crate::spin::Spin;

/// How [`WaitQueue::sleep`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "one that was chosen sees to those who were granted"]
#[expect(clippy::exhaustive_enums, reason = "whoever waits must know every end of it")]
pub enum Ending {
    /// Chosen, or granted when the deadline came.
    Chosen,
    /// Chosen and moved: it slept on the other word, and may have used up a wake of that.
    Moved,
    /// The deadline came first, and the node is in no list.
    TimedOut,
}

impl WaitList {
    /// The key of the waiter that has waited longest.
    #[must_use]
    pub fn first_key(&self) -> Option<Key> {
        // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
        self.first().map(|node| unsafe { edit(node, |links| links.key) })
    }

    /// Chooses the waiter that has waited longest, if none is granted: what [`grant`](Self::grant)
    /// does for one, without a batch. `Err` when some are granted.
    ///
    /// # Errors
    ///
    /// Nothing was done: those who were granted stand ahead.
    pub fn choose_next(&mut self) -> Result<Option<Wakeup>, Granted> {
        let Some(first) = self.first() else { return Ok(None) };
        // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
        if unsafe { edit(first, |links| links.granted) } {
            return Err(Granted);
        }
        Ok(self.choose())
    }

    /// Chooses or grants the `n` that have waited longest and were not granted before; returns how
    /// many there were, and whether the batch had no room for some of the tasks. Into the batch go
    /// tasks, while there is room for threads, and the first `heirs` threads, unless another will
    /// come and see to them (G2).
    ///
    /// Several heirs are chosen as if they had been moved: each takes the lock as one that has
    /// slept on its word, so that its release wakes one of those who will sleep there.
    pub fn grant(&mut self, n: usize, heirs: usize, batch: &mut Batch) -> (usize, bool) {
        let mut found = 0;
        let mut threads = 0;
        let mut has_rest = false;
        let mut cursor = self.first();
        while let Some(node) = cursor {
            cursor = self.after(node);
            // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
            let (granted, is_task) =
                unsafe { edit(node, |links| (links.granted, links.waker.is_some())) };
            if granted {
                threads += if is_task { 0 } else { heirs };
                continue;
            }
            if found == n {
                break;
            }
            found += 1;
            // The last places are for threads.
            let comes_now = if is_task { batch.room() > heirs } else { threads < heirs };
            threads += usize::from(!is_task);
            if comes_now {
                let choice = if is_task || heirs == 1 { CHOSEN } else { MOVED };
                // SAFETY: I2 - the node is linked.
                batch.push(unsafe { self.choose_node_as(node, choice) });
            } else {
                has_rest |= is_task;
                // SAFETY: I1, I2 - as above.
                unsafe { edit(node, |links| links.granted = true) };
            }
        }
        (found, has_rest)
    }

    /// Chooses the tasks that were granted, as many as the batch has room for.
    pub fn choose_granted_tasks(&mut self, batch: &mut Batch) {
        let mut cursor = self.first_granted();
        while let Some(node) = cursor
            && batch.room() > 0
        {
            cursor = self.granted_after(node);
            // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
            if unsafe { edit(node, |links| links.waker.is_some()) } {
                // SAFETY: I2 - the node is linked.
                batch.push(unsafe { self.choose_node(node) });
            }
        }
    }

    /// Chooses the first thread that was granted. It sees to the next (G2).
    pub fn choose_granted_thread(&mut self) -> Option<Wakeup> {
        let mut cursor = self.first_granted();
        while let Some(node) = cursor {
            cursor = self.granted_after(node);
            // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
            if unsafe { edit(node, |links| links.waker.is_none()) } {
                // SAFETY: I2 - the node is linked.
                return Some(unsafe { self.choose_node(node) });
            }
        }
        None
    }

    /// Chooses all threads that were granted, and moves those who sleep to the word at `to`, still
    /// asleep; returns how many were moved. The word is alive, and the caller sees to it that
    /// they are woken there.
    pub fn move_granted(&mut self, to: Address) -> u32 {
        let mut moved = 0;
        let mut cursor = self.first_granted();
        while let Some(node) = cursor {
            cursor = self.granted_after(node);
            // SAFETY: I1, I2 - we were given the list, and the node is linked in it.
            if unsafe { edit(node, |links| links.waker.is_none()) } {
                // SAFETY: I2 - the node is linked.
                moved += unsafe { self.move_node(node, to) };
            }
        }
        moved
    }

    /// # Safety
    ///
    /// The node is linked in this list, and a thread's.
    unsafe fn move_node(&mut self, node: *const Waiter, to: Address) -> u32 {
        // SAFETY: the caller's promise.
        let waker = unsafe { self.unlink(node) };
        debug_assert!(waker.is_none(), "tasks are not moved");
        // SAFETY: I2, I4 - until the last store below, the owner keeps the node.
        let word = unsafe { &(*node).word };
        // [WL6] Release/Relaxed: as [WL2], for one that is awake: it need not be moved.
        if word.compare_exchange(WAITING, CHOSEN, Release, Relaxed).is_ok() {
            return 0;
        }
        // [WL7] Relaxed: whoever sees it passes the lock that we hold, which orders everything.
        let was = word.swap(MOVING, Relaxed);
        debug_assert_eq!(was, ASLEEP, "a sleeper changes nothing");
        // [FR1] wake: the one sleeper of this word, asleep as it is. If it was about to sleep, the
        // kernel sees MOVING and does not let it.
        let moved = futex::requeue(futex::address(word), to, 1);
        // [WL8] Release: pairs with [WL1]; the chooser's work goes to the chosen.
        word.swap(if moved == 0 { CHOSEN } else { MOVED }, Release);
        moved
    }

    pub(super) fn first(&self) -> Option<*const Waiter> {
        // SAFETY: I1, I2 - the last node is linked, so it is alive.
        (!self.last.is_null()).then(|| unsafe { edit(self.last, |links| links.next) })
    }

    pub(super) fn after(&self, node: *const Waiter) -> Option<*const Waiter> {
        // SAFETY: I1, I2 - the node is linked.
        (!ptr::eq(node, self.last)).then(|| unsafe { edit(node, |links| links.next) })
    }

    fn first_granted(&self) -> Option<*const Waiter> {
        self.first().filter(|node| is_granted(*node))
    }

    fn granted_after(&self, node: *const Waiter) -> Option<*const Waiter> {
        self.after(node).filter(|next| is_granted(*next))
    }
}

/// Some waiters were granted: they stand ahead of those who still wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Granted;

fn is_granted(node: *const Waiter) -> bool {
    // SAFETY: I1, I2 - the callers hold the lock and name linked nodes.
    unsafe { edit(node, |links| links.granted) }
}

impl WaitQueue {
    /// Looks at the node for as long as `spin` allows, then puts the calling thread to sleep until
    /// it is chosen or the deadline comes; a node that was not chosen is taken out.
    ///
    /// # Safety
    ///
    /// The node was pushed to this queue without a waker, by the thread that calls this.
    pub unsafe fn sleep(&self, node: &Waiter, deadline: Deadline, mut spin: Spin) -> Ending {
        /// Takes the node out when the kernel refuses to wait (I2).
        struct Leave<'a>(&'a WaitQueue, &'a Waiter);

        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                // SAFETY: I1 - the node is in this list or in none.
                drop(self.0.with(|list| unsafe { list.remove(self.1) }));
            }
        }

        let mut was_in_time = false;
        while !was_in_time && spin.turn() {
            // [WL9] Relaxed: a look; whoever finds it changed looks again, at [WL1].
            was_in_time = node.word.load(Relaxed) != WAITING;
        }
        spin.learn(was_in_time);
        let leave = Leave(self, node);
        let chosen = node.wait_for_choice(deadline);
        let _in_time = ManuallyDrop::new(leave);
        match chosen {
            Some(CHOSEN) => Ending::Chosen,
            Some(MOVED) => Ending::Moved,
            _ => self.settle(node),
        }
    }

    /// The end of a wait whose time was over, or whose node is being moved.
    #[cold]
    fn settle(&self, node: &Waiter) -> Ending {
        // When we are in, a mover is done (I4).
        // SAFETY: I1 - the node is in this list or in none.
        if let Some(removed) = self.with(|list| unsafe { list.remove(node) }) {
            return if removed.was_granted() { Ending::Chosen } else { Ending::TimedOut };
        }
        // [WL10] Relaxed: the lock that we have passed orders whoever chose us.
        if node.word.load(Relaxed) == MOVED { Ending::Moved } else { Ending::Chosen }
    }
}
