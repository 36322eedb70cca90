//! Vyukov's bounded ring, as it is usually written. It is a good queue, and not a linearizable one:
//! a put takes its place first and fills it later, and whoever stands at the front looks at that
//! one place. While the put at the front is stalled the queue says `Empty` to everybody, even to
//! one who has put an item behind it a moment ago.
//!
//! | stamp of slot `i` | the slot |
//! |---|---|
//! | `lap + i` | is free for the put of that position |
//! | `lap + i + 1` | holds the item of that position |

use threadbare_sys::atomic::{AtomicUsize, Ordering};
use threadbare_sys::cell::UnsafeCell;

use crate::program::Target;
use crate::spec::queue::{Answer, Call, Item};

#[derive(Debug)]
struct Slot {
    stamp: AtomicUsize,
    item: UnsafeCell<Option<Item>>,
}

/// The ring. Its capacity is a power of two, of at least two.
#[derive(Debug)]
pub struct Ring {
    slots: Vec<Slot>,
    head: AtomicUsize,
    tail: AtomicUsize,
}

// SAFETY: a slot's item is touched by the one whose CAS took its position, until it writes the
// stamp.
unsafe impl Sync for Ring {}

impl Ring {
    /// An empty ring.
    ///
    /// # Panics
    ///
    /// When the capacity is not a power of two, or is one.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        assert!(capacity.is_power_of_two() && capacity > 1, "take a power of two, 2 or more");
        let slot = |stamp| Slot { stamp: AtomicUsize::new(stamp), item: UnsafeCell::new(None) };
        Self {
            slots: (0..capacity).map(slot).collect(),
            head: AtomicUsize::new(0),
            tail: AtomicUsize::new(0),
        }
    }

    fn slot(&self, position: usize) -> &Slot {
        &self.slots[position % self.slots.len()]
    }

    fn put(&self, item: Item) -> Answer {
        let mut tail = self.tail.load(Ordering::Relaxed);
        loop {
            let slot = self.slot(tail);
            let stamp = slot.stamp.load(Ordering::Acquire);
            if stamp < tail {
                return Answer::Full;
            }
            if stamp > tail {
                tail = self.tail.load(Ordering::Relaxed);
                continue;
            }
            match take(&self.tail, tail) {
                Err(now) => tail = now,
                Ok(()) => {
                    // SAFETY: the position is ours until the stamp says that it is filled.
                    slot.item.with_mut(|place| unsafe { *place = Some(item) });
                    slot.stamp.store(tail + 1, Ordering::Release);
                    return Answer::Done;
                }
            }
        }
    }

    fn get(&self) -> Answer {
        let mut head = self.head.load(Ordering::Relaxed);
        loop {
            let slot = self.slot(head);
            let stamp = slot.stamp.load(Ordering::Acquire);
            if stamp < head + 1 {
                return Answer::Empty;
            }
            if stamp > head + 1 {
                head = self.head.load(Ordering::Relaxed);
                continue;
            }
            match take(&self.head, head) {
                Err(now) => head = now,
                Ok(()) => {
                    // SAFETY: the position is ours until the stamp says that it is free.
                    let item = slot.item.with_mut(|place| unsafe { (*place).take() });
                    slot.stamp.store(head + self.slots.len(), Ordering::Release);
                    return Answer::Got(item.expect("a position that is filled has an item"));
                }
            }
        }
    }
}

/// Takes a position, or says which is next.
fn take(index: &AtomicUsize, position: usize) -> Result<(), usize> {
    let (next, order) = (position + 1, Ordering::Relaxed);
    index.compare_exchange_weak(position, next, order, order).map(drop)
}

impl Target for Ring {
    fn apply(&self, call: &Call) -> Answer {
        match call {
            Call::TryPut(item) => self.put(*item),
            Call::TryGet => self.get(),
            other => panic!("{other:?}: this ring knows tries alone"),
        }
    }
}
