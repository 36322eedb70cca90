//! Threads that wait in selections.

use std::thread;
use std::time::Duration;

use threadbare_queue::channel::{after, bounded, unbounded};
use threadbare_queue::select;
use threadbare_queue::select::Select;

use crate::support::{asleep::asleep, block_on, fewer_under_miri};

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);

/// Each item goes once through each of two relays that wait for both directions.
#[test]
fn every_item_arrives_once() {
    const ITEMS: u32 = fewer_under_miri(2_000, 40);
    for capacity in [1, 16] {
        let (one, from_one) = bounded(capacity);
        let (two, from_two) = bounded(capacity);
        let (out, results) = unbounded();
        thread::scope(|scope| {
            for sender in [one, two] {
                scope.spawn(move || (0..ITEMS).try_for_each(|item| sender.send(item)));
            }
            for _ in 0..2 {
                let (from_one, from_two, out) = (from_one.clone(), from_two.clone(), out.clone());
                scope.spawn(move || {
                    loop {
                        let item = select! {
                            recv(from_one) -> item => item,
                            recv(from_two) -> item => item,
                        };
                        match item {
                            Ok(item) => out.send(item).expect("somebody receives"),
                            Err(_) => break,
                        }
                    }
                    from_one.iter().chain(&from_two).try_for_each(|item| out.send(item))
                });
            }
            drop(out);
            let mut got: Vec<_> = results.iter().collect();
            got.sort_unstable();
            assert!(got.into_iter().eq((0..ITEMS).flat_map(|item| [item, item])));
        });
    }
}

#[test]
fn selected_sends_and_receives_meet_where_there_is_room() {
    const ITEMS: u32 = fewer_under_miri(2_000, 40);
    let (to, from) = bounded(1);
    let (back, end) = bounded::<u8>(1);
    thread::scope(|scope| {
        scope.spawn(|| {
            for item in 0..ITEMS {
                select! {
                    send(to, item) -> sent => sent.expect("somebody receives"),
                    recv(end) -> _ => unreachable!("it is open"),
                }
            }
        });
        for wanted in 0..ITEMS {
            select! {
                recv(from) -> item => assert_eq!(item, Ok(wanted)),
                recv(after(LONG)) -> _ => panic!("it waits for ever"),
            }
        }
    });
    drop(back);
}

/// A selection meets a thread that waits for this channel alone, and a task that sends.
#[test]
fn without_room_a_selection_meets_those_who_wait() {
    const ITEMS: i32 = fewer_under_miri(200, 30);
    let (to, from) = bounded(0);
    thread::scope(|scope| {
        let sending = scope.spawn(|| (0..ITEMS).try_for_each(|item| to.send(item)));
        for wanted in 0..ITEMS {
            assert_eq!(select! { recv(from) -> item => item }, Ok(wanted));
        }
        assert!(sending.join().expect("no panic").is_ok());
        let receiving = scope.spawn(|| (0..ITEMS).map(|_| from.recv()).sum::<Result<i32, _>>());
        for item in 0..ITEMS {
            select! { send(to, item) -> sent => sent.expect("somebody receives") }
        }
        assert_eq!(receiving.join().expect("no panic"), Ok((0..ITEMS).sum()));
        let sending = scope.spawn(|| block_on(to.send_async(5)));
        assert_eq!(select! { recv(from) -> item => item }, Ok(5));
        assert!(sending.join().expect("no panic").is_ok());
    });
}

#[test]
fn the_end_wakes_a_selection() {
    let (sender, receiver) = bounded::<u8>(1);
    let (full, kept) = bounded(1);
    full.send(1).expect("there is room");
    thread::scope(|scope| {
        let ending = asleep(scope, || {
            select! {
                recv(receiver) -> item => item.is_err(),
                send(full, 2) -> _ => false,
            }
        });
        drop(sender);
        assert!(ending.join().expect("no panic"));
        let receiving = asleep(scope, || {
            select! {
                send(full, 2) -> sent => sent.is_err(),
                recv(after(LONG)) -> _ => false,
            }
        });
        drop(kept);
        assert!(receiving.join().expect("no panic"));
    });
}

/// One that was woken and does not take the item leaves it to another.
#[test]
fn a_selection_that_does_not_take_what_is_ready_holds_up_nobody() {
    let (sender, receiver) = bounded(1);
    thread::scope(|scope| {
        let idle = scope.spawn(|| {
            let mut select = Select::new();
            select.recv(&receiver);
            select.ready_timeout(LONG)
        });
        let other = scope.spawn(|| receiver.recv_timeout(LONG));
        sender.send(1).expect("there is room");
        assert_eq!(other.join().expect("no panic"), Ok(1));
        drop(sender);
        assert_eq!(idle.join().expect("no panic"), Ok(0));
    });
}
