//! A register and a lock: small specifications, for the checker's own tests and as examples.

use super::Spec;

/// A value that can be read, written, and swapped if it is the expected one.
///
/// ```
/// use threadbare_linear::history::Operation;
/// use threadbare_linear::search::linearizable;
/// use threadbare_linear::spec::cells::{Access, Register, Seen};
///
/// let at = |thread, call, answer, begin, end| Operation { thread, call, answer, begin, end };
/// let write = at(0, Access::Write(1), Seen::Done, 0, 3);
/// let read = at(1, Access::Read, Seen::Value(1), 1, 2);
/// assert_eq!(linearizable(&Register, &[write.clone(), read.clone()]).unwrap(), [0, 1]);
///
/// let late = at(1, Access::Read, Seen::Value(0), 4, 5);
/// let refuted = linearizable(&Register, &[write, late]).unwrap_err();
/// assert!(refuted.to_string().contains("Read -> Value(0)"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Register;

/// What may be asked of a [`Register`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The value.
    Read,
    /// From now on this.
    Write(u32),
    /// If it is the first, from now on the second.
    Swap(u32, u32),
}

/// What a [`Register`] may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It was done.
    Done,
    /// This was there: by a read, or by a swap that expected another.
    Value(u32),
}

impl Spec for Register {
    type State = u32;
    type Call = Access;
    type Answer = Seen;

    fn start(&self) -> u32 {
        0
    }

    fn step(&self, value: &u32, call: &Access, answer: &Seen) -> Option<u32> {
        match (call, answer) {
            (Access::Write(new), Seen::Done) => Some(*new),
            (Access::Swap(expected, new), Seen::Done) => (expected == value).then_some(*new),
            (Access::Swap(expected, _), Seen::Value(seen)) => {
                (expected != value && seen == value).then_some(*value)
            }
            (Access::Read, Seen::Value(seen)) => (seen == value).then_some(*value),
            _ => None,
        }
    }
}

/// A lock that is held or free.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lock;

/// What may be asked of a [`Lock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Take it, waiting.
    Acquire,
    /// Take it if it is free.
    Try,
    /// Give it back.
    Release,
}

impl Spec for Lock {
    /// Whether it is held.
    type State = bool;
    type Call = Move;
    /// Whether it was done.
    type Answer = bool;

    fn start(&self) -> bool {
        false
    }

    fn step(&self, is_held: &bool, call: &Move, done: &bool) -> Option<bool> {
        match (call, done) {
            (Move::Acquire | Move::Try, true) => (!is_held).then_some(true),
            (Move::Try, false) => is_held.then_some(true),
            (Move::Release, true) => is_held.then_some(false),
            _ => None,
        }
    }
}
