//! Selections that sleep: signals, timeouts of every size, clocks, and whoever waits beside them.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::channel::{Receiver, after, at, bounded, never, tick, unbounded};
use threadbare_queue::select::{ReadyTimeoutError, Select};
use threadbare_queue::{select, select_biased};

use crate::support::{Bell, asleep::asleep, forget, poll_once, storm::in_a_storm};

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(2);

/// A timeout that fits into no clock waits for ever, and until it is told.
#[test]
fn a_timeout_beyond_the_clock_waits_for_ever() {
    let (sender, receiver) = bounded(1);
    for timeout in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_secs(1 << 40)] {
        thread::scope(|scope| {
            let selecting = asleep(scope, || {
                select! {
                    recv(receiver) -> item => item.ok(),
                    default(timeout) => None,
                }
            });
            sender.send(1).expect("there is room");
            assert_eq!(selecting.join().expect("no panic"), Some(1));
        });
    }
}

/// A storm of signals on a thread that sleeps: it does not come back early, and not with less time.
#[test]
fn signals_do_not_shorten_a_selection() {
    let (sender, receiver) = bounded(1);
    let (full, kept) = bounded(1);
    full.send(0).expect("there is room");
    let (_also_kept, nothing) = unbounded::<u8>();
    let asleep = thread::spawn(move || {
        for wanted in 0..20 {
            select! {
                recv(receiver) -> item => assert_eq!(item, Ok(wanted)),
                send(full, 1) -> _ => unreachable!("it is full"),
                default(LONG) => unreachable!("it is long"),
            }
        }
        drop(kept);
    });
    let timed = thread::spawn(move || {
        let mut select = Select::new();
        select.recv(&nothing);
        for _ in 0..20 {
            let deadline = Instant::now() + SHORT;
            assert_eq!(select.ready_deadline(deadline), Err(ReadyTimeoutError));
            assert!(Instant::now() >= deadline, "a signal ended it");
        }
    });
    let (mut rounds, mut items) = (0, 0..20);
    in_a_storm(vec![asleep, timed], || {
        rounds += 1;
        // Many signals for each item.
        if rounds % 50 == 0 {
            items.next().into_iter().for_each(|item| sender.send(item).expect("there is room"));
        }
    });
}

/// Those of zero are due at once, those that are far never, and a selection waits for the nearest.
#[test]
fn clocks_of_every_distance() {
    let (now, zero, moment) = (at(Instant::now()), after(Duration::ZERO), after(SHORT));
    let (far, nothing, ticks) = (after(Duration::MAX), never::<Instant>(), tick(Duration::MAX));
    let due = |receivers: &[&Receiver<Instant>], timeout| {
        let mut select = Select::new_biased();
        for receiver in receivers {
            select.recv(receiver);
        }
        select.ready_timeout(timeout).ok()
    };
    assert_eq!(due(&[&far, &nothing, &ticks, &now], Duration::ZERO), Some(3));
    assert_eq!(due(&[&far, &zero, &now], Duration::ZERO), Some(1));
    assert_eq!(due(&[&far, &nothing, &ticks], SHORT), None);
    assert_eq!(due(&[&far, &nothing, &moment, &ticks], LONG), Some(2));
    assert!(now.try_recv().is_ok() && zero.try_recv().is_ok() && moment.try_recv().is_ok());
    assert_eq!(due(&[&now, &zero, &moment], SHORT), None, "each rings once");
    let always = tick(Duration::ZERO);
    for _ in 0..3 {
        assert!(select_biased! { recv(far) -> _ => false, recv(always) -> item => item.is_ok() });
    }
}

/// Somebody else hears the alarm for which a selection sleeps: it goes on waiting.
#[test]
fn an_alarm_that_another_has_heard_ends_no_selection() {
    let alarm = after(SHORT);
    let (sender, receiver) = bounded(1);
    thread::scope(|scope| {
        let selecting = scope.spawn(|| {
            // Heard by whoever comes first: the other has the item.
            select! {
                recv(alarm) -> moment => moment.is_ok(),
                recv(receiver) -> item => item == Ok(1),
            }
        });
        let heard = alarm.recv_timeout(4 * SHORT).is_ok();
        if heard {
            sender.send(1).expect("there is room");
        }
        assert!(selecting.join().expect("no panic"));
    });
}

/// Without an operation that could ever be done it sleeps until the time is over.
#[test]
fn a_selection_of_what_never_comes_ends_in_time() {
    let nothing = never::<u8>();
    assert!(select! { recv(nothing) -> _ => false, default(SHORT) => true });
    assert!(select! { recv(nothing) -> _ => false, default => true });
    let mut select = Select::new();
    assert_eq!(select.recv(&nothing), 0);
    select.remove(0);
    select.remove(0);
    assert_eq!(select.ready_timeout(SHORT), Err(ReadyTimeoutError));
}

/// Elsewhere an operation that was selected and then forgotten held its slot for ever. Here all
/// nodes were taken out before it said what is ready: whoever waits next is told of the next item.
#[test]
fn a_forgotten_selection_holds_nothing() {
    let (sender, receiver) = bounded(4);
    let (full, kept) = unbounded();
    thread::scope(|scope| {
        let forgetting = asleep(scope, || {
            let mut select = ManuallyDrop::new(Select::new());
            select.recv(&receiver);
            select.recv(&kept);
            select.ready_timeout(LONG)
        });
        sender.send(1).expect("there is room");
        assert_eq!(forgetting.join().expect("no panic"), Ok(0));
    });
    assert_eq!(receiver.recv(), Ok(1));
    let bell = Arc::new(Bell::default());
    let (mut one, mut two) = (pin!(receiver.recv_async()), pin!(kept.recv_async()));
    assert!(bell.poll(one.as_mut()).is_pending() && bell.poll(two.as_mut()).is_pending());
    sender.send(2).expect("there is room");
    assert_eq!(bell.rings(), 1, "the first of the line, and no ghost before it");
    full.send(3).expect("it is open");
    assert_eq!(bell.rings(), 2);
    assert_eq!((bell.poll(one), bell.poll(two)), (Poll::Ready(Ok(2)), Poll::Ready(Ok(3))));
}

/// A future that is forgotten in the line does not keep a selection behind it asleep for longer
/// than until the next item.
#[test]
fn a_forgotten_future_holds_up_no_selection() {
    for (sender, receiver) in [bounded(4), unbounded()] {
        let receiver = &*forget(receiver);
        let mut forgotten = Box::pin(receiver.recv_async());
        assert!(poll_once(forgotten.as_mut()).is_pending());
        forget(forgotten);
        thread::scope(|scope| {
            let selecting = asleep(scope, || select! { recv(receiver) -> item => item });
            sender.send(1).expect("it is open");
            sender.send(2).expect("it is open");
            assert!(selecting.join().expect("no panic").is_ok());
        });
    }
}

/// A future that was chosen and is dropped tells the selection behind it.
#[test]
fn a_dropped_future_tells_the_selection_behind_it() {
    for (sender, receiver) in [bounded(1), unbounded()] {
        let mut dropped = Box::pin(receiver.recv_async());
        assert!(poll_once(dropped.as_mut()).is_pending());
        thread::scope(|scope| {
            let selecting = asleep(scope, || select! { recv(receiver) -> item => item });
            sender.send(1).expect("it is open");
            drop(dropped);
            assert_eq!(selecting.join().expect("no panic"), Ok(1));
        });
    }
}

/// What a value is made of is made once, though the send has to wait for its turn twice.
#[test]
fn a_value_is_made_once_however_often_it_is_tried() {
    let (sender, receiver) = bounded(1);
    let made = Cell::new(0);
    let is_late = select! {
        // It takes the room for which it was made, and so is tried in vain.
        send(sender, { made.set(made.get() + 1); assert!(sender.try_send(0).is_ok()); 1 }) -> _ =>
            false,
        default(SHORT) => true,
    };
    assert!(is_late);
    assert_eq!((made.get(), receiver.try_iter().collect()), (1, vec![0]));
}
