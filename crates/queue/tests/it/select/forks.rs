//! A fork while a thread of the parent sleeps in a selection: the child has the channels, and
//! nobody who waits there.

use std::thread;
use std::time::Duration;

use threadbare_queue::channel::{Receiver, RecvError, after, bounded, unbounded};
use threadbare_queue::select;
use threadbare_queue::select::Select;

use crate::support::{asleep::asleep, child::child_says};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(2);

/// The first wait of a thread allocates, which the child of a process with threads must not.
fn wait_once() {
    let (_kept, nothing) = bounded::<u32>(1);
    let mut select = Select::new();
    select.recv(&nothing);
    assert!(select.ready_timeout(SHORT).is_err());
}

/// What the parent's thread waits in.
fn of_two(one: &Receiver<u32>, two: &Receiver<u32>) -> Result<u32, RecvError> {
    select! {
        recv(one) -> item => item,
        recv(two) -> item => item,
        default(LONG) => unreachable!("somebody sends"),
    }
}

#[test]
fn a_selection_of_the_parent_does_not_wait_in_the_child() {
    let (one, from_one) = bounded(1);
    let (two, from_two) = unbounded();
    thread::scope(|scope| {
        let selecting = asleep(scope, || of_two(&from_one, &from_two));
        assert!(child_says(|| {
            let sent = one.try_send(7).is_ok() && two.try_send(8).is_ok();
            sent && from_one.try_recv() == Ok(7) && from_two.try_recv() == Ok(8)
        }));
        assert!(child_says(|| one.close() && two.close() && from_one.recv().is_err()));
        two.send(2).expect("it is open");
        assert_eq!(selecting.join().expect("no panic"), Ok(2));
    });
    assert!(from_one.is_empty() && !from_one.is_closed());
}

/// Selections of the child work on the same channels, in which the parent's stand.
#[test]
fn a_child_selects_for_itself() {
    wait_once();
    let (one, from_one) = bounded(1);
    let (two, from_two) = unbounded();
    thread::scope(|scope| {
        let selecting = asleep(scope, || of_two(&from_one, &from_two));
        assert!(child_says(|| {
            let nothing = select! {
                recv(from_one) -> _ => false,
                recv(from_two) -> _ => false,
                default(SHORT) => true,
            };
            let alarm = after(SHORT);
            let rang = select! {
                recv(from_one) -> _ => false,
                recv(alarm) -> moment => moment.is_ok(),
            };
            let sent = select! {
                send(one, 5) -> sent => sent.is_ok(),
                recv(from_two) -> _ => false,
            };
            let got = select! {
                recv(from_one) -> item => item == Ok(5),
                recv(from_two) -> _ => false,
            };
            nothing && rang && sent && got
        }));
        one.send(1).expect("it is open");
        assert_eq!(selecting.join().expect("no panic"), Ok(1));
    });
    drop(two);
}

/// Two threads of the child meet, past what the parent's left in the lines.
#[test]
fn threads_of_the_child_wake_each_other() {
    let (one, from_one) = bounded(1);
    let (two, from_two) = unbounded::<u32>();
    thread::scope(|scope| {
        let selecting = asleep(scope, || of_two(&from_one, &from_two));
        assert!(child_says(|| {
            thread::scope(|scope| {
                let inner = scope.spawn(|| {
                    select! {
                        recv(from_one) -> item => item,
                        recv(from_two) -> item => item,
                    }
                });
                one.send(3).is_ok() && inner.join().is_ok_and(|got| got == Ok(3))
            })
        }));
        drop(two);
        assert!(selecting.join().expect("no panic").is_err());
    });
}
