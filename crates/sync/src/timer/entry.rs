//! A timer in one allocation: its node, its word, and the closure behind them.
//!
//! The wheel knows nodes, not closures. So an entry is a node first and the closure after it, and
//! three functions know what lies there. A pointer to the node is made of one to the whole.

use core::any::Any;
use core::mem::ManuallyDrop;
use core::ptr::{self, NonNull};

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{AcqRel, Acquire, Relaxed},
};
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::{fork, futex, thread};

use super::next::Next;
use super::service::ServiceRef;
use super::wheel::Node;
use super::word::{DETACHED, IDLE, WAITED, is_over, stage};

/// What a panic leaves.
pub(super) type Payload = Box<dyn Any + Send>;

/// Not the index of a thread.
const NOBODY: u32 = u32::MAX;

/// What is known of a timer whatever its closure.
pub(super) struct Head {
    pub(super) word: AtomicU32,
    /// The thread that makes the call.
    runner: AtomicU32,
    /// Of the process that the timer belongs to.
    generation: u32,
    /// True when each call gets a thread of its own.
    pub(super) is_apart: bool,
    pub(super) service: ServiceRef,
    /// Zero when it is called once.
    pub(super) period_ns: u64,
    /// Guarded by the service's lock.
    next: UnsafeCell<Next>,
    /// Written by who ends the timer, before it says so; taken under the service's lock.
    payload: UnsafeCell<Option<Payload>>,
    calls: &'static Calls,
}

// SAFETY: the word and the runner are atomic, the cells are guarded as they say, the rest does not
// change. The closure is not reached through the head but by who has the entry to itself (T2).
unsafe impl Sync for Head {}
// SAFETY: payload and closure are `Send`, and nothing else belongs to a thread.
unsafe impl Send for Head {}

impl Head {
    /// True in a forked child, for a timer of the parent.
    pub(super) fn is_foreign(&self) -> bool {
        self.generation != fork::generation()
    }

    pub(super) const fn repeats(&self) -> bool {
        self.period_ns != 0
    }

    /// Looks at the call that comes next, or changes it.
    ///
    /// # Safety
    ///
    /// The caller holds the service's lock.
    pub(super) unsafe fn next<R>(&self, look: impl FnOnce(&mut Next) -> R) -> R {
        // SAFETY: the caller's promise.
        self.next.with_mut(|next| look(unsafe { &mut *next }))
    }

    /// # Safety
    ///
    /// The caller has taken the entry (T2), and is about to end it.
    pub(super) unsafe fn set_payload(&self, payload: Payload) {
        // SAFETY: the caller's promise.
        self.payload.with_mut(|cell| unsafe { *cell = Some(payload) });
    }

    /// # Safety
    ///
    /// The timer has panicked, which the caller has acquired, and it holds the service's lock.
    pub(super) unsafe fn take_payload(&self) -> Option<Payload> {
        // SAFETY: the caller's promise.
        self.payload.with_mut(|payload| unsafe { (*payload).take() })
    }

    /// True on the thread that makes the call at this moment.
    pub(super) fn is_called_here(&self) -> bool {
        // [TM1] Relaxed: nobody but the asking thread itself stores its index.
        self.runner.load(Relaxed) == thread::index()
    }
}

/// What knows the type of the closure.
struct Calls {
    call: unsafe fn(NonNull<Node<Head>>),
    discard: unsafe fn(NonNull<Node<Head>>),
    free: unsafe fn(NonNull<Node<Head>>),
}

/// The whole. The node comes first, so a pointer to it is a pointer to the whole.
#[repr(C)]
struct Entry<F> {
    node: Node<Head>,
    closure: UnsafeCell<ManuallyDrop<F>>,
}

/// How a timer is to be made.
pub(super) struct Plan {
    pub(super) stage: u32,
    pub(super) service: ServiceRef,
    pub(super) is_apart: bool,
    pub(super) period_ns: u64,
    pub(super) next_ns: u64,
}

/// A pointer to an entry. Whoever has one knows that it lives, by T1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct EntryRef(NonNull<Node<Head>>);

// SAFETY: a head may be seen from any thread, and the closure may be sent to any.
unsafe impl Send for EntryRef {}
// SAFETY: as above; what is not atomic in a head is guarded by a lock.
unsafe impl Sync for EntryRef {}

impl EntryRef {
    /// A timer that is called once.
    pub(super) fn once<F: FnOnce() + Send + 'static>(plan: Plan, f: F) -> Self {
        unsafe fn call<F: FnOnce()>(node: NonNull<Node<Head>>) {
            // SAFETY: `F` is the closure's type.
            let closure = unsafe { closure::<F>(node) };
            // SAFETY: T2 - the caller has the entry to itself, and the closure is there once.
            let f = closure.with_mut(|closure| unsafe { ptr::read(closure) });
            ManuallyDrop::into_inner(f)();
        }
        Self::new(
            plan,
            f,
            &const { Calls { call: call::<F>, discard: discard::<F>, free: free::<F> } },
        )
    }

    /// A timer that is called again and again.
    pub(super) fn repeating<F: FnMut() + Send + 'static>(plan: Plan, f: F) -> Self {
        unsafe fn call<F: FnMut()>(node: NonNull<Node<Head>>) {
            // SAFETY: `F` is the closure's type.
            let closure = unsafe { closure::<F>(node) };
            // SAFETY: T2 - the caller has the entry to itself.
            closure.with_mut(|closure| unsafe { (*closure)() });
        }
        Self::new(
            plan,
            f,
            &const { Calls { call: call::<F>, discard: discard::<F>, free: free::<F> } },
        )
    }

    fn new<F>(plan: Plan, f: F, calls: &'static Calls) -> Self {
        let head = Head {
            word: AtomicU32::new(plan.stage),
            runner: AtomicU32::new(NOBODY),
            generation: fork::generation(),
            is_apart: plan.is_apart,
            service: plan.service,
            period_ns: plan.period_ns,
            next: UnsafeCell::new(Next::first(plan.next_ns)),
            payload: UnsafeCell::new(None),
            calls,
        };
        let closure = UnsafeCell::new(ManuallyDrop::new(f));
        let entry = Box::new(Entry { node: Node::new(head), closure });
        Self(NonNull::from(Box::leak(entry)).cast())
    }
}

impl EntryRef {
    /// The entry of a node that a wheel has named.
    pub(super) fn of(node: *const Node<Head>) -> Option<Self> {
        NonNull::new(node.cast_mut()).map(Self)
    }

    pub(super) const fn node(self) -> *const Node<Head> {
        self.0.as_ptr()
    }

    pub(super) fn head<'a>(self) -> &'a Head {
        // SAFETY: T1 - whoever has the reference knows that the entry lives while it uses this.
        unsafe { self.0.as_ref() }.value()
    }

    /// Calls the closure.
    ///
    /// # Safety
    ///
    /// The caller has taken the entry (T2), and the closure is still there.
    pub(super) unsafe fn call(self) {
        let head = self.head();
        let _called = Called::by_this_thread(head);
        // SAFETY: the caller's promise.
        unsafe { (head.calls.call)(self.0) };
    }

    /// Drops the closure.
    ///
    /// # Safety
    ///
    /// As [`call`](Self::call), and nobody uses the closure after this.
    pub(super) unsafe fn discard(self) {
        // SAFETY: the caller's promise.
        unsafe { (self.head().calls.discard)(self.0) };
    }

    /// Says that it is over, and wakes who waits for that. The entry may be gone after this.
    ///
    /// # Safety
    ///
    /// The caller has taken the entry (T2), or it is foreign and the caller alone ends it; its
    /// closure is gone.
    pub(super) unsafe fn finish(self, stage: u32) {
        let address = futex::address(&self.head().word);
        // [TM2] AcqRel: pairs with [TM4] and [TM20], which read what the call did; and with [TM3]:
        // what the handle did comes before we free.
        let left = self.head().word.swap(stage, AcqRel);
        if left & DETACHED != 0 {
            // SAFETY: T1 - it is over, and the handle has gone.
            unsafe { self.free() };
        } else if left & WAITED != 0 {
            // The entry may be gone (T1).
            // [TM5] wake: all who wait for the end, which comes once.
            futex::wake(address, u32::MAX);
        }
    }

    /// The handle goes.
    ///
    /// # Safety
    ///
    /// The handle does not use the entry after this.
    pub(super) unsafe fn detach(self) {
        // [TM4] Acquire: pairs with [TM2]; whoever ended it has done with it before we free.
        let seen = self.head().word.load(Acquire);
        if is_over(seen) {
            // SAFETY: T1 - it is over, and the handle goes.
            return unsafe { self.free() };
        }
        // [TM3] AcqRel: pairs with [TM2] and [TM15], either way: whoever comes second frees.
        let left = self.head().word.fetch_or(DETACHED, AcqRel);
        if is_over(left) {
            // SAFETY: T1 - it is over, and the handle goes, as above.
            unsafe { self.free() };
        } else if stage(left) == IDLE {
            // SAFETY: T3 - nobody else knows of it.
            unsafe { self.abandon() };
        }
    }

    /// Frees an entry that will not be called, closure and all.
    ///
    /// # Safety
    ///
    /// The handle has gone, and the entry is in no wheel and not taken.
    pub(super) unsafe fn abandon(self) {
        /// Frees it when the closure's destructor panics, too.
        struct Freed(EntryRef);

        impl Drop for Freed {
            fn drop(&mut self) {
                // SAFETY: nobody else knows of the entry.
                unsafe { self.0.free() };
            }
        }

        let freed = Freed(self);
        // SAFETY: nobody else knows of the entry, and the closure was not called.
        unsafe { freed.0.discard() };
    }

    /// # Safety
    ///
    /// Nobody uses the entry after this, and the closure is gone.
    unsafe fn free(self) {
        // SAFETY: the caller's promise.
        unsafe { (self.head().calls.free)(self.0) };
    }
}

/// A call under way, so that one that waits for its own end finds out.
struct Called<'a>(&'a Head);

impl<'a> Called<'a> {
    fn by_this_thread(head: &'a Head) -> Self {
        // [TM6] Relaxed: read with effect by this thread alone.
        head.runner.store(thread::index(), Relaxed);
        Self(head)
    }
}

impl Drop for Called<'_> {
    fn drop(&mut self) {
        // [TM7] Relaxed: as [TM6]; a thread does not see its own index after this.
        self.0.runner.store(NOBODY, Relaxed);
    }
}

/// # Safety
///
/// The node is that of a live `Entry<F>`.
unsafe fn closure<'a, F>(node: NonNull<Node<Head>>) -> &'a UnsafeCell<ManuallyDrop<F>> {
    // SAFETY: the caller's promise; the node comes first in the entry.
    unsafe { &(*node.cast::<Entry<F>>().as_ptr()).closure }
}

unsafe fn discard<F>(node: NonNull<Node<Head>>) {
    // SAFETY: `F` is the closure's type.
    let closure = unsafe { closure::<F>(node) };
    closure.with_mut(|closure| {
        // SAFETY: T2 - the caller has the entry to itself.
        let closure = unsafe { &mut *closure };
        // SAFETY: the closure is there, and nobody uses it after this (caller).
        unsafe { ManuallyDrop::drop(closure) };
    });
}

unsafe fn free<F>(node: NonNull<Node<Head>>) {
    // SAFETY: `F` is the closure's type.
    let closure = unsafe { closure::<F>(node) };
    // Does nothing, but lets a model see that whoever was at the closure has done with it.
    closure.with_mut(|_| ());
    // SAFETY: it was made by `Box::leak`, and nobody uses it after this.
    drop(unsafe { Box::from_raw(node.cast::<Entry<F>>().as_ptr()) });
}
