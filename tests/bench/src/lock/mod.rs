//! The area `lock`: mutual exclusion beside std, parking_lot, usync and the C library.

mod contended;
mod hog;
mod uncontended;

use crate::{
    Area,
    harness::Plan,
    peers::{Mutexish, Pthread, PthreadAdaptive, Shared},
    report::{Findings, Table, spread_cell},
    statistics::Spread,
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

/// A lock on cache lines of its own: nothing but the lock and what it protects shares them.
#[derive(Debug)]
#[repr(align(128))]
struct Padded<T>(T);

/// One figure of all contestants over all rounds, found again by name.
struct Series {
    rows: Vec<(&'static str, Vec<f64>)>,
}

impl Series {
    fn new(rows: impl IntoIterator<Item = (&'static str, Vec<f64>)>) -> Self {
        Self { rows: rows.into_iter().collect() }
    }

    fn of(&self, name: &str) -> &[f64] {
        self.rows.iter().find(|(row, _)| *row == name).map_or(&[], |(_, values)| values)
    }

    fn spread(&self, name: &str) -> Spread {
        Spread::of(self.of(name))
    }

    /// Ours over that of the peer, a ratio a round.
    fn ratio(&self, peer: &str) -> Spread {
        Spread::of_ratios(self.of(OURS), self.of(peer))
    }

    /// The peer with the least median: the quickest, where the figure is a time.
    fn least_peer(&self) -> Option<&'static str> {
        let peers = self.rows.iter().map(|(name, _)| *name).filter(|name| *name != OURS);
        peers.min_by(|left, right| self.spread(left).median.total_cmp(&self.spread(right).median))
    }

    /// The cell that compares a row with ours; ours itself has nothing to be compared with.
    fn ratio_cell(&self, peer: &str) -> String {
        if peer == OURS { "–".to_owned() } else { spread_cell(self.ratio(peer)) }
    }
}

fn table(columns: &[&str]) -> Table {
    Table::new(columns.iter().map(|&column| column.to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::{OURS, Series};

    #[test]
    fn a_series_compares_ours_with_the_quickest_peer_round_by_round() {
        let series = Series::new([
            ("slow", vec![9.0, 9.0, 9.0]),
            ("quick", vec![4.0, 5.0, 40.0]),
            (OURS, vec![2.0, 5.0, 20.0]),
        ]);

        let best = series.least_peer().expect("there are peers");

        assert_eq!(best, "quick");
        assert_eq!(series.ratio(best).median, 0.5);
        assert!(series.ratio("absent").median.is_nan());
    }
}
