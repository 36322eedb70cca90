//! A timer's word: its stage, and what others have left there. Pure functions, tested over every
//! value.

/// Not in the wheel and not over: a deadline that never comes.
pub(super) const IDLE: u32 = 0;
/// In the wheel.
pub(super) const ARMED: u32 = 1;
/// Out of the wheel for good or for one call: whoever took it out has it to itself.
pub(super) const TAKEN: u32 = 2;
/// The call has returned.
pub(super) const RAN: u32 = 3;
/// There will be no call.
pub(super) const CANCELLED: u32 = 4;
/// The call has panicked.
pub(super) const PANICKED: u32 = 5;
/// The bits of the stage.
const STAGE: u32 = 7;

/// No call after the one that is under way.
pub(super) const LAST: u32 = 8;
/// Somebody may be asleep until it is over: whoever ends it wakes all.
pub(super) const WAITED: u32 = 16;
/// The handle is gone: whoever ends it frees it.
pub(super) const DETACHED: u32 = 32;

/// The stage alone.
pub(super) const fn stage(word: u32) -> u32 {
    word & STAGE
}

/// True when nothing will happen any more.
pub(super) const fn is_over(word: u32) -> bool {
    stage(word) >= RAN
}

/// True while a call is still to come, of one that is called once or of one that repeats.
pub(super) const fn is_pending(word: u32, repeats: bool) -> bool {
    match stage(word) {
        IDLE | ARMED => true,
        TAKEN => repeats && word & LAST == 0,
        _ => false,
    }
}

/// What turns one stage into another by `fetch_xor`, whatever else is in the word.
pub(super) const fn step(from: u32, to: u32) -> u32 {
    from ^ to
}

#[cfg(test)]
#[path = "word_tests.rs"]
mod tests;
