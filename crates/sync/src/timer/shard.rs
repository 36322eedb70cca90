//! What the service's lock guards, and every move that is made under it.

use core::mem::ManuallyDrop;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{AcqRel, Relaxed},
};
use threadbare_sys::clock::Deadline;
use threadbare_sys::fork;

use super::entry::{EntryRef, Head};
use super::next::Next;
use super::wheel::Wheel;
use super::word::{ARMED, DETACHED, IDLE, LAST, TAKEN, is_over, stage, step};

/// A deadline that never comes.
pub(super) const NEVER_NS: u64 = Deadline::NEVER.ns();

/// What the lock guards.
pub(super) struct Shard {
    wheel: Wheel<Head>,
    /// Of the process for which this holds; another one begins anew (T5).
    generation: u32,
    /// Until when the thread sleeps; 0 while it is awake or has yet to begin.
    asleep_until_ns: u64,
    pub(super) has_thread: bool,
    pub(super) is_stopped: bool,
}

/// What to do after the lock.
#[derive(Clone, Copy)]
pub(super) struct After {
    pub(super) start: bool,
    pub(super) wake: bool,
}

impl After {
    const NONE: Self = Self { start: false, wake: false };
}

/// How a cancelled timer was found.
pub(super) enum Found {
    /// Its call was still to come; the caller has taken it (T2).
    Waiting,
    /// In a call, which is now its last.
    InLastCall,
    /// Nothing was left to cancel.
    Over,
}

/// What became of a repeating timer after a call.
pub(super) enum Again {
    Armed(After),
    /// It will not be called again; the caller still has it (T2).
    Ends,
    /// It is idle, and the handle has gone: nobody knows of it but the caller.
    Abandoned,
}

impl Shard {
    pub(super) const fn new() -> Self {
        Self {
            wheel: Wheel::new(),
            generation: 0,
            asleep_until_ns: 0,
            has_thread: false,
            is_stopped: false,
        }
    }

    /// In a forked child, forgets the parent's timers and thread. The lock may have been copied in
    /// the middle of a change, so nothing is looked at.
    pub(super) fn refresh(&mut self) {
        let now = fork::generation();
        if self.generation != now {
            let is_stopped = self.is_stopped;
            let new = Self { generation: now, is_stopped, ..Self::new() };
            // Another thread may have been changing it: its memory is lost rather than freed.
            let _lost = ManuallyDrop::new(core::mem::replace(self, new));
        }
    }

    /// Puts an armed entry into the wheel.
    pub(super) fn insert(&mut self, entry: EntryRef, ns: u64, alarm: &AtomicU32) -> After {
        // SAFETY: T3 - the entry is in no wheel, lives while it is in one, and is a whole.
        unsafe { self.wheel.insert(entry.node(), ns) };
        let wake = ns < self.asleep_until_ns;
        if wake {
            self.ring(alarm);
        }
        After { start: !core::mem::replace(&mut self.has_thread, true), wake }
    }

    /// Makes the thread look again.
    pub(super) fn ring(&mut self, alarm: &AtomicU32) {
        self.asleep_until_ns = 0;
        // [TM8] Relaxed: under the lock, like [TM9]; the kernel compares the newest value.
        alarm.fetch_add(1, Relaxed);
    }

    /// Until when to sleep, and on which number.
    pub(super) fn sleep(&mut self, alarm: &AtomicU32) -> (Deadline, u32) {
        self.asleep_until_ns = self.wheel.next_expiry().unwrap_or(NEVER_NS);
        // [TM9] Relaxed: as [TM8].
        let seen = alarm.load(Relaxed);
        (Deadline::from_ns(self.asleep_until_ns), seen)
    }

    /// Takes the entry that has expired first (T2). The thread is awake.
    pub(super) fn take_expired(&mut self, now_ns: u64) -> Option<EntryRef> {
        self.asleep_until_ns = 0;
        self.wheel.pop_expired(now_ns).and_then(EntryRef::of).map(Self::taken)
    }

    /// Takes any entry (T2).
    pub(super) fn take_any(&mut self) -> Option<EntryRef> {
        self.wheel.pop_any().and_then(EntryRef::of).map(Self::taken)
    }

    fn taken(entry: EntryRef) -> EntryRef {
        let head = entry.head();
        if head.repeats() {
            // SAFETY: whoever has popped the entry holds the lock.
            unsafe { head.next(|next| next.advance(head.period_ns)) };
        }
        // [TM27] Relaxed: as [TM10].
        head.word.fetch_xor(step(ARMED, TAKEN), Relaxed);
        entry
    }

    /// Says in the word that the entry is armed, or idle when the deadline never comes; returns
    /// what was there.
    fn put_back(&mut self, entry: EntryRef, from: u32, ns: u64, alarm: &AtomicU32) -> (After, u32) {
        let to = if ns == NEVER_NS { IDLE } else { ARMED };
        // [TM15] AcqRel: pairs with [TM3], either way: when the entry becomes idle and the handle
        // goes, whoever comes second frees it.
        let left = entry.head().word.fetch_xor(step(from, to), AcqRel);
        let after = if to == ARMED { self.insert(entry, ns, alarm) } else { After::NONE };
        (after, left)
    }

    /// Takes an entry out for good (T2), or makes the call that is under way its last.
    pub(super) fn cancel(&mut self, entry: EntryRef) -> Found {
        let head = entry.head();
        // [TM10] Relaxed: stages before the end change under the lock alone. The end may come
        // while we look, and be overlooked: then we see TAKEN, and [TM12] tells.
        let seen = head.word.load(Relaxed);
        match stage(seen) {
            from @ (IDLE | ARMED) => {
                // SAFETY: T3 - the entry is in this wheel, or in none.
                unsafe { self.wheel.remove(entry.node()) };
                // [TM11] Relaxed: as [TM10].
                head.word.fetch_xor(step(from, TAKEN) | LAST, Relaxed);
                Found::Waiting
            }
            TAKEN if head.repeats() && seen & LAST == 0 => {
                // [TM12] Relaxed: read under the lock by [TM14], or too late.
                let left = head.word.fetch_or(LAST, Relaxed);
                if is_over(left) { Found::Over } else { Found::InLastCall }
            }
            _ => Found::Over,
        }
    }

    /// Moves the next call. `None`: none is to come.
    pub(super) fn reset(&mut self, entry: EntryRef, ns: u64, alarm: &AtomicU32) -> Option<After> {
        let head = entry.head();
        // [TM13] Relaxed: as [TM10]; what is over is TAKEN at worst, and stays over.
        let seen = head.word.load(Relaxed);
        let is_in_call = stage(seen) == TAKEN && head.repeats() && seen & LAST == 0;
        if self.is_stopped || !(is_in_call || matches!(stage(seen), IDLE | ARMED)) {
            return None;
        }
        // SAFETY: a shard is reached under its lock.
        unsafe { head.next(|next| *next = Next { ns, is_told: true }) };
        if is_in_call {
            return Some(After::NONE);
        }
        // SAFETY: T3 - the entry is in this wheel, or in none.
        unsafe { self.wheel.remove(entry.node()) };
        Some(self.put_back(entry, stage(seen), ns, alarm).0)
    }

    /// After a call of a repeating timer: the next one.
    pub(super) fn again(&mut self, entry: EntryRef, now_ns: u64, alarm: &AtomicU32) -> Again {
        let head = entry.head();
        // [TM14] Relaxed: LAST is set under the lock.
        let seen = head.word.load(Relaxed);
        if self.is_stopped || head.is_foreign() || seen & LAST != 0 {
            return Again::Ends;
        }
        // SAFETY: a shard is reached under its lock.
        let ns = unsafe { head.next(|next| next.settle(head.period_ns, now_ns)) };
        let (after, left) = self.put_back(entry, TAKEN, ns, alarm);
        let is_abandoned = ns == NEVER_NS && left & DETACHED != 0;
        if is_abandoned { Again::Abandoned } else { Again::Armed(after) }
    }
}
