//! The area `lock`: mutual exclusion beside std, parking_lot, usync and the C library.

pub(crate) mod contended;
pub(crate) mod hog;
mod uncontended;

use crate::{
    Area,
    harness::Plan,
    peers::{Mutexish, Pthread, PthreadAdaptive, Shared},
    report::Findings,
    series::Series,
};
use std::time::Duration;

pub(crate) const AREA: Area = Area {
    name: "lock",
    about: "mutual exclusion: threadbare_sync::Lock beside other mutexes",
    parts: &[uncontended::PART, contended::PART, hog::PART],
    run,
};

/// The contestants that the bars speak of.
const OURS: &str = "threadbare Lock";
const STD: &str = "std Mutex";
const PARKING_LOT_13: &str = "parking_lot 0.13";
const PTHREAD: &str = "pthread";

/// One lock, as three loops that were compiled for it alone.
#[derive(Clone, Copy, Debug)]
struct Contestant {
    name: &'static str,
    uncontended: fn(Duration) -> f64,
    contended: fn(&contended::Workload) -> contended::Sample,
    hog: fn(Duration) -> hog::Sample,
}

const fn contestant<L: Mutexish>(name: &'static str) -> Contestant {
    Contestant {
        name,
        uncontended: uncontended::sample::<L>,
        contended: contended::sample::<L>,
        hog: hog::sample::<L>,
    }
}

const CONTESTANTS: [Contestant; 7] = [
    contestant::<threadbare_sync::Lock<Shared>>(OURS),
    contestant::<std::sync::Mutex<Shared>>(STD),
    contestant::<parking_lot_13::Mutex<Shared>>(PARKING_LOT_13),
    contestant::<parking_lot_12::Mutex<Shared>>("parking_lot 0.12"),
    contestant::<usync::Mutex<Shared>>("usync"),
    contestant::<Pthread>(PTHREAD),
    contestant::<PthreadAdaptive>("pthread adaptive"),
];

/// Too slow under contention to be a peer there, but the measure of a bounded wait.
const FAIR: Contestant = contestant::<parking_lot_13::FairMutex<Shared>>("pl 0.13 FairMutex");

fn run(plan: &Plan) -> Findings {
    let mut findings = Findings::default();
    if plan.wants(uncontended::PART) {
        findings.add(uncontended::run(plan));
    }
    if plan.wants(contended::PART) {
        findings.add(contended::run(plan));
    }
    if plan.wants(hog::PART) {
        findings.add(hog::run(plan));
    }
    findings
}

/// One figure of all contestants, to be compared with [`OURS`].
fn series(rows: impl IntoIterator<Item = (&'static str, Vec<f64>)>) -> Series {
    Series::new(OURS, rows)
}
