//! The mutants: each site that the models execute, with each weaker way to do it.

use std::collections::BTreeMap;

use crate::models::Execution;

/// An atomic site as it stands in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Site {
    pub(super) id: String,
    pub(super) file: String,
    pub(super) line: u32,
    /// The slots and what the source gives them; `-` for wake and wait.
    pub(super) slots: Vec<(String, String)>,
}

/// One site done more weakly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mutant {
    pub(super) id: String,
    pub(super) slot: String,
    /// What the site does instead: a weaker ordering, `drop` or `nocheck`.
    pub(super) value: String,
    pub(super) file: String,
    pub(super) line: u32,
    /// Where in the line; the record run knows it. None when no model executes the slot.
    pub(super) column: Option<u32>,
    /// What the source says.
    pub(super) ordering: String,
}

impl Mutant {
    /// The site and slot, as the models are told it.
    pub(super) fn setting(&self) -> Option<String> {
        let Self { file, line, slot, value, .. } = self;
        self.column.map(|column| format!("{file}:{line}:{column}:{slot}={value}"))
    }

    /// `slot=value`, as the allow-list has it.
    pub(super) fn change(&self) -> String {
        format!("{}={}", self.slot, self.value)
    }
}

/// Every weaker way of doing `slot`, which has `ordering` in the source.
pub(super) fn weaker(slot: &str, ordering: &str) -> &'static [&'static str] {
    match (slot, ordering) {
        ("load" | "failure", "Acquire") | ("store", "Release") => &["Relaxed"],
        ("rmw" | "success", "AcqRel") => &["Acquire", "Release"],
        ("rmw" | "success", "Acquire" | "Release") => &["Relaxed"],
        ("fence", "SeqCst") => &["AcqRel", "drop"],
        ("wake", _) => &["drop"],
        ("wait", _) => &["nocheck"],
        _ => &[],
    }
}

/// The sites of the source joined with what the models executed.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub(super) mutants: Vec<Mutant>,
    /// Sites that no model executes.
    pub(super) unmodelled: Vec<Site>,
    /// Executed in the crates, but no site of the source stands there.
    pub(super) unknown: Vec<Execution>,
}

impl Catalogue {
    pub(super) fn join(sites: &[Site], executed: &[Execution]) -> Self {
        let mut at: BTreeMap<(&str, u32), Vec<&Execution>> = BTreeMap::new();
        for execution in executed.iter().filter(|one| one.file.starts_with("crates/")) {
            at.entry((&execution.file, execution.line)).or_default().push(execution);
        }
        let mut catalogue = Self::default();
        for site in sites {
            match at.remove(&(site.file.as_str(), site.line)) {
                None => catalogue.unmodelled.push(site.clone()),
                Some(here) => catalogue.add(site, &here),
            }
        }
        catalogue.unknown = at.into_values().flatten().cloned().collect();
        catalogue.mutants.sort();
        catalogue.mutants.dedup();
        catalogue
    }

    /// The mutants of one site: those of the slots that were executed, and those of the slots in
    /// the source that never were, such as a failure ordering of an exchange that never failed.
    fn add(&mut self, site: &Site, here: &[&Execution]) {
        let executed = here.iter().map(|one| (&one.slot, &one.ordering, Some(one.column)));
        let missed = site.slots.iter().filter(|(slot, _)| here.iter().all(|one| one.slot != *slot));
        let missed = missed.map(|(slot, ordering)| (slot, ordering, None));
        for (slot, ordering, column) in executed.chain(missed) {
            for value in weaker(slot, ordering) {
                self.mutants.push(Mutant {
                    id: site.id.clone(),
                    slot: slot.clone(),
                    value: (*value).into(),
                    file: site.file.clone(),
                    line: site.line,
                    column,
                    ordering: ordering.clone(),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(id: &str, line: u32, slots: &[(&str, &str)]) -> Site {
        let slots = slots.iter().map(|(slot, ordering)| ((*slot).into(), (*ordering).into()));
        Site { id: id.into(), file: "crates/a.rs".into(), line, slots: slots.collect() }
    }

    fn executed(line: u32, slot: &str, ordering: &str) -> Execution {
        let (slot, ordering) = (slot.into(), ordering.into());
        Execution { file: "crates/a.rs".into(), line, column: 9, slot, ordering, hits: 1 }
    }

    #[test]
    fn every_slot_has_its_weaker_values_and_relaxed_has_none() {
        assert_eq!(weaker("rmw", "AcqRel"), ["Acquire", "Release"]);
        assert_eq!(weaker("fence", "SeqCst"), ["AcqRel", "drop"]);
        assert_eq!(weaker("failure", "Acquire"), ["Relaxed"]);
        assert_eq!((weaker("wake", "-"), weaker("wait", "-")), (&["drop"][..], &["nocheck"][..]));
        for slot in ["load", "store", "rmw", "success", "failure", "fence"] {
            assert!(weaker(slot, "Relaxed").is_empty());
        }
    }

    #[test]
    fn a_join_tells_executed_missed_unmodelled_and_unknown_apart() {
        let sites = [
            site("L1", 3, &[("success", "AcqRel"), ("failure", "Acquire")]),
            site("L2", 5, &[("wake", "-")]),
        ];
        let mut test_file = executed(1, "load", "Acquire");
        test_file.file = "tests/loom/tests/lock.rs".into();
        let record = [executed(3, "success", "AcqRel"), executed(7, "load", "Acquire"), test_file];
        let found = Catalogue::join(&sites, &record);
        let mutants: Vec<_> = found.mutants.iter().map(|one| (one.change(), one.column)).collect();
        assert_eq!(
            mutants,
            [
                ("failure=Relaxed".into(), None),
                ("success=Acquire".into(), Some(9)),
                ("success=Release".into(), Some(9)),
            ]
        );
        assert_eq!(found.mutants[1].setting().as_deref(), Some("crates/a.rs:3:9:success=Acquire"));
        assert_eq!(found.unmodelled, [sites[1].clone()]);
        assert_eq!(found.unknown.len(), 1, "sites outside the crates are the models' own");
    }
}
