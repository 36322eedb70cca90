//! What a timer costs beside ten thousand others, and how late it is.

use crate::contest::{Contest, Goal, Subject, time_each};
use crate::{harness::Plan, report::Findings};
use std::{
    sync::{Condvar, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};
use threadbare_sync::Timer;

const LIVE: u64 = 10_000;
const HOUR: Duration = Duration::from_secs(3_600);
const DELAY: Duration = Duration::from_millis(1);

/// Arms and cancels, among ten thousand that are armed.
fn arm_and_cancel(length: Duration) -> f64 {
    let live: Vec<_> =
        (0..LIVE).map(|number| Timer::after(HOUR * 2 + spread(number), || ())).collect();
    let mut number = 0;
    let figure = time_each(length, || {
        number += 1;
        Timer::after(HOUR + spread(number), || ()).cancel();
    });
    for handle in live {
        handle.cancel();
    }
    figure
}

/// Different deadlines, some far from others.
fn spread(number: u64) -> Duration {
    Duration::from_micros(number.wrapping_mul(0x9E37_79B9) % 1_000_000_000)
}

/// What a timer as a thread of its own costs, and no sleep yet.
fn spawn_and_join(length: Duration) -> f64 {
    time_each(length, || thread::spawn(|| ()).join().expect("an empty thread does not panic"))
}

/// The middle one of the times by which a wait of a millisecond was too long.
fn lateness(length: Duration, mut wait: impl FnMut() -> Instant) -> f64 {
    let start = Instant::now();
    let mut late = Vec::new();
    while start.elapsed() < length {
        let due = Instant::now() + DELAY;
        late.push(wait().saturating_duration_since(due).as_nanos() as f64);
    }
    crate::statistics::Spread::of(&late).median
}

fn timer_lateness(length: Duration) -> f64 {
    let (fired, moments) = mpsc::channel();
    lateness(length, || {
        let fired = fired.clone();
        let tell = move || fired.send(Instant::now()).expect("the bench listens");
        drop(Timer::after(DELAY, tell));
        moments.recv().expect("the timer fires")
    })
}

fn condvar_lateness(length: Duration) -> f64 {
    let (lock, condition) = (Mutex::new(()), Condvar::new());
    lateness(length, || {
        let guard = lock.lock().expect("nobody panics");
        drop(condition.wait_timeout(guard, DELAY).expect("nobody panics"));
        Instant::now()
    })
}

const CONTESTS: [Contest; 2] = [
    Contest {
        title: "Timer, arm and cancel",
        turn: "One timer armed an hour ahead and cancelled, while ten thousand others are armed; \
               beside it a thread spawned and joined, which is what a timer as a thread costs.",
        length: Duration::from_millis(40),
        subjects: &[
            Subject { name: "threadbare Timer", sample: arm_and_cancel },
            Subject { name: "std spawn + join", sample: spawn_and_join },
        ],
        goals: &[Goal::Nanoseconds(150.0), Goal::OfBest(1.0 / 300.0, &["std spawn + join"])],
    },
    Contest {
        title: "Timer, lateness at 1 ms",
        turn: "By how much a wait of a millisecond was too long, the median of a round: our \
               timer calls a closure, std's Condvar::wait_timeout returns to its caller.",
        length: Duration::from_millis(250),
        subjects: &[
            Subject { name: "threadbare Timer", sample: timer_lateness },
            Subject { name: "std wait_timeout", sample: condvar_lateness },
        ],
        goals: &[Goal::OfBest(0.5, &["std wait_timeout"])],
    },
];

pub(super) fn run(plan: &Plan) -> Findings {
    CONTESTS.iter().map(|contest| contest.run(plan)).sum()
}
