//! The allow-list: mutants that may survive and sites that no model can reach, with the reason.

use std::collections::BTreeMap;

/// The list, from the workspace's root.
pub(super) const PATH: &str = "tests/loom/weaken.allow";

/// The parsed list; each key leads to its reason.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Allow {
    /// By id and change (`slot=value`).
    survives: BTreeMap<(String, String), String>,
    /// By id.
    unmodelled: BTreeMap<String, String>,
}

impl Allow {
    /// Reads `survives ID slot=value: reason` and `unmodelled ID: reason`; `#` starts a comment.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut allow = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                let refuse = |why| format!("{PATH}:{}: {why}: {line}", index + 1);
                allow.add(line).map_err(refuse)?;
            }
        }
        Ok(allow)
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let (subject, reason) = line.split_once(':').ok_or("no `: reason`")?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err("an empty reason");
        }
        let words: Vec<&str> = subject.split_whitespace().collect();
        let before = match words[..] {
            ["survives", id, change] if change.contains('=') => {
                self.survives.insert((id.into(), change.into()), reason.into())
            }
            ["unmodelled", id] => self.unmodelled.insert(id.into(), reason.into()),
            _ => return Err("neither `survives ID slot=value` nor `unmodelled ID`"),
        };
        before.map_or(Ok(()), |_| Err("said twice"))
    }

    pub(super) fn survivor(&self, id: &str, change: &str) -> Option<&str> {
        self.survives.get(&(id.into(), change.into())).map(String::as_str)
    }

    pub(super) fn unmodelled(&self, id: &str) -> Option<&str> {
        self.unmodelled.get(id).map(String::as_str)
    }

    /// The entries that name something which is not so: `survived` and `unreached` hold what a
    /// whole run found.
    pub(super) fn stale(
        &self,
        survived: &dyn Fn(&str, &str) -> bool,
        unreached: &dyn Fn(&str) -> bool,
    ) -> Vec<String> {
        let survives = self.survives.keys().filter(|(id, change)| !survived(id, change));
        let unmodelled = self.unmodelled.keys().filter(|id| !unreached(id));
        survives
            .map(|(id, change)| format!("survives {id} {change}"))
            .chain(unmodelled.map(|id| format!("unmodelled {id}")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_comments_and_reasons_are_read() {
        let text = "# why\n\nsurvives L4 wait=nocheck: the caller loops: see L1\n\
            unmodelled W9: only a real kernel gives EINTR\n";
        let allow = Allow::parse(text).expect("well formed");
        assert_eq!(allow.survivor("L4", "wait=nocheck"), Some("the caller loops: see L1"));
        assert_eq!(allow.survivor("L4", "wait=drop"), None);
        assert_eq!(allow.unmodelled("W9"), Some("only a real kernel gives EINTR"));
    }

    #[test]
    fn a_line_without_a_reason_or_said_twice_is_refused_with_its_number() {
        let refused = |text: &str| Allow::parse(text).expect_err("must be refused");
        assert!(refused("# a\nsurvives L4 wait=nocheck").starts_with("tests/loom/weaken.allow:2:"));
        assert!(refused("unmodelled L4:  ").contains("empty reason"));
        assert!(refused("survives L4: because").contains("neither"));
        assert!(refused("unmodelled L4: a\nunmodelled L4: b").contains("twice"));
    }

    #[test]
    fn an_entry_that_is_not_so_any_more_is_stale() {
        let text = "survives L1 load=Relaxed: a\nsurvives L2 load=Relaxed: b\nunmodelled L3: c\n";
        let allow = Allow::parse(text).expect("well formed");
        let stale = allow.stale(&|id, _| id == "L1", &|_| false);
        assert_eq!(stale, ["survives L2 load=Relaxed", "unmodelled L3"]);
    }
}
