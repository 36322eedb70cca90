//! Without room: who meets whom, and that of a selection one arm at most does.

use std::thread;
use std::time::Duration;

use threadbare_queue::channel::{Receiver, Sender, bounded, never};
use threadbare_queue::select::Select;
use threadbare_queue::{select, select_biased};

use crate::support::asleep::asleep;
use crate::support::{block_on, fewer_under_miri};

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);
/// Over before anybody comes.
const SHORT: Duration = Duration::from_millis(2);

/// A way to send one item; `None`: it was not sent.
type Send = (&'static str, fn(&Sender<u32>, u32) -> Option<()>);
/// A way to receive one.
type Recv = (&'static str, fn(&Receiver<u32>) -> Option<u32>);

const TRY: &str = "try";
const TASK: &str = "task";

const SENDS: [Send; 7] = [
    ("plain", |to, item| to.send(item).ok()),
    (TRY, |to, item| to.try_send(item).ok()),
    ("timeout", |to, item| to.send_timeout(item, LONG).ok()),
    (TASK, |to, item| block_on(to.send_async(item)).ok()),
    ("select", |to, item| select! { send(to, item) -> sent => sent.ok() }),
    ("select with others", |to, item| {
        let ((other, _kept), nothing) = (bounded(0), never::<u32>());
        select! {
            recv(nothing) -> _ => None,
            send(other, 99) -> _ => None,
            send(to, item) -> sent => sent.ok(),
        }
    }),
    ("select in time", |to, item| {
        select_biased! {
            send(to, item) -> sent => sent.ok(),
            default(LONG) => None,
        }
    }),
];

const RECVS: [Recv; 7] = [
    ("plain", |from| from.recv().ok()),
    (TRY, |from| from.try_recv().ok()),
    ("timeout", |from| from.recv_timeout(LONG).ok()),
    (TASK, |from| block_on(from.recv_async()).ok()),
    ("select", |from| select! { recv(from) -> item => item.ok() }),
    ("select with others", |from| {
        let ((_kept, other), (full, _also_kept)) = (bounded::<u32>(0), bounded(0));
        select! {
            send(full, 99) -> _ => None,
            recv(other) -> _ => None,
            recv(from) -> item => item.ok(),
        }
    }),
    ("select in time", |from| {
        select_biased! {
            recv(from) -> item => item.ok(),
            default(LONG) => None,
        }
    }),
];

/// Whoever waits is met by whoever comes, also by one that only tries, with one exception: a task
/// has no hand into which a try could lay an item.
#[test]
fn every_way_to_wait_meets_every_way_to_come() {
    for (sending, send) in SENDS {
        for (receiving, recv) in RECVS {
            let (to, from) = bounded(0);
            thread::scope(|scope| {
                if sending != TRY {
                    let sender = asleep(scope, || send(&to, 1));
                    assert_eq!(recv(&from), Some(1), "{sending} waits, {receiving} comes");
                    assert_eq!(sender.join().expect("no panic"), Some(()));
                }
                if receiving != TRY && (sending, receiving) != (TRY, TASK) {
                    let receiver = asleep(scope, || recv(&from));
                    assert_eq!(send(&to, 2), Some(()), "{receiving} waits, {sending} comes");
                    assert_eq!(receiver.join().expect("no panic"), Some(2));
                }
                if (sending, receiving) == (TRY, TASK) {
                    let receiver = asleep(scope, || recv(&from));
                    assert_eq!(send(&to, 3), None, "a task can be given nothing");
                    assert!(to.send(4).is_ok());
                    assert_eq!(receiver.join().expect("no panic"), Some(4));
                }
            });
            assert!(from.try_recv().is_err_and(|error| error.is_empty()));
        }
    }
}

/// As above, with nobody first.
#[test]
fn all_who_wait_meet_whoever_was_first() {
    const ITEMS: u32 = fewer_under_miri(100, 6);
    for (sending, send) in SENDS.into_iter().filter(|(name, _)| *name != TRY) {
        for (receiving, recv) in RECVS.into_iter().filter(|(name, _)| *name != TRY) {
            let (to, from) = bounded(0);
            thread::scope(|scope| {
                scope.spawn(|| (0..ITEMS).try_for_each(|item| send(&to, item)));
                for wanted in 0..ITEMS {
                    assert_eq!(recv(&from), Some(wanted), "{sending}, {receiving}");
                }
            });
        }
    }
}

/// One sends there and receives here, the other the other way about: each does one of the two, and
/// they agree which.
#[test]
fn two_that_could_meet_twice_meet_once() {
    const ROUNDS: u32 = fewer_under_miri(3_000, 50);
    let (to_one, from_two) = bounded(0);
    let (to_two, from_one) = bounded(0);
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            let mut sent = 0;
            for round in 0..ROUNDS {
                select! {
                    recv(from_one) -> item => assert_eq!(item, Ok(round)),
                    send(to_one, round) -> done => {
                        done.expect("somebody receives");
                        sent += 1;
                    }
                }
            }
            sent
        });
        let mut received = 0;
        for round in 0..ROUNDS {
            select! {
                send(to_two, round) -> done => done.expect("somebody receives"),
                recv(from_two) -> item => {
                    assert_eq!(item, Ok(round));
                    received += 1;
                }
            }
        }
        assert_eq!(other.join().expect("no panic"), received);
    });
}

/// Neither with its own other arm, nor by waking itself for it again and again.
#[test]
fn a_selection_does_not_meet_itself() {
    let (to, from) = bounded(0);
    let both = |item| {
        select! {
            send(to, item) -> _ => "sent",
            recv(from) -> _ => "received",
            send(to, item) -> _ => "sent",
            default(SHORT) => "neither",
        }
    };
    assert_eq!(both(1), "neither");
    let both = |item| {
        select! {
            recv(from) -> item => item.ok(),
            send(to, item) -> sent => sent.ok().map(|()| 0),
        }
    };
    thread::scope(|scope| {
        let first = asleep(scope, || both(1));
        let second = both(2);
        let first = first.join().expect("no panic");
        assert!(matches!((first, second), (Some(0), Some(1)) | (Some(2), Some(0))));
    });
}

/// A task behind a selection that could only meet itself is not held up by it.
#[test]
fn a_selection_of_both_directions_meets_those_behind_it() {
    let (to, from) = bounded(0);
    let both = || {
        select! {
            recv(from) -> item => item.ok(),
            send(to, 7) -> sent => sent.ok().map(|()| 0),
        }
    };
    for (sending, send) in SENDS {
        thread::scope(|scope| {
            let selection = asleep(scope, both);
            assert_eq!(send(&to, 5), Some(()), "{sending}");
            assert_eq!(selection.join().expect("no panic"), Some(5));
        });
    }
    for (receiving, recv) in RECVS {
        thread::scope(|scope| {
            let selection = asleep(scope, both);
            assert_eq!(recv(&from), Some(7), "{receiving}");
            assert_eq!(selection.join().expect("no panic"), Some(0));
        });
    }
}

/// A `Select` holds nothing out: it knows no item. It meets whoever does.
#[test]
fn a_select_without_items_meets_the_macros_and_not_another() {
    let (to, from) = bounded(0);
    let send = || {
        let mut select = Select::new();
        select.send(&to);
        while select.ready_timeout(LONG).is_ok() && to.try_send(1).is_err() {}
    };
    let recv = || {
        let mut select = Select::new();
        select.recv(&from);
        while select.ready_timeout(LONG).is_ok() {
            if let Ok(item) = from.try_recv() {
                return item;
            }
        }
        0
    };
    thread::scope(|scope| {
        let sender = asleep(scope, send);
        assert_eq!(select! { recv(from) -> item => item }, Ok(1));
        sender.join().expect("no panic");
        let receiver = asleep(scope, || select! { recv(from) -> item => item });
        send();
        assert_eq!(receiver.join().expect("no panic"), Ok(1));
        let receiver = asleep(scope, recv);
        select! { send(to, 2) -> sent => sent.expect("somebody receives") }
        assert_eq!(receiver.join().expect("no panic"), 2);
        let sender = asleep(scope, || select! { send(to, 3) -> sent => sent });
        assert_eq!(recv(), 3);
        assert!(sender.join().expect("no panic").is_ok());
    });
    let (mut sends, mut recvs) = (Select::new(), Select::new());
    sends.send(&to);
    recvs.recv(&from);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let mut recvs = Select::new();
            recvs.recv(&from);
            recvs.ready_timeout(SHORT).is_err()
        });
        assert!(sends.ready_timeout(SHORT).is_err());
        assert!(waiting.join().expect("no panic"));
    });
    assert!(recvs.try_ready().is_err());
}
