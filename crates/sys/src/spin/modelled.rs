//! In a model, one turn: enough to explore "looked again and found it free", and no more; in a
//! patient model, more than it lets pass.

pub(super) fn pauses_in(ns: u32) -> u32 {
    if crate::model::is_patient() { ns } else { ns.min(1) }
}

/// None: who gives way goes to sleep at once in a model, which lets others run at every step.
pub(super) fn offers(_wanted: u32) -> u32 {
    0
}

/// Two: of two parties each looks again, of three the first goes to sleep.
pub(super) fn cpus() -> u32 {
    2
}

/// One: so that of two waiters one is granted. (`grants` has a model of two.)
pub(super) fn abreast() -> usize {
    1
}
