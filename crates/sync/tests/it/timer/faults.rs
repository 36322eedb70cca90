//! Signals that interrupt every sleep.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::{TimerEnd, Timers};

use super::{LATE, say};
use crate::support::storm::{Target, in_a_storm};

/// Signals that come all the time, to those who join, lose no end (elsewhere a join missed its
/// wake after a signal) and end no wait early.
#[test]
fn a_storm_of_signals_loses_no_end() {
    let timers = Arc::new(Timers::new());
    let waiter = |kind: u64| {
        let timers = Arc::clone(&timers);
        thread::spawn(move || {
            for round in 0..300 {
                let delay = Duration::from_micros(round * 31 % 200);
                let timer = timers.after(delay, || ());
                let end = match kind {
                    0 => timer.join(),
                    _ => timer.join_timeout(LATE).expect("not so long"),
                };
                assert_eq!(end.expect("no panic"), TimerEnd::Ran);
            }
        })
    };
    in_a_storm((0..3).map(waiter).collect(), || ());
}

/// The same for the thread that makes the calls: no deadline comes early or is lost.
#[test]
fn a_storm_of_signals_moves_no_deadline() {
    let timers = Arc::new(Timers::new());
    let (send, said) = mpsc::channel();
    drop(timers.after(Duration::ZERO, move || say(&send, Target::current())));
    let target = said.recv().expect("it is called");
    let worker = {
        let timers = Arc::clone(&timers);
        thread::spawn(move || {
            for _ in 0..300 {
                let (start, delay) = (Instant::now(), Duration::from_micros(300));
                let timer = timers.after(delay, move || assert!(start.elapsed() >= delay));
                assert_eq!(timer.join().expect("not early"), TimerEnd::Ran);
            }
        })
    };
    // The timers' thread lives as long as `timers`.
    in_a_storm(vec![worker], || target.signal());
}
