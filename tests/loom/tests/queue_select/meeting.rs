//! Without room: what a selection holds out goes to one, or stays with it.

use threadbare_loom::{Parcel, block_on};
use threadbare_queue::channel::{Receiver, Sender, bounded};
use threadbare_queue::select;
use threadbare_sys::model::{Model, check};
use threadbare_sys::thread;

use super::{SOME_TIME, THREE};

/// Two threads with two arms each, which may try and begin anew.
const TWO_ARMS: Model = Model::new().bound_exactly(2);

type Shop = (Sender<Parcel>, Receiver<Parcel>);

fn shop() -> Shop {
    bounded(0)
}

/// A selected send and a selected receive meet.
#[test]
fn two_selections_meet() {
    check(|| {
        let (to, from) = shop();
        let sender = thread::spawn(move || select! { send(to, Parcel::pack()) -> sent => sent });
        select! { recv(from) -> item => item.expect("somebody sends").unpack() }
        assert!(sender.join().expect("no panic").is_ok());
    });
}

/// A selected send meets a task.
#[test]
fn a_selected_send_meets_a_task() {
    check(|| {
        let (to, from) = shop();
        let sender = thread::spawn(move || select! { send(to, Parcel::pack()) -> sent => sent });
        block_on(from.recv_async()).expect("somebody sends").unpack();
        assert!(sender.join().expect("no panic").is_ok());
    });
}

/// A selected send meets a thread that waits.
#[test]
fn a_selected_send_meets_a_thread() {
    check(|| {
        let (to, from) = shop();
        let sender = thread::spawn(move || select! { send(to, Parcel::pack()) -> sent => sent });
        from.recv().expect("somebody sends").unpack();
        assert!(sender.join().expect("no panic").is_ok());
    });
}

/// A try takes what is held out, or it stays: also when the time is over at that moment.
#[test]
fn a_try_and_a_timeout_take_an_offer_once() {
    check(|| {
        let (to, from) = shop();
        let getter = thread::spawn(move || {
            let got = from.try_recv().map(Parcel::unpack).is_ok();
            (got, from)
        });
        let was_sent = select! {
            send(to, Parcel::pack()) -> sent => sent.is_ok(),
            default(SOME_TIME) => false,
        };
        let (got, from) = getter.join().expect("no panic");
        assert_eq!(was_sent, got);
        assert!(from.try_recv().is_err(), "nothing stays behind");
    });
}

/// A try fills a hand that is open, or it comes back: also when the time is over at that moment.
#[test]
fn a_try_and_a_timeout_fill_a_hand_once() {
    check(|| {
        let (to, from) = shop();
        let putter = thread::spawn(move || {
            thread::yield_now(); // the hand is held out
            to.try_send(Parcel::pack()).is_ok()
        });
        let got = select! {
            recv(from) -> item => item.map(Parcel::unpack).is_ok(),
            default(SOME_TIME) => false,
        };
        assert_eq!(putter.join().expect("no panic"), got);
    });
}

/// Two arms that send, and a getter for each: one gets its item, and it is the one that was sent.
#[test]
fn of_two_offers_one_is_taken() {
    THREE.check(|| {
        let ((one, from_one), (two, from_two)) = (shop(), shop());
        let getter = |from: Receiver<Parcel>| {
            thread::spawn(move || (from.try_recv().map(Parcel::unpack).is_ok(), from))
        };
        let getters = [getter(from_one), getter(from_two)];
        let sent = select! {
            send(one, Parcel::pack()) -> sent => [sent.is_ok(), false],
            send(two, Parcel::pack()) -> sent => [false, sent.is_ok()],
            default(SOME_TIME) => [false; 2],
        };
        let got = getters.map(|getter| getter.join().expect("no panic"));
        assert_eq!(got.map(|(got, _)| got), sent);
    });
}

/// Two arms that receive, and a putter for each: one item comes, the other stays with its putter.
#[test]
fn of_two_hands_one_is_filled() {
    THREE.check(|| {
        let ((one, from_one), (two, from_two)) = (shop(), shop());
        let putter =
            |to: Sender<Parcel>| thread::spawn(move || (to.try_send(Parcel::pack()).is_ok(), to));
        let putters = [putter(one), putter(two)];
        let got = select! {
            recv(from_one) -> item => [item.map(Parcel::unpack).is_ok(), false],
            recv(from_two) -> item => [false, item.map(Parcel::unpack).is_ok()],
            default(SOME_TIME) => [false; 2],
        };
        let were_put = putters.map(|putter| putter.join().expect("no panic"));
        assert_eq!(were_put.map(|(was_put, _)| was_put), got);
    });
}

/// The last receiver goes: the value comes back, or was taken before.
#[test]
fn the_end_gives_an_offer_back() {
    check(|| {
        let ((to, from), (other, _kept)) = (shop(), shop());
        let receiver = thread::spawn(move || from.try_recv().map(Parcel::unpack).is_ok());
        let was_sent = select! {
            send(to, Parcel::pack()) -> sent => match sent {
                Ok(()) => true,
                Err(error) => {
                    error.into_inner().unpack();
                    false
                }
            },
            send(other, Parcel::pack()) -> _ => unreachable!("nobody receives there"),
        };
        assert_eq!(receiver.join().expect("no panic"), was_sent);
    });
}

/// The end beside a task for which an offer was made: it is received, or comes back.
#[test]
fn a_shutdown_beside_an_offer_and_a_hand() {
    check(|| {
        let (to, from) = shop();
        let closing = to.clone();
        let sender = thread::spawn(move || {
            select! { send(to, Parcel::pack()) -> sent => sent.is_ok() }
        });
        closing.close();
        let got = select! { recv(from) -> item => item.map(Parcel::unpack).is_ok() };
        assert_eq!(sender.join().expect("no panic"), got);
    });
}

/// Each could send to the other and receive from it: they do one of the two, and agree.
#[test]
fn two_that_could_meet_twice_meet_once() {
    TWO_ARMS.check(|| {
        let ((one, from_one), (two, from_two)) = (shop(), shop());
        let other = thread::spawn(move || {
            select! {
                recv(from_one) -> item => item.map(|item| { item.unpack(); false }).ok(),
                send(two, Parcel::pack()) -> sent => sent.map(|()| true).ok(),
            }
        });
        let has_received = select! {
            send(one, Parcel::pack()) -> sent => sent.map(|()| false).ok(),
            recv(from_two) -> item => item.map(|item| { item.unpack(); true }).ok(),
        };
        assert_eq!(other.join().expect("no panic"), has_received);
        assert!(has_received.is_some());
    });
}

/// Two that select from both ends of one channel meet each other, and not themselves.
#[test]
fn a_selection_meets_another_and_not_itself() {
    TWO_ARMS.check(|| {
        let (to, from) = shop();
        let (my_to, my_from) = (to.clone(), from.clone());
        let both = |to: Sender<Parcel>, from: Receiver<Parcel>| {
            select! {
                recv(from) -> item => item.map(|item| { item.unpack(); true }).ok(),
                send(to, Parcel::pack()) -> sent => sent.map(|()| false).ok(),
            }
        };
        let other = thread::spawn(move || both(to, from));
        let has_received = both(my_to, my_from);
        let other_has = other.join().expect("no panic");
        assert!(has_received.is_some() && other_has.is_some() && has_received != other_has);
    });
}

/// A hand in one line and a node in the line of a ring: each item is received once, or still there.
#[test]
fn a_hand_and_a_ring_lose_nothing() {
    THREE.check(|| {
        let ((to, from), (ring, from_ring)) = (shop(), bounded(1));
        let putter = thread::spawn(move || (to.try_send(Parcel::pack()).is_ok(), to));
        let other = thread::spawn(move || ring.send(Parcel::pack()).map(|()| ring));
        let was_given = select! {
            recv(from) -> item => { item.expect("somebody sends").unpack(); true }
            recv(from_ring) -> item => { item.expect("somebody sends").unpack(); false }
        };
        let (was_put, _to) = putter.join().expect("no panic");
        assert_eq!(was_put, was_given);
        let _ring = other.join().expect("no panic").expect("there is room");
        assert_eq!(from_ring.try_recv().map(Parcel::unpack).is_ok(), was_given);
    });
}

/// Two that wait in selections, and one item that is held out: one has it.
#[test]
fn of_two_hands_of_two_selections_one_is_filled() {
    THREE.check(|| {
        let (to, from) = shop();
        let getter = |from: Receiver<Parcel>| {
            thread::spawn(
                move || select! { recv(from) -> item => item.map(Parcel::unpack).is_ok() },
            )
        };
        let getters = [getter(from.clone()), getter(from)];
        select! { send(to, Parcel::pack()) -> sent => sent.expect("somebody receives") }
        drop(to);
        let got = getters.map(|getter| getter.join().expect("no panic"));
        assert!(got[0] != got[1]);
    });
}
