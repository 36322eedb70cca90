//! "Break it yourself": one mutant, and the interleaving in which its model fails.

use super::baseline::Baseline;
use super::hunt::{Verdict, hunt};
use super::mutants::{Catalogue, Mutant, weaker};
use crate::loom;

/// The mutant that the reader asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// By its place; the column may be left to the record run.
    Place { file: String, line: u32, column: u32, slot: String, value: String },
    /// By its id; a compare-exchange has two slots that may take the same value.
    Site { id: String, slot: Option<String>, value: String },
}

impl Wanted {
    /// Reads `file:line:column:slot=value`.
    pub(super) fn parse_place(text: &str) -> Result<Self, String> {
        let parse = || {
            let (place, value) = text.split_once('=')?;
            let mut fields = place.rsplitn(4, ':');
            let slot = fields.next()?.into();
            let column = fields.next()?.parse().ok()?;
            let line = fields.next()?.parse().ok()?;
            let file = fields.next()?.into();
            Some(Self::Place { file, line, column, slot, value: value.into() })
        };
        parse().ok_or_else(|| format!("{text}: not FILE:LINE:COLUMN:SLOT=VALUE"))
    }

    fn value(&self) -> &str {
        match self {
            Self::Place { value, .. } | Self::Site { value, .. } => value,
        }
    }

    /// Whether `mutant` stands at the wanted site and slot, whatever it is weakened to.
    fn is_at(&self, mutant: &Mutant) -> bool {
        match self {
            Self::Place { file, line, column, slot, .. } => {
                mutant.file == *file
                    && mutant.line == *line
                    && mutant.column == Some(*column)
                    && mutant.slot == *slot
            }
            Self::Site { id, slot, .. } => {
                mutant.id == *id && slot.as_ref().is_none_or(|slot| mutant.slot == *slot)
            }
        }
    }

    /// The mutant in the catalogue, or one made from a mutant of the same site and slot: a reader
    /// may ask for more than the catalogue's one step down, such as Relaxed instead of AcqRel.
    fn find(&self, catalogue: &Catalogue) -> Result<Mutant, String> {
        let here: Vec<&Mutant> = catalogue.mutants.iter().filter(|one| self.is_at(one)).collect();
        let named = here.iter().filter(|one| one.value == self.value());
        // Of two slots the success of an exchange is the one that carries the claim.
        let exact = named.max_by_key(|one| one.slot == "success");
        let first = here.iter().max_by_key(|one| one.slot == "success");
        let Some(nearest) = exact.or(first) else {
            let known =
                catalogue.mutants.iter().map(|one| format!("  {} {}", one.id, one.change()));
            let known: Vec<String> = known.collect();
            return Err(format!("no such mutant; there are\n{}", known.join("\n")));
        };
        let value = self.value().to_owned();
        let makes_sense = match nearest.slot.as_str() {
            "wake" | "wait" => weaker(&nearest.slot, "-").contains(&self.value()),
            "fence" => ["AcqRel", "Acquire", "Release", "drop"].contains(&self.value()),
            _ => ["AcqRel", "Acquire", "Release", "Relaxed"].contains(&self.value()),
        };
        if !makes_sense || value == nearest.ordering {
            let Mutant { id, slot, ordering, .. } = nearest;
            return Err(format!("{id} has {slot} {ordering}; `{value}` does not weaken it"));
        }
        Ok(Mutant { value, ..(*nearest).clone() })
    }
}

/// Hunts one mutant and shows the failing model's interleaving. Fails when nothing catches it.
pub(super) fn run(wanted: &Wanted, catalogue: &Catalogue, baseline: &Baseline) -> crate::Outcome {
    let mutant = wanted.find(catalogue)?;
    let Mutant { id, file, line, slot, ordering, value, .. } = &mutant;
    println!("{id} at {file}:{line}: {slot} {ordering} -> {value}");
    match hunt(&mutant, baseline)? {
        Verdict::Killed(kill) => {
            loom::show_failure(&kill.model, &kill.settings)?;
            println!("\ncaught by {} in {:.2} s", kill.by(), kill.wall.as_secs_f64());
            Ok(())
        }
        Verdict::Survived { cut: false } => Err("no model failed: it survived".into()),
        Verdict::Survived { cut: true } => {
            Err("no model failed, but some were cut at the cap: it survived as far as seen".into())
        }
        Verdict::Unreached => Err("no model executes this slot".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutant(id: &str, slot: &str, ordering: &str, value: &str) -> Mutant {
        let [id, slot, ordering, value] = [id, slot, ordering, value].map(String::from);
        let (file, line, column) = ("crates/a.rs".into(), 3, Some(9));
        Mutant { id, slot, value, file, line, column, ordering }
    }

    fn find(id: &str, slot: Option<&str>, value: &str) -> Result<String, String> {
        let mutants = vec![
            mutant("L1", "failure", "Acquire", "Relaxed"),
            mutant("L1", "success", "Acquire", "Relaxed"),
            mutant("L2", "rmw", "AcqRel", "Acquire"),
            mutant("L3", "wake", "-", "drop"),
        ];
        let catalogue = Catalogue { mutants, ..Catalogue::default() };
        let (id, slot, value) = (id.into(), slot.map(Into::into), value.into());
        Wanted::Site { id, slot, value }.find(&catalogue).map(|found| found.change())
    }

    #[test]
    fn an_id_finds_the_success_slot_unless_told_otherwise() {
        assert_eq!(find("L1", None, "Relaxed").as_deref(), Ok("success=Relaxed"));
        assert_eq!(find("L1", Some("failure"), "Relaxed").as_deref(), Ok("failure=Relaxed"));
        assert_eq!(find("L2", None, "Relaxed").as_deref(), Ok("rmw=Relaxed"), "two steps down");
        assert_eq!(find("L3", None, "drop").as_deref(), Ok("wake=drop"));
    }

    #[test]
    fn what_is_not_there_or_not_weaker_is_refused() {
        assert!(find("L9", None, "Relaxed").is_err_and(|why| why.contains("L3 wake=drop")));
        assert!(find("L3", None, "Relaxed").is_err());
        assert!(find("L2", None, "AcqRel").is_err());
        assert!(find("L2", None, "Relax").is_err());
    }

    #[test]
    fn a_place_is_read_from_its_end() {
        let wanted = Wanted::parse_place("crates/a.rs:3:9:load=Relaxed").expect("well formed");
        let (file, slot, value) = ("crates/a.rs".into(), "load".into(), "Relaxed".into());
        assert_eq!(wanted, Wanted::Place { file, line: 3, column: 9, slot, value });
        assert!(Wanted::parse_place("crates/a.rs:3:load=Relaxed").is_err());
    }
}
