//! What somebody who waits holds out: an item to be taken, or an open hand for one.
//!
//! A thread that waits for one queue holds its hand out without a condition. One that waits for
//! several may be served by one of them only. So its hands are bound by a *claim*: whoever wants
//! to serve one of them claims the whole selection first, and the others are worth nothing then.
//!
//! # Word of a claim
//!
//! | value | meaning | who leaves it |
//! |---|---|---|
//! | `OPEN` | in line, not served | whoever serves one of its hands; its owner |
//! | `CLOSED` | its owner tries for itself | nobody |
//! | `SERVED` + n | its hand number n is being served, or was | nobody |
//!
//! # Invariants
//!
//! * H1: who moves the word from `OPEN` decides: a server, under the lock of the queue in whose
//!   line the hand is, which it keeps until it has served; or the owner, before it leaves a line.
//! * H2: so a hand is touched by its server under that lock, and by its owner when its node is in
//!   no list, which the owner has seen under that lock.
//! * H3: a claim that is not open stays so. Each wait has a new one.

use core::ptr;

use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
use threadbare_sys::cell::UnsafeCell;

const OPEN: u32 = 0;
const CLOSED: u32 = 1;
/// Plus the number of the hand.
const SERVED: u32 = 2;

/// The place of an item outside the queue: on the stack of a thread that waits, or in a future.
/// Its address is even, so that those of others can be told from it.
#[repr(align(2))]
#[derive(Debug)]
pub struct Slot<T>(UnsafeCell<Option<T>>);

impl<T> Slot<T> {
    pub(crate) fn new(item: Option<T>) -> Self {
        Self(UnsafeCell::new(item))
    }

    /// Puts an item in.
    ///
    /// # Safety
    ///
    /// Nobody else reaches the slot. It is empty, so nothing is dropped.
    pub(crate) unsafe fn fill(&self, item: T) {
        self.0.with_mut(|slot| {
            // SAFETY: the caller's promise.
            unsafe { *slot = Some(item) };
        });
    }

    /// Takes the item out.
    ///
    /// # Safety
    ///
    /// Nobody else reaches the slot.
    pub(crate) unsafe fn take(&self) -> Option<T> {
        self.0.with_mut(|slot| {
            // SAFETY: the caller's promise.
            let slot = unsafe { &mut *slot };
            slot.take()
        })
    }

    /// True when there is no item in the slot.
    ///
    /// # Safety
    ///
    /// Nobody else writes to the slot.
    pub(crate) unsafe fn is_empty(&self) -> bool {
        self.0.with(|slot| {
            // SAFETY: the caller's promise.
            let slot = unsafe { &*slot };
            slot.is_none()
        })
    }
}

/// What binds the hands of a selection.
#[derive(Debug)]
pub(crate) struct Claim(AtomicU32);

impl Claim {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(OPEN))
    }

    /// Claims it for this hand; false: it is not open any more.
    fn serve(&self, number: u32) -> bool {
        // [CL1] Relaxed/Relaxed: who wins is all that it says; the item goes by the lock that the
        // server holds, and that the owner passes before it looks at the hand (H2).
        self.0.compare_exchange(OPEN, SERVED + number, Relaxed, Relaxed).is_ok()
    }

    /// Closes it, for its owner; the number of the hand if one was served.
    pub(crate) fn close(&self) -> Option<usize> {
        // [CL2] Relaxed/Relaxed: as [CL1].
        let was = self.0.compare_exchange(OPEN, CLOSED, Relaxed, Relaxed).err()?;
        usize::try_from(was.checked_sub(SERVED)?).ok()
    }

    fn is_open(&self) -> bool {
        // [CL3] Relaxed: a look; [CL1] decides.
        self.0.load(Relaxed) == OPEN
    }
}

/// A hand that is held out under a condition. Stands beside the node of its waiter, and its
/// address is odd when it is a key.
#[derive(Debug)]
pub struct Ticket {
    claim: *const Claim,
    slot: *const (),
    number: u32,
}

impl Ticket {
    /// One that is worth nothing yet.
    pub(crate) const fn blank() -> Self {
        Self { claim: ptr::null(), slot: ptr::null(), number: 0 }
    }

    /// A hand with this number, whose slot is there. The null pointer: no hand.
    pub(crate) const fn new(claim: *const Claim, slot: *const (), number: u32) -> Self {
        Self { claim, slot, number }
    }

    /// Claims the selection, to serve this hand; false: it is not open any more.
    ///
    /// # Safety
    ///
    /// As [`is_open`](Self::is_open), and the lock stays held until the hand was served (H1).
    pub(crate) unsafe fn claim(&self) -> bool {
        // SAFETY: the caller's promise.
        unsafe { &*self.claim }.serve(self.number)
    }

    /// True when it can be served.
    ///
    /// # Safety
    ///
    /// It is in a line whose lock is held, or is the caller's own: then its claim is alive.
    pub(crate) unsafe fn is_open(&self) -> bool {
        // SAFETY: the caller's promise.
        unsafe { &*self.claim }.is_open()
    }

    /// True when both are hands of the same selection.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        ptr::eq(self.claim, other.claim)
    }

    /// Where the item lies, or shall lie.
    pub(crate) const fn slot(&self) -> *const () {
        self.slot
    }

    /// `None` when it holds nothing out.
    pub(crate) fn if_any(&self) -> Option<&Self> {
        (!self.slot.is_null()).then_some(self)
    }
}
