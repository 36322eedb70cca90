//! What all threads share of one `ThreadLocal`. I1 to I5 stand at the head of `mod.rs`.

use core::cell::Cell;
use core::ptr::{self, NonNull};

use threadbare_sys::atomic::{
    AtomicPtr,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, AtEnd};

use super::place::{self, CHUNKS};

/// A value, on the heap, away from those of other threads.
pub(super) struct Node<T> {
    pub(super) value: T,
    /// How many [`Local`](super::Local)s there are. Touched by the value's own thread, and by
    /// others only when that has ended (I3).
    pub(super) borrows: Cell<usize>,
    /// The next among those that have ended. Touched under the lock.
    next: Cell<*mut Self>,
}

impl<T> Node<T> {
    const fn new(value: T) -> Self {
        Self { value, borrows: Cell::new(0), next: Cell::new(ptr::null_mut()) }
    }
}

/// A node, as long as it is in a slot or among those that ended.
pub(super) type Link<T> = NonNull<Node<T>>;

/// Nodes that are in no place any more: dropped here, their values with them.
pub(super) struct Gone<T>(Vec<Link<T>>);

struct Slot<T> {
    node: *mut Node<T>,
    /// The thread will tell us when it ends.
    is_known: bool,
}

struct State<T> {
    /// The values of threads that have ended stay.
    keeps: bool,
    /// Who looks at the values of all.
    readers: usize,
    /// The values of threads that have ended, as long as they are needed (I4): a chain, so that a
    /// fork in the middle of a change finds the old one or the new one.
    ended: *mut Node<T>,
}

// SAFETY: I1 - the nodes belong to the state, which is reached under the lock.
unsafe impl<T: Send> Send for State<T> {}

pub(super) struct Shared<T> {
    chunks: [AtomicPtr<UnsafeCell<Slot<T>>>; CHUNKS],
    state: BriefLock<State<T>>,
}

// SAFETY: I1, I2 - nodes are handed over under the lock or used by their own thread, which is what
// `T: Send` allows; references to values of other threads are given out for `T: Sync` alone.
unsafe impl<T: Send> Send for Shared<T> {}
// SAFETY: I1, I2 - as above.
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    pub(super) fn new(keeps: bool) -> Self {
        Self {
            chunks: core::array::from_fn(|_| AtomicPtr::new(ptr::null_mut())),
            state: BriefLock::new(State { keeps, readers: 0, ended: ptr::null_mut() }),
        }
    }

    /// The value of the calling thread.
    #[inline]
    pub(super) fn own(&self) -> Option<&Node<T>> {
        let (chunk, offset) = place::place(thread::index());
        let slot = self.slots(chunk)?.get(offset)?;
        let node = slot.with(|slot| {
            // SAFETY: I2 - our own slot is written by us alone while anybody shares the object.
            unsafe { (*slot).node }
        });
        // SAFETY: I1 - a node in a slot lives, and ours stays there until we end.
        unsafe { node.as_ref() }
    }

    #[inline]
    fn slots(&self, chunk: usize) -> Option<&[UnsafeCell<Slot<T>>]> {
        // [TL1] Acquire: pairs with [TL2]; the slots are empty, not garbage.
        let slots = self.chunks[chunk].load(Acquire);
        // SAFETY: a chunk was made with this length and lives as long as `self`.
        NonNull::new(slots)
            .map(|slots| unsafe { core::slice::from_raw_parts(slots.as_ptr(), place::len(chunk)) })
    }

    #[cold]
    fn make_slots(&self, chunk: usize) {
        let empty = || UnsafeCell::new(Slot::<T> { node: ptr::null_mut(), is_known: false });
        let slots: Box<[_]> = (0..place::len(chunk)).map(|_| empty()).collect();
        let slots = Box::into_raw(slots);
        let null = ptr::null_mut();
        // [TL2] Release/Relaxed: pairs with [TL1]. If somebody else was quicker, theirs are empty
        // as well, and [TL1] is what finds them.
        let made = self.chunks[chunk].compare_exchange(null, slots.cast(), Release, Relaxed);
        if made.is_err() {
            // SAFETY: it was a box a moment ago, and nobody else has seen it.
            drop(unsafe { Box::from_raw(slots) });
        }
    }

    /// Puts the calling thread's value into its slot, which is empty; true when we are still to
    /// ask to be told of the thread's end.
    pub(super) fn insert(&self, value: T) -> bool {
        let (chunk, offset) = place::place(thread::index());
        if self.slots(chunk).is_none() {
            self.make_slots(chunk);
        }
        let node = Box::into_raw(Box::new(Node::new(value)));
        let slot = self.slots(chunk).and_then(|slots| slots.get(offset));
        let slot = slot.expect("the chunk is there, and as long as its last place");
        self.state.with(|_| {
            slot.with_mut(|slot| {
                // SAFETY: I2 - our own slot, and we hold the lock.
                let slot = unsafe { &mut *slot };
                slot.node = node;
                !core::mem::replace(&mut slot.is_known, true)
            })
        })
    }

    /// The calling thread has ended.
    fn end(&self) -> Gone<T> {
        let (chunk, offset) = place::place(thread::index());
        let slot = self.slots(chunk).and_then(|slots| slots.get(offset));
        Gone(self.state.with(|state| {
            let node = slot.and_then(|slot| {
                slot.with_mut(|slot| {
                    // SAFETY: I2 - our own slot, and we hold the lock.
                    let slot = unsafe { &mut *slot };
                    slot.is_known = false;
                    NonNull::new(core::mem::replace(&mut slot.node, ptr::null_mut()))
                })
            });
            if let Some(node) = node {
                state.keep(node);
            }
            state.sweep()
        }))
    }

    /// The values of all threads that this process has. They stay until [`leave`](Self::leave).
    pub(super) fn enter(&self) -> Vec<Link<T>> {
        self.state.with(|state| {
            state.readers += 1;
            let mut links = Vec::new();
            if state.keeps {
                state.each_ended(|link| links.push(link));
            }
            self.each_slot(|slot| {
                slot.with(|slot| {
                    // SAFETY: I2 - others write under the lock, which we hold.
                    links.extend(NonNull::new(unsafe { (*slot).node }));
                });
            });
            links
        })
    }

    /// What came of [`enter`](Self::enter) is looked at no more.
    pub(super) fn leave(&self) -> Gone<T> {
        Gone(self.state.with(|state| {
            state.readers -= 1;
            state.sweep()
        }))
    }

    /// Takes everything out. The caller has the only reference to the object: nobody looks at all,
    /// and no [`Local`](super::Local) lives.
    pub(super) fn take_all(&self) -> Gone<T> {
        Gone(self.state.with(|state| {
            let mut links = state.take_ended(|_| true);
            self.each_slot(|slot| {
                slot.with_mut(|slot| {
                    // SAFETY: I2 - we hold the lock, and nobody shares the object.
                    let slot = unsafe { &mut *slot };
                    links.extend(NonNull::new(core::mem::replace(&mut slot.node, ptr::null_mut())));
                });
            });
            links
        }))
    }

    /// The slots of the threads that this process has (I5).
    fn each_slot(&self, mut look: impl FnMut(&UnsafeCell<Slot<T>>)) {
        for chunk in 0..CHUNKS {
            for (offset, slot) in self.slots(chunk).unwrap_or_default().iter().enumerate() {
                let index = u32::try_from(place::index(chunk, offset));
                if index.is_ok_and(thread::exists) {
                    look(slot);
                }
            }
        }
    }
}

impl<T> State<T> {
    /// The value of a thread that has ended.
    fn keep(&mut self, link: Link<T>) {
        // SAFETY: I1 - a node that was just taken out of its slot lives.
        unsafe { link.as_ref() }.next.set(self.ended);
        self.ended = link.as_ptr();
    }

    fn each_ended(&self, mut look: impl FnMut(Link<T>)) {
        let mut next = self.ended;
        while let Some(link) = NonNull::new(next) {
            // SAFETY: I1 - a node among those that ended lives.
            next = unsafe { link.as_ref() }.next.get();
            look(link);
        }
    }

    /// Takes out those of which `is_free` says so.
    fn take_ended(&mut self, is_free: impl Fn(&Node<T>) -> bool) -> Vec<Link<T>> {
        let mut taken = Vec::new();
        let mut kept = ptr::null_mut();
        self.each_ended(|link| {
            // SAFETY: I1 - a node among those that ended lives.
            let node = unsafe { link.as_ref() };
            if is_free(node) {
                taken.push(link);
            } else {
                node.next.set(kept);
                kept = link.as_ptr();
            }
        });
        self.ended = kept;
        taken
    }

    /// Takes out what nobody needs any more (I4).
    fn sweep(&mut self) -> Vec<Link<T>> {
        if self.keeps || self.readers > 0 {
            return Vec::new();
        }
        self.take_ended(|node| node.borrows.get() == 0)
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        for chunk in 0..CHUNKS {
            if let Some(slots) = self.slots(chunk) {
                let slots = ptr::from_ref(slots).cast_mut();
                // SAFETY: it was a box of this length, and nobody else has `self`.
                drop(unsafe { Box::from_raw(slots) });
            }
        }
    }
}

impl<T> Gone<T> {
    /// The values, taken out of their nodes.
    pub(super) fn into_values(mut self) -> Vec<T> {
        core::mem::take(&mut self.0).into_iter().map(|link| into_node(link).value).collect()
    }
}

impl<T> Drop for Gone<T> {
    fn drop(&mut self) {
        // User code: outside the lock, and one that panics does not keep the others.
        let nodes: Vec<_> = core::mem::take(&mut self.0).into_iter().map(into_node).collect();
        drop(nodes);
    }
}

/// The node, which is in no place any more.
fn into_node<T>(link: Link<T>) -> Box<Node<T>> {
    // SAFETY: I1 - it was taken out of the one place in which it was, and was a box before.
    unsafe { Box::from_raw(link.as_ptr()) }
}

/// What a thread with a value has to do when it ends.
pub(super) struct Ending<T> {
    pub(super) shared: Arc<Shared<T>>,
}

impl<T> AtEnd for Ending<T> {
    fn thread_ends(self: Box<Self>) {
        drop(self.shared.end());
    }

    fn is_stale(&self) -> bool {
        // The object itself is gone, and has taken its values along.
        Arc::strong_count(&self.shared) == 1
    }
}
