//! Weakens one ordering, drops one wake or skips one re-check, named by the environment; and
//! records which places a model executes.
//!
//! A place is the caller's location, as `file:line:column`, and a slot: which of the orderings at
//! that place (a CAS has two), or `wake`, or `wait`.

use core::cell::RefCell;
use core::panic::Location;
use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write;

use super::atomic::Ordering;
use super::settings::settings;

/// Which of a place's orderings, or which act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    Load,
    Store,
    Rmw,
    Success,
    Failure,
    Fence,
    Wake,
    Wait,
}

impl Slot {
    const ALL: [(Self, &'static str); 8] = [
        (Self::Load, "load"),
        (Self::Store, "store"),
        (Self::Rmw, "rmw"),
        (Self::Success, "success"),
        (Self::Failure, "failure"),
        (Self::Fence, "fence"),
        (Self::Wake, "wake"),
        (Self::Wait, "wait"),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(slot, _)| *slot == self).map_or("", |(_, name)| name)
    }
}

const ORDERINGS: [(Ordering, &str); 5] = [
    (Ordering::Relaxed, "Relaxed"),
    (Ordering::Acquire, "Acquire"),
    (Ordering::Release, "Release"),
    (Ordering::AcqRel, "AcqRel"),
    (Ordering::SeqCst, "SeqCst"),
];

pub(super) fn ordering_name(order: Option<Ordering>) -> &'static str {
    let named = |order| ORDERINGS.iter().find(|(known, _)| *known == order).map(|(_, name)| *name);
    order.and_then(named).unwrap_or("-")
}

/// One change to one place.
#[derive(Debug)]
pub(super) struct Mutant {
    file: String,
    line: u32,
    column: u32,
    slot: Slot,
    /// The weaker ordering; `None` drops a wake or a fence, or skips a re-check.
    value: Option<Ordering>,
}

impl Mutant {
    /// Reads `file:line:column:slot=value`.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let (place, value) = name.rsplit_once('=')?;
        let mut parts = place.rsplitn(4, ':');
        let slot = parts.next()?;
        let slot = Slot::ALL.iter().find(|(_, known)| *known == slot)?.0;
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        let file = parts.next()?.to_owned();
        let value = match value {
            "drop" | "nocheck" => None,
            order => Some(ORDERINGS.iter().find(|(_, known)| *known == order)?.0),
        };
        Some(Self { file, line, column, slot, value })
    }

    fn is_at(&self, place: &Location<'_>, slot: Slot) -> bool {
        self.slot == slot
            && self.line == place.line()
            && self.column == place.column()
            && self.file == place.file()
    }
}

type Seen = HashMap<(&'static Location<'static>, Slot, Option<Ordering>), u64>;

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::new(HashMap::new());
}

fn note(place: &'static Location<'static>, slot: Slot, order: Option<Ordering>) {
    if settings().record.is_some() {
        SEEN.with_borrow_mut(|seen| *seen.entry((place, slot, order)).or_default() += 1);
    }
}

fn mutant_at(place: &Location<'_>, slot: Slot) -> Option<&'static Mutant> {
    settings().mutant.as_ref().filter(|mutant| mutant.is_at(place, slot))
}

/// The ordering to use at this place; `None` for a fence that is to be left out.
pub(super) fn ordering(
    place: &'static Location<'static>,
    slot: Slot,
    order: Ordering,
) -> Option<Ordering> {
    note(place, slot, Some(order));
    mutant_at(place, slot).map_or(Some(order), |mutant| mutant.value)
}

/// True when this wake is to be dropped, or this re-check to be skipped.
pub(super) fn left_out(place: &'static Location<'static>, slot: Slot) -> bool {
    note(place, slot, None);
    mutant_at(place, slot).is_some()
}

/// Appends what this check executed to the record, if one is kept.
pub(super) fn write_record() {
    let Some(path) = &settings().record else { return };
    let lines: String = SEEN.take().into_iter().map(line).collect();
    let written = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .and_then(|mut file| file.write_all(lines.as_bytes()));
    if let Err(error) = written {
        panic!("the record {} cannot be written: {error}", path.display());
    }
}

fn line(((place, slot, order), hits): ((&Location<'_>, Slot, Option<Ordering>), u64)) -> String {
    let order = ordering_name(order);
    let (file, line, column) = (place.file(), place.line(), place.column());
    format!("{file}:{line}:{column}\t{}\t{order}\t{hits}\n", slot.name())
}
