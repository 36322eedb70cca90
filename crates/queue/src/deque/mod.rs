//! Work-stealing deques: one owner, many thieves.   Chapter: docs/queue/deque.md
//!
//! # State
//!
//! | part | meaning | who changes it |
//! |---|---|---|
//! | `top`, 58 bits | the oldest item that nobody has claimed | who claims it, by a CAS |
//! | `top`, 6 bits | which of the buffers that item is in, its **class** | the owner, by a CAS |
//! | `bottom` | the index after the youngest item | the owner |
//! | `rings` | by class, a buffer of 2^class slots, or null | the owner |
//! | a slot's `turn` | the index that the slot serves, see I3 | whoever claimed that index |
//!
//! Indices only grow, but for `bottom` in a LIFO deque. They do not wrap: at a push and a steal
//! every ten nanoseconds 58 bits last for ninety years.
//!
//! # Moves
//!
//! The owner pushes at the bottom. In a LIFO deque it pops there too, by lowering `bottom`, and
//! claims at the top only when the item is the last one. In a FIFO deque it pops by a claim, like a
//! thief. A thief **claims first and reads then**: one CAS moves `top` past the item, and only who
//! made it goes to the slot, takes the item out, and passes the turn to the next index that the
//! slot serves. If the turn has not come when the owner wants to push there, the ring is full, or
//! a thief is still reading: the owner moves to another buffer, and waits for nobody.
//!
//! # Invariants
//!
//! * I1: an index is claimed at most once, by the CAS that moved `top` past it; the owner of a LIFO
//!   deque has an index that nobody claimed only after it lowered `bottom` to it and then saw `top`
//!   below it (the fence, below).
//! * I2: whoever claims an index by a CAS on a `top` of class c finds its item in buffer c.
//! * I3: a slot of buffer c whose turn is i is the owner's to write, or holds the item i; i is not
//!   claimed from c, or its claimer still reads. The claimer, and nobody else, then makes it
//!   i + 2^c.
//! * I4: a buffer is freed when the deque has left it and all that was claimed from it was read.
//!   Nobody comes to a buffer but by a claim, and the owner.
//! * I5: the worker alone writes `bottom`, slots and `rings`; it is not `Sync`.
//! * I6: the owner's slots from the bottom up to its `limit` serve those indices: pops without a
//!   claim leave the turn as it is, and what is claimed lies below the bottom.
//!
//! # The fence
//!
//! A LIFO owner lowers `bottom` and then looks at `top`; a thief looks at `top` and then at
//! `bottom`. Each has a fence between its two steps, and one fence comes first:
//!
//! * the owner's: then the thief sees the lowered `bottom`, or a later one. It does not claim that
//!   index, unless it was pushed again.
//! * the thief's: then the owner sees a `top` that is at least what the thief saw. If that was this
//!   index, the owner competes for it by a CAS on the same word.
//!
//! # Cost
//!
//! A push: two stores, and a look at the turns every 64 slots. A LIFO pop: a store, a fence and two
//! loads; of the only item a CAS and a store, without a fence. A FIFO pop: a CAS and a store. A
//! steal: a CAS, four loads, a store, and if LIFO a fence. One byte a slot beside the item. Buffers
//! double when they are full, and halve when three quarters are free.
//!
//! Read next: `top.rs`, `shared.rs`, `worker.rs`, then `moving.rs` and `stealer.rs`.

mod buffer;
mod injector;
mod moving;
mod remains;
mod shared;
mod steal;
mod stealer;
mod top;
mod worker;

pub use injector::Injector;
pub use steal::Steal;
pub use stealer::Stealer;
pub use worker::Worker;

/// The most that one batch takes, if nobody says otherwise: half a small buffer, so that a batch
/// fits where it goes without a move.
const BATCH_MAX: usize = 32;

/// How many of `len` a batch takes: half of them, rounded up, but no more than the limit.
const fn batch(len: usize, limit: usize) -> usize {
    let half = len.div_ceil(2);
    if half < limit { half } else { limit }
}
