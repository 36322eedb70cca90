//! The macros.

use std::cell::Cell;
use std::time::Duration;

use threadbare_queue::channel::{RecvError, SendError, after, bounded, never};
use threadbare_queue::{select, select_biased};

const SHORT: Duration = Duration::from_millis(2);

#[test]
fn what_cannot_be_done_falls_to_the_default() {
    let (sender, receiver) = bounded::<u8>(0);
    let got = select! {
        recv(receiver) -> _ => "received",
        send(sender, 1) -> _ => "sent",
        default => "neither",
    };
    assert_eq!(got, "neither");
    let got = select! {
        default(SHORT) => { "late" }
        recv(&receiver) -> _ => { "received" },
        send(&sender, 1) -> _ => { "sent" }
    };
    assert_eq!(got, "late");
    assert_eq!(select! { default() => 3 }, 3);
}

#[test]
fn a_default_waits_for_what_comes_in_time() {
    let alarm = after(SHORT);
    let got = select! {
        recv(alarm) -> moment => moment.is_ok(),
        default(Duration::from_secs(60)) => false,
    };
    assert!(got);
}

#[test]
fn the_end_of_the_other_side_is_an_outcome() {
    let (sender, receiver) = bounded::<u8>(1);
    drop(sender);
    assert_eq!(select! { recv(receiver) -> item => item }, Err(RecvError));
    let (sender, receiver) = bounded(1);
    drop(receiver);
    assert_eq!(select! { send(sender, 7) -> sent => sent }, Err(SendError(7)));
}

#[test]
fn a_value_is_made_only_when_it_can_be_sent() {
    let (sender, receiver) = bounded(1);
    let made = Cell::new(0);
    let make = || {
        made.set(made.get() + 1);
        made.get()
    };
    select! {
        send(sender, make()) -> sent => sent.expect("there is room"),
        recv(never::<u8>()) -> _ => unreachable!(),
    }
    let is_full = select! {
        send(sender, make()) -> _ => false,
        default => true,
    };
    assert!(is_full);
    assert_eq!((receiver.recv(), made.get()), (Ok(1), 1));
}

#[test]
fn an_arm_may_leave_the_function_or_the_loop() {
    fn first(values: &[u8]) -> Result<u8, RecvError> {
        let (sender, receiver) = bounded(8);
        values.iter().for_each(|value| sender.send(*value).expect("there is room"));
        drop(sender);
        loop {
            select_biased! {
                recv(receiver) -> item => match item? {
                    0 => continue,
                    9 => break,
                    other => return Ok(other),
                },
                default => unreachable!("its end is ready"),
            }
        }
        Ok(9)
    }
    assert_eq!(first(&[0, 0, 5, 6]), Ok(5));
    assert_eq!(first(&[0, 9]), Ok(9));
    assert_eq!(first(&[0]), Err(RecvError));
}
