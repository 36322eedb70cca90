//! The word of the event that resets itself: two numbers. Pure functions, tested over the small
//! values and the edges.

/// One that waits, or is about to: the low half.
pub(super) const WAITER: u32 = 1;
/// One signal that nobody has taken: the high half.
pub(super) const SIGNAL: u32 = 1 << 16;
/// The most that can wait, so that one signal for each and one more fit.
pub(super) const MOST_WAITERS: u32 = 0xFFFE;

/// No signal, nobody waits.
pub(super) const UNSET: u32 = 0;

/// How many wait.
pub(super) const fn waiters(word: u32) -> u32 {
    word % SIGNAL
}

/// How many signals there are to take.
pub(super) const fn signals(word: u32) -> u32 {
    word / SIGNAL
}

/// The word after a signal: one for each that waits and one more, beyond that it changes nothing.
pub(super) const fn set(word: u32) -> u32 {
    if signals(word) <= waiters(word) { word + SIGNAL } else { word }
}

/// The word after a signal was taken, by one who was counted as waiting or by a newcomer.
pub(super) const fn taken(word: u32, is_counted: bool) -> Option<u32> {
    match word.checked_sub(SIGNAL) {
        Some(next) if is_counted => Some(next - WAITER),
        next => next,
    }
}

/// The word when one more waits.
pub(super) const fn come(word: u32) -> Option<u32> {
    if waiters(word) < MOST_WAITERS { Some(word + WAITER) } else { None }
}

/// The word when one who waited goes without a signal. A signal that was meant for it is for
/// another, or is remembered, where one is not remembered already.
pub(super) const fn gone(word: u32) -> u32 {
    let word = word - WAITER;
    if signals(word) > waiters(word) + 1 { word - SIGNAL } else { word }
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
