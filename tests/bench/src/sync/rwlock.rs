//! Readers beside readers, and whether a hog of one kind keeps the other kind out.

use crate::contest::{Contest, Goal, Subject};
use crate::{
    harness::{Plan, interleave},
    pad::Padded,
    report::{Bar, Findings, Section, Table, count_cell, micros_cell},
    statistics::percentile,
};
use std::{
    hint::{black_box, spin_loop},
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

const OURS: &str = "threadbare RwLock";
const STD: &str = "std RwLock";
const HOG_SAMPLE: Duration = Duration::from_secs(1);
const HOLD: Duration = Duration::from_micros(50);
const REST: Duration = Duration::from_micros(200);
/// Nanoseconds that the ninety-ninth of a hundred waits may take, in either direction.
const P99: f64 = 10e6;

/// A reader-writer lock around a number.
pub(super) trait ReadWrite: Sync {
    fn new() -> Self;
    fn read<R>(&self, work: impl FnOnce(&u64) -> R) -> R;
    fn write<R>(&self, work: impl FnOnce(&mut u64) -> R) -> R;
}

/// For locks whose `read` and `write` give guards.
macro_rules! read_write {
    ($($lock:ty $(, $unpoisoned:ident)?;)+) => {$(
        impl ReadWrite for $lock {
            fn new() -> Self {
                Self::new(0)
            }

            #[inline]
            fn read<R>(&self, work: impl FnOnce(&u64) -> R) -> R {
                work(&self.read()$(.$unpoisoned("a holder that panics ends the program"))?)
            }

            #[inline]
            fn write<R>(&self, work: impl FnOnce(&mut u64) -> R) -> R {
                work(&mut self.write()$(.$unpoisoned("a holder that panics ends the program"))?)
            }
        }
    )+};
}

read_write!(
    threadbare_sync::RwLock<u64>;
    std::sync::RwLock<u64>, expect;
    parking_lot_13::RwLock<u64>;
    parking_lot_12::RwLock<u64>;
    usync::RwLock<u64>;
);

/// Nanoseconds a read, of two threads that do nothing else.
fn two_readers<L: ReadWrite>(length: Duration) -> f64 {
    let lock = Padded(L::new());
    let stop = Padded(AtomicBool::new(false));
    let barrier = Barrier::new(3);
    let reads: u64 = thread::scope(|scope| {
        let read = || {
            barrier.wait();
            let mut reads = 0_u64;
            while !stop.0.load(Relaxed) {
                for _ in 0..64 {
                    black_box(&lock.0).read(|value| {
                        black_box(value);
                    });
                }
                reads += 64;
            }
            reads
        };
        let readers = [scope.spawn(read), scope.spawn(read)];
        barrier.wait();
        thread::sleep(length);
        stop.0.store(true, Relaxed);
        readers.map(|reader| reader.join().expect("a reader does not panic")).iter().sum()
    });
    length.as_nanos() as f64 / reads as f64
}

const READ_ONLY: Contest = Contest {
    title: "RwLock, two readers",
    turn: "Two threads take and release read locks without a pause; nanoseconds a read, both \
           together.",
    length: Duration::from_millis(120),
    subjects: &[
        Subject { name: OURS, sample: two_readers::<threadbare_sync::RwLock<u64>> },
        Subject { name: STD, sample: two_readers::<std::sync::RwLock<u64>> },
        Subject { name: "parking_lot 0.13", sample: two_readers::<parking_lot_13::RwLock<u64>> },
        Subject { name: "usync", sample: two_readers::<usync::RwLock<u64>> },
    ],
    goals: &[Goal::OfBest(1.0, &[STD])],
};

/// Who hogs the lock.
#[derive(Clone, Copy)]
enum Hog {
    Writer,
    TwoReaders,
}

/// The waits of a polite thread of the other kind, in nanoseconds.
fn hogged<L: ReadWrite>(hog: Hog, length: Duration) -> Vec<u64> {
    let lock = Padded(L::new());
    let stop = Padded(AtomicBool::new(false));
    let busy = || {
        let since = Instant::now();
        while since.elapsed() < HOLD {
            spin_loop();
        }
    };
    thread::scope(|scope| {
        let hogs = if matches!(hog, Hog::Writer) { 1 } else { 2 };
        for _ in 0..hogs {
            scope.spawn(|| {
                while !stop.0.load(Relaxed) {
                    match hog {
                        Hog::Writer => lock.0.write(|_| busy()),
                        Hog::TwoReaders => lock.0.read(|_| busy()),
                    }
                }
            });
        }
        let mut waits = Vec::new();
        let start = Instant::now();
        while start.elapsed() < length {
            let since = Instant::now();
            let waited = match hog {
                Hog::Writer => lock.0.read(|_| since.elapsed()),
                Hog::TwoReaders => lock.0.write(|_| since.elapsed()),
            };
            waits.push(u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX));
            thread::sleep(REST);
        }
        stop.0.store(true, Relaxed);
        waits
    })
}

struct Contestant {
    name: &'static str,
    hogged: fn(Hog, Duration) -> Vec<u64>,
}

const CONTESTANTS: [Contestant; 5] = [
    Contestant { name: OURS, hogged: hogged::<threadbare_sync::RwLock<u64>> },
    Contestant { name: STD, hogged: hogged::<std::sync::RwLock<u64>> },
    Contestant { name: "parking_lot 0.13", hogged: hogged::<parking_lot_13::RwLock<u64>> },
    Contestant { name: "parking_lot 0.12", hogged: hogged::<parking_lot_12::RwLock<u64>> },
    Contestant { name: "usync", hogged: hogged::<usync::RwLock<u64>> },
];

fn hogs(plan: &Plan, hog: Hog, title: &'static str) -> Findings {
    let length = plan.duration(HOG_SAMPLE);
    let samples = interleave(plan, title, &CONTESTANTS, |one| (one.hogged)(hog, length));
    let mut table =
        Table::new(&[title, "wait p50, µs", "wait p99, µs", "wait max, µs", "polite turns"]);
    let mut bars = Vec::new();
    for (one, rounds) in CONTESTANTS.iter().zip(samples) {
        let mut waits = rounds.concat();
        waits.sort_unstable();
        let p99 = percentile(&waits, 990);
        table.row([
            one.name.to_owned(),
            micros_cell(percentile(&waits, 500)),
            micros_cell(p99),
            micros_cell(waits.last().copied()),
            count_cell(waits.len()),
        ]);
        if one.name == OURS {
            let figure = p99.map_or(f64::NAN, |p99| p99 as f64);
            bars.push(Bar::single_at_most(format!("{title}: polite wait p99, ns"), figure, P99));
        }
    }
    let prose = vec![
        "Hogs hold the lock for 50 µs at a time, busy, and take it again with no gap; a polite \
         thread of the other kind takes it, releases it and sleeps for 200 µs; about a second a \
         round. With two hogs there are three threads for the processors, so waits include the \
         scheduler's."
            .to_owned(),
    ];
    Findings { sections: vec![Section { title: title.to_owned(), prose, table }], bars }
}

pub(super) fn run(plan: &Plan) -> Findings {
    let mut findings = READ_ONLY.run(plan);
    findings.add(hogs(plan, Hog::Writer, "RwLock, writer hog"));
    findings.add(hogs(plan, Hog::TwoReaders, "RwLock, two reader hogs"));
    findings
}
