//! In a model every spin has its one turn: what was learnt in one execution must not change the
//! next.

#[derive(Clone, Copy, Debug)]
pub(super) enum Means {
    Pauses,
    Yields,
    Slip,
}

/// A slip is looks alone, which change nothing: a model that went through them would see no more.
pub(super) fn allows_a_trial(means: Means) -> bool {
    !matches!(means, Means::Slip)
}

pub(super) fn learn(_means: Means, _was_in_time: bool) {}

pub(super) fn is_idle() -> bool {
    false
}

pub(super) fn measures_a_sleep() -> bool {
    false
}

pub(super) fn slept(_was_long: bool) {}
