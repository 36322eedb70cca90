//! The completion's word: its phases and bits. Pure functions, tested over every value.

/// The bits of the phase.
const PHASE: u32 = 7;

/// Nothing has begun: it can be cancelled.
pub(super) const PENDING: u32 = 0;
/// Somebody works on it: it cannot be cancelled any more.
pub(super) const RUNNING: u32 = 1;
/// Over: the slot has the value.
pub(super) const DONE: u32 = 2;
/// Over: the slot has the panic.
pub(super) const PANICKED: u32 = 3;
/// Over: whoever was to produce the value went away.
pub(super) const ABANDONED: u32 = 4;
/// Over: cancelled before it began.
pub(super) const CANCELLED: u32 = 5;

/// What the slot had was taken out.
pub(super) const TAKEN: u32 = 8;
/// Somebody may be asleep on the word: whoever ends it wakes all.
pub(super) const SLEEPERS: u32 = 16;
/// The list of listeners may have somebody in it: whoever ends it notifies all.
pub(super) const LISTENERS: u32 = 32;

/// How far a piece of work has come.
///
/// ```
/// use threadbare_sync::completion::{Phase, pair};
///
/// let (promise, completion) = pair();
/// assert_eq!(completion.phase(), Phase::Pending);
/// promise.set(1).unwrap();
/// assert_eq!(completion.phase(), Phase::Done);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// It has not begun, and can be cancelled.
    #[doc(alias = "PENDING")]
    Pending,
    /// It has begun.
    #[doc(alias = "RUNNING")]
    #[doc(alias = "running")]
    Running,
    /// It is over, and has a value.
    #[doc(alias = "FINISHED")]
    Done,
    /// It is over: it panicked.
    Panicked,
    /// It is over: whoever was to produce the value went away.
    #[doc(alias = "BrokenExecutor")]
    Abandoned,
    /// It is over: it was cancelled before it began.
    #[doc(alias = "CANCELLED")]
    Cancelled,
}

impl Phase {
    /// True when nothing will change any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Pending | Self::Running)
    }

    /// True when it is over and there is no value.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        self.is_over() && !matches!(self, Self::Done)
    }
}

/// The phase that a word says.
pub(super) const fn phase(word: u32) -> Phase {
    match word & PHASE {
        PENDING => Phase::Pending,
        RUNNING => Phase::Running,
        DONE => Phase::Done,
        PANICKED => Phase::Panicked,
        ABANDONED => Phase::Abandoned,
        _ => Phase::Cancelled,
    }
}

/// True when nothing will change but the three bits.
pub(super) const fn is_over(word: u32) -> bool {
    word & PHASE > RUNNING
}

/// True when what the slot had was taken out.
pub(super) const fn is_taken(word: u32) -> bool {
    word & TAKEN != 0
}

/// True for a word that may still be cancelled.
pub(super) const fn is_pending(word: u32) -> bool {
    word & PHASE == PENDING
}

/// The word of work that has begun; `None` when it has, or is over.
pub(super) const fn started(word: u32) -> Option<u32> {
    if is_pending(word) { Some(word | RUNNING) } else { None }
}

/// The word of work that was cancelled; `None` when it is too late. The bits go: who cancels wakes
/// and notifies.
pub(super) const fn cancelled(word: u32) -> Option<u32> {
    if is_pending(word) { Some(CANCELLED) } else { None }
}

/// The word of work that is done; `None` when it is over already.
pub(super) const fn done(word: u32) -> Option<u32> {
    if is_over(word) { None } else { Some(DONE) }
}

/// The word of work that panicked; `None` when it is over already.
pub(super) const fn panicked(word: u32) -> Option<u32> {
    if is_over(word) { None } else { Some(PANICKED) }
}

/// The word of work that nobody will do; `None` when it is over already.
pub(super) const fn abandoned(word: u32) -> Option<u32> {
    if is_over(word) { None } else { Some(ABANDONED) }
}

/// What the slot has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing that anybody may look at.
    Nothing,
    /// A value.
    Value,
    /// A panic.
    Panic,
}

/// What the slot has while the word says this.
pub(super) const fn content(word: u32) -> Content {
    match word & (PHASE | TAKEN) {
        DONE => Content::Value,
        PANICKED => Content::Panic,
        _ => Content::Nothing,
    }
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
