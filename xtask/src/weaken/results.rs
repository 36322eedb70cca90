//! The checked-in results of a whole run: which mutant is killed by which model.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The results, from the workspace's root.
pub(super) const PATH: &str = "tests/loom/weaken.results";

/// One mutant's line. Nothing in it depends on the machine's speed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) slot: String,
    /// The weaker value.
    pub(super) value: String,
    pub(super) state: &'static str,
    /// The model that killed it, or the reason why it may live.
    pub(super) note: String,
}

pub(super) const KILLED: &str = "killed";
pub(super) const SURVIVED: &str = "survived";
pub(super) const REASONED: &str = "reasoned";
pub(super) const UNREACHED: &str = "unreached";

/// The text of the file.
pub(super) fn render(rows: &[Row]) -> String {
    let mut rows = rows.to_vec();
    rows.sort();
    let mut text = String::from("# Written by `cargo xtask weaken`: id, slot, mutant, state, by\n");
    for Row { id, slot, value, state, note } in rows {
        let _infallible = writeln!(text, "{id}\t{slot}\t{value}\t{state}\t{note}");
    }
    text
}

/// What differs between the checked-in text and a run. Which model kills may differ from run to
/// run; whether one kills may not.
pub(super) fn differences(checked_in: &str, rows: &[Row]) -> Vec<String> {
    let (before, now) = (states(checked_in), states(&render(rows)));
    let keys: std::collections::BTreeSet<_> = before.keys().chain(now.keys()).collect();
    keys.into_iter()
        .filter(|key| before.get(*key) != now.get(*key))
        .map(|key| {
            let say = |state: Option<&String>| state.map_or("absent", String::as_str).to_owned();
            format!("{key}: {} in {PATH}, {} now", say(before.get(key)), say(now.get(key)))
        })
        .collect()
}

/// State by `id slot=mutant`.
fn states(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let fields = lines.map(|line| line.split('\t').collect::<Vec<_>>());
    fields
        .filter_map(|fields| match fields[..] {
            [id, slot, value, state, ..] => Some((format!("{id} {slot}={value}"), state.into())),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, state: &'static str, note: &str) -> Row {
        let (slot, value) = ("load".into(), "Relaxed".into());
        Row { id: id.into(), slot, value, state, note: note.into() }
    }

    #[test]
    fn another_killer_is_no_difference_but_a_survivor_is() {
        let before = render(&[row("L2", KILLED, "lock::pair"), row("L1", KILLED, "lock::pair")]);
        assert!(before.lines().nth(1).is_some_and(|line| line.starts_with("L1\tload")), "sorted");
        let other = [row("L1", KILLED, "lock::timed"), row("L2", KILLED, "lock::pair")];
        assert!(differences(&before, &other).is_empty());
        let worse = [row("L1", SURVIVED, ""), row("L3", KILLED, "lock::pair")];
        let found = differences(&before, &worse);
        assert_eq!(found.len(), 3, "changed, gone and new: {found:?}");
        assert!(found[0].contains("killed in") && found[0].contains("survived now"));
    }
}
