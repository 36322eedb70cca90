//! The state word: its fields, and what they allow. Pure functions, tested over every combination
//! of flags with few readers and with as many as there may be.

/// How many read. The upgradable reader is not among them.
pub(super) const READERS: u32 = (1 << 24) - 1;
/// Somebody writes.
pub(super) const WRITER: u32 = 1 << 24;
/// Somebody reads who alone may upgrade.
pub(super) const UPGRADABLE: u32 = 1 << 25;
/// A thread that is to write (or the upgradable reader) waits for the readers to leave.
pub(super) const PENDING: u32 = 1 << 26;
/// A task wishes that the readers leave. Nothing is kept for it when they have.
pub(super) const WISHED: u32 = 1 << 27;
/// Somebody may be asleep on the state: readers, and whoever waits for readers to leave.
pub(super) const AT_STATE: u32 = 1 << 28;
/// Somebody may be asleep at the door: those who want the slot.
pub(super) const AT_DOOR: u32 = 1 << 29;
/// A reader has starved. While somebody writes: readers are next. After that: nobody takes the
/// slot before a reader has come in.
pub(super) const READERS_NEXT: u32 = 1 << 30;
/// One who wants the slot has starved: newcomers do not take it.
pub(super) const RESERVED: u32 = 1 << 31;

/// Nobody inside, nobody asleep.
pub(super) const FREE: u32 = 0;
/// The slot: one at a time has one of these.
const SLOT: u32 = WRITER | UPGRADABLE | PENDING;
/// How many may read by a lock; one more is the upgradable reader who steps down.
pub(super) const READERS_MAX: u32 = READERS - 1;

/// What the slot is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// To write.
    Write,
    /// To read, and perhaps to write later.
    Upgradable,
}

/// How many read.
pub(super) const fn readers(word: u32) -> u32 {
    word & READERS
}

/// True while somebody writes.
pub(super) const fn is_writing(word: u32) -> bool {
    word & WRITER != 0
}

/// True while somebody is inside, whatever for.
pub(super) const fn is_held(word: u32) -> bool {
    word & (READERS | WRITER | UPGRADABLE) != 0
}

/// True when one who has slept, or has not, may come in to read. Who has slept belongs to the
/// readers that the last writer let in, and joins those who are inside.
pub(super) const fn may_read(word: u32, has_slept: bool) -> bool {
    if word & WRITER != 0 {
        false
    } else if word & PENDING != 0 {
        has_slept && readers(word) > 0
    } else if word & WISHED != 0 {
        has_slept || readers(word) == 0
    } else {
        true
    }
}

/// The word with one more reader. A wish that came true too early is forgotten: the last reader
/// has woken, or is about to wake, all who sleep on the state.
pub(super) const fn reading(word: u32) -> u32 {
    let more = (word + 1) & !READERS_NEXT;
    if readers(word) == 0 { more & !wish(word) } else { more }
}

/// What a wish has set in the word.
const fn wish(word: u32) -> u32 {
    if word & WISHED != 0 { WISHED | AT_STATE } else { 0 }
}

/// True when the slot belongs to nobody and is kept for no reader.
pub(super) const fn is_open(word: u32) -> bool {
    word & (SLOT | READERS_NEXT) == 0
}

/// True when one who has slept at the door, or has not, may take the slot.
pub(super) const fn may_claim(word: u32, has_slept: bool) -> bool {
    is_open(word) && (has_slept || word & RESERVED == 0)
}

/// True when one who takes the slot to write has to wait for readers.
pub(super) const fn must_drain(word: u32, kind: Kind) -> bool {
    matches!(kind, Kind::Write) && readers(word) > 0
}

/// The word of one who takes the slot. Who has slept cannot know whether others still do.
pub(super) const fn claimed(word: u32, kind: Kind, has_slept: bool) -> u32 {
    let kept = if has_slept { word | AT_DOOR } else { word } & !RESERVED;
    match kind {
        Kind::Upgradable => kept | UPGRADABLE,
        Kind::Write if readers(word) == 0 => kept & !WISHED | WRITER,
        Kind::Write => kept & !WISHED | PENDING,
    }
}

/// The word of the upgradable reader who waits for the others to leave.
pub(super) const fn upgrading(word: u32) -> u32 {
    word & !WISHED | PENDING
}

/// The word when the readers have left and whoever waited for that writes.
pub(super) const fn drained(word: u32) -> u32 {
    word & !(UPGRADABLE | PENDING | WISHED) | WRITER
}

/// The word of one who goes to sleep on it.
pub(super) const fn asleep_at_state(word: u32, is_starving: bool) -> u32 {
    if is_starving { word | AT_STATE | READERS_NEXT } else { word | AT_STATE }
}

/// The word of one who goes to sleep at the door.
pub(super) const fn asleep_at_door(word: u32, is_starving: bool) -> u32 {
    if is_starving { word | AT_DOOR | RESERVED } else { word | AT_DOOR }
}

/// The word of a task that wishes the readers to leave, and sleeps on it.
pub(super) const fn wished(word: u32) -> u32 {
    word | WISHED | AT_STATE
}

/// The word after a writer. Readers that starve come next.
pub(super) const fn after_write(word: u32) -> u32 {
    word & !(WRITER | AT_STATE)
}

/// The word after the upgradable reader.
pub(super) const fn after_upgradable(word: u32) -> u32 {
    word & !UPGRADABLE
}

/// A writer goes on as a reader.
pub(super) const fn write_to_read(word: u32) -> u32 {
    reading(after_write(word))
}

/// A writer goes on as the upgradable reader.
pub(super) const fn write_to_upgradable(word: u32) -> u32 {
    after_write(word) & !READERS_NEXT | UPGRADABLE
}

/// The upgradable reader goes on as one among many.
pub(super) const fn upgradable_to_read(word: u32) -> u32 {
    reading(after_upgradable(word))
}

/// The word when whoever waits for the readers gives up, unless they have left by now.
pub(super) const fn withdrawn(word: u32) -> Option<u32> {
    if word & PENDING != 0 && readers(word) > 0 {
        Some(word & !(PENDING | AT_STATE | READERS_NEXT))
    } else {
        None
    }
}

/// The word when a task takes its wish back, unless it is not there any more.
pub(super) const fn unwished(word: u32) -> Option<u32> {
    if word & WISHED != 0 { Some(word & !wish(word)) } else { None }
}

/// The word without what is kept for those who wait, who may not exist: in a forked child.
pub(super) const fn forgotten(word: u32) -> Option<u32> {
    let kept = PENDING | WISHED | READERS_NEXT | RESERVED;
    if word & WRITER != 0 || word & kept == 0 { None } else { Some(word & !(kept | AT_STATE)) }
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
