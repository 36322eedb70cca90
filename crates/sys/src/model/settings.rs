//! What the commands ask of a model process, read from the environment once.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::mutation::Mutant;

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) bound: usize,
    pub(super) spurious: u32,
    pub(super) cap_ms: u64,
    pub(super) mutant: Option<Mutant>,
    pub(super) record: Option<PathBuf>,
    pub(super) trace: bool,
}

pub(super) fn settings() -> &'static Settings {
    static SETTINGS: OnceLock<Settings> = OnceLock::new();
    SETTINGS.get_or_init(|| Settings {
        bound: number("THREADBARE_BOUND", 2),
        spurious: number("THREADBARE_SPURIOUS", 0),
        cap_ms: number("THREADBARE_CAP_MS", 60_000),
        mutant: text("THREADBARE_WEAKEN").map(|name| {
            Mutant::parse(&name).unwrap_or_else(|| {
                panic!("THREADBARE_WEAKEN={name}: write file:line:column:slot=value")
            })
        }),
        record: text("THREADBARE_RECORD").map(PathBuf::from),
        trace: text("THREADBARE_TRACE").is_some_and(|value| value == "1"),
    })
}

fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn number<N: std::str::FromStr>(name: &str, otherwise: N) -> N {
    text(name).map_or(otherwise, |value| {
        value.parse().unwrap_or_else(|_| panic!("{name}={value}: write a whole number"))
    })
}
