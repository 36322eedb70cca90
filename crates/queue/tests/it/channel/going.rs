//! A side goes: past wakers that panic, and with items on their way.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::thread;

use threadbare_queue::channel::{TrySendError, bounded, unbounded};

use crate::support::{Bell, asleep::asleep, fewer_under_miri};

/// A task whose waker panics.
struct Grenade;

impl Wake for Grenade {
    fn wake(self: Arc<Self>) {
        panic!("on purpose");
    }
}

fn panics<R>(body: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

/// The item was sent before anybody was woken for it.
#[test]
fn a_send_that_panics_in_a_waker_has_sent_its_item() {
    for (sender, receiver) in [bounded(2), unbounded()] {
        let waker = Waker::from(Arc::new(Grenade));
        let mut recv = pin!(receiver.recv_async());
        assert!(recv.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        assert!(panics(|| sender.send(1)));
        assert_eq!(receiver.len(), 1);
        assert_eq!((sender.send(2), receiver.recv(), receiver.recv()), (Ok(()), Ok(1), Ok(2)));
    }
}

/// The end reaches everybody, past a waker that panics.
#[test]
fn the_end_reaches_everybody_past_a_waker_that_panics() {
    for (sender, receiver) in [bounded::<u32>(0), bounded(1), unbounded()] {
        let bell = Arc::new(Bell::default());
        let waker = Waker::from(Arc::new(Grenade));
        let mut recvs = [(); 5].map(|()| Box::pin(receiver.recv_async()));
        for (number, recv) in recvs.iter_mut().enumerate() {
            let is_pending = if number == 1 {
                recv.as_mut().poll(&mut Context::from_waker(&waker)).is_pending()
            } else {
                bell.poll(recv.as_mut()).is_pending()
            };
            assert!(is_pending);
        }
        assert!(panics(|| drop(sender)));
        assert_eq!((bell.rings(), receiver.sender_count()), (4, 0));
        assert!(receiver.is_closed());
    }
}

/// A receiver goes while senders sleep before a full channel: their items come back, and those that
/// had been sent are dropped.
#[test]
fn items_on_their_way_come_back_when_the_last_receiver_goes() {
    for capacity in [0, 1, 2] {
        let (sender, receiver) = bounded(capacity);
        let item = Arc::new(());
        (0..capacity).for_each(|_| assert!(sender.send(Arc::clone(&item)).is_ok()));
        thread::scope(|scope| {
            let sending = [(); 3].map(|()| {
                let (sender, item) = (&sender, Arc::clone(&item));
                asleep(scope, move || sender.send(item).map_err(|error| error.into_inner()))
            });
            drop(receiver);
            let back = sending.map(|sending| sending.join().expect("no panic"));
            assert!(back.iter().all(Result::is_err));
            assert_eq!(Arc::strong_count(&item), 4, "three came back, and no other is left");
        });
        assert!(matches!(sender.try_send(item), Err(TrySendError::Disconnected(_))));
    }
}

/// Receivers come and go while others send: what was sent is received, dropped with a receiver that
/// was the last, or came back.
#[test]
fn receivers_that_come_and_go_lose_nothing() {
    const ITEMS: usize = fewer_under_miri(2_000, 60);
    for (sender, receiver) in [bounded(0), bounded(2), unbounded()] {
        let (sent, got) = thread::scope(|scope| {
            let sending =
                scope.spawn(move || (0..ITEMS).filter(|item| sender.send(*item).is_ok()).count());
            let threads = [(); 2].map(|()| {
                let mut receiver = receiver.clone();
                scope.spawn(move || {
                    let mut got = 0;
                    while receiver.recv().is_ok() {
                        got += 1;
                        // Another handle of the same side, and never the last.
                        receiver = receiver.clone();
                    }
                    got
                })
            });
            drop(receiver);
            let got: usize = threads.map(|got| got.join().expect("no panic")).iter().sum();
            (sending.join().expect("no panic"), got)
        });
        assert_eq!((sent, got), (ITEMS, ITEMS));
    }
}
