//! Messages that flow from some threads to others, through queues of several sizes.

use super::{
    CROSSBEAM, CROSSFIRE, KANAL, OURS, RACERS,
    race::{Load, race},
};
use crate::{harness::Plan, report::Findings};
use std::time::Duration;

const LENGTH: Duration = Duration::from_millis(80);

/// Putters and getters.
const SHAPES: [(usize, usize); 4] = [(1, 1), (4, 1), (2, 2), (4, 4)];

const PROSE: &str = "Some threads put numbers and others get them, each its share, with nothing \
                     else to do (4p1c: four put, one gets). The time of a message, its processor \
                     time, and the context switches of all threads.";

/// Queues with room for something.
pub(super) fn cells(plan: &Plan) -> Findings {
    all(plan, &[1, 128, 1024], OURS, &[CROSSFIRE, KANAL, CROSSBEAM])
}

/// Queues where a putter meets a getter.
pub(super) fn zero(plan: &Plan) -> Findings {
    all(plan, &[0], OURS, &[KANAL])
}

fn all(plan: &Plan, capacities: &[usize], ours: &'static str, peers: &[&'static str]) -> Findings {
    let mut findings = Findings::default();
    for &capacity in capacities {
        for (putters, getters) in SHAPES {
            let load = Load { putters, getters, capacity, length: LENGTH };
            let title = if capacity == 0 {
                format!("rendezvous, {}", load.shape())
            } else {
                format!("capacity {capacity}, {}", load.shape())
            };
            findings.add(race(plan, title, load, &RACERS, ours, peers));
        }
    }
    if let Some(first) = findings.sections.first_mut() {
        first.prose.push(PROSE.to_owned());
    }
    findings
}
