//! Which crate may use which: the arrows of docs/ARCHITECTURE.md.

use super::manifest::Manifest;

/// A crate under `crates/`, the crates below it that it may use, and the foreign ones.
#[derive(Debug)]
pub(crate) struct Arrow {
    /// Without the prefix `threadbare-`.
    pub(crate) name: &'static str,
    pub(crate) uses: &'static [&'static str],
    pub(crate) foreign: &'static [&'static str],
}

const fn arrow(
    name: &'static str,
    uses: &'static [&'static str],
    foreign: &'static [&'static str],
) -> Arrow {
    Arrow { name, uses, foreign }
}

/// Nothing else may use anything else. The tour is not published; it may use what it likes.
pub(crate) const ARROWS: &[Arrow] = &[
    arrow("sys", &[], &["libc"]),
    arrow("sync", &["sys"], &[]),
    arrow("queue", &["sync", "sys"], &["futures-core"]),
    arrow("pool", &["queue", "sync", "sys"], &[]),
    arrow("process", &["queue", "sync", "sys"], &[]),
    arrow("coro", &["sys"], &[]),
    arrow("async", &["pool", "queue", "sync", "sys"], &["futures-core"]),
    arrow("green", &["async", "coro", "queue", "sync", "sys"], &[]),
];

/// Used by sys alone, in a model build alone, by the dependent's choice.
pub(crate) const MODEL_ONLY: &str = "loom";

/// The crate that uses all others.
pub(crate) const TOUR: &str = "tour";

/// Whether a package is one of the crates under `crates/`.
pub(crate) fn is_crate(package: &str) -> bool {
    let known = |name: &str| name == TOUR || ARROWS.iter().any(|arrow| arrow.name == name);
    package.strip_prefix("threadbare-").is_some_and(known)
}

/// Why the crate may not use the package in an ordinary build; none when it may.
pub(crate) fn refusal(name: &str, package: &str) -> Option<String> {
    if name == TOUR {
        return None;
    }
    let Some(arrow) = ARROWS.iter().find(|arrow| arrow.name == name) else {
        return Some(format!("crates/{name} has no row in the table of arrows"));
    };
    let allowed = match package.strip_prefix("threadbare-") {
        Some(other) => arrow.uses.contains(&other) || other == name,
        None => arrow.foreign.contains(&package),
    };
    let may = arrow.uses.iter().chain(arrow.foreign).copied().collect::<Vec<_>>().join(", ");
    let may = if may.is_empty() { "nothing".into() } else { may };
    (!allowed).then(|| format!("{name} uses {package}, and may use {may}"))
}

/// The dependencies of a crate's manifest that it may not have: line and reason.
pub(crate) fn breaches(manifest: &Manifest) -> Vec<(usize, String)> {
    let name = manifest.crate_name().unwrap_or_default();
    let mut found = Vec::new();
    for one in manifest.dependencies() {
        let model_only = one.table.starts_with("target.") && one.table.contains("_loom)");
        if one.name == MODEL_ONLY && name == "sys" {
            if !model_only || !one.value.contains("optional = true") {
                let what = format!("{MODEL_ONLY} must be optional, and under the model's cfg");
                found.push((one.line, what));
            }
        } else if let Some(what) = refusal(name, &one.name) {
            found.push((one.line, what));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_points_down_and_never_up_or_out() {
        assert_eq!(refusal("sync", "threadbare-sys"), None);
        assert_eq!(refusal("tour", "serde"), None);
        for (name, package) in [
            ("sys", "threadbare-sync"),
            ("sync", "libc"),
            ("queue", "threadbare-pool"),
            ("sys", "serde"),
            ("novel", "threadbare-sys"),
        ] {
            assert!(refusal(name, package).is_some(), "{name} -> {package}");
        }
    }

    #[test]
    fn loom_is_optional_and_under_its_cfg_or_refused() {
        let lines = |text: &str, name: &str| {
            let file = format!("crates/{name}/Cargo.toml");
            breaches(&Manifest::parse(&file, text)).into_iter().map(|one| one.0).collect::<Vec<_>>()
        };
        let good = "[target.'cfg(x_loom)'.dependencies]\nloom = { optional = true }";
        assert!(lines(good, "sys").is_empty());
        assert_eq!(lines(good, "sync"), [2]);
        assert_eq!(lines("[dependencies]\nlibc = \"1\"\nloom = { optional = true }", "sys"), [3]);
        assert_eq!(lines("[target.'cfg(x_loom)'.dependencies]\nloom = \"1\"", "sys"), [2]);
    }

    #[test]
    fn the_table_has_no_circle() {
        for (at, arrow) in ARROWS.iter().enumerate() {
            let below: Vec<&str> = ARROWS[..at].iter().map(|arrow| arrow.name).collect();
            assert!(arrow.uses.iter().all(|used| below.contains(used)), "{}", arrow.name);
        }
    }
}
