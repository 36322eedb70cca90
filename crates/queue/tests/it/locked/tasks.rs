//! Tasks that wait, go away, or are forgotten.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use threadbare_queue::{LockedFifo, TryGetError};

use super::{LONG, asleep, full_of};
use crate::support::{Bell, poll_once};

/// The item of a put that waits was put, whether or not its future is polled again.
#[test]
fn a_put_that_waits_is_done_for_it() {
    let queue = full_of(&[1]);
    let bell = Arc::new(Bell::default());
    let mut put = Box::pin(queue.put_async(2));
    assert!(bell.poll(put.as_mut()).is_pending());
    assert_eq!((queue.try_get(), bell.rings(), queue.len()), (Ok(1), 1, 1));
    assert_eq!(put.as_mut().cancel(), None, "it is too late for that");
    assert_eq!(queue.try_get(), Ok(2));
}

/// One call may have more to wake than it has room to note.
#[test]
fn a_larger_capacity_puts_for_forty_tasks() {
    let queue = full_of(&[0]);
    let bell = Arc::new(Bell::default());
    let mut puts: Vec<_> = (1..=40).map(|item| Box::pin(queue.put_async(item))).collect();
    for put in &mut puts {
        assert!(bell.poll(put.as_mut()).is_pending());
    }
    queue.set_capacity(100);
    assert_eq!((bell.rings(), queue.len()), (40, 41));
    assert_eq!(queue.shutdown_now(), (0..=40).collect::<Vec<_>>());
    assert!(puts.iter_mut().all(|put| poll_once(put.as_mut()) == Poll::Ready(Ok(()))));
}

/// A task that uses the queue as soon as it is woken, on the thread of whoever woke it.
struct Meddler(LockedFifo<u32>, Mutex<Vec<Result<u32, TryGetError>>>);

impl Wake for Meddler {
    fn wake(self: Arc<Self>) {
        let got = self.0.try_get();
        self.1.lock().expect("no panic").push(got);
    }
}

/// From the first moment of the end, nothing comes in from those who wait outside, whether they
/// have been told already or not.
#[test]
fn nobody_gets_what_waits_outside_after_the_end() {
    for items in [vec![], vec![7]] {
        let queue = full_of(&items);
        let meddler = Arc::new(Meddler(queue.clone(), Mutex::default()));
        let waker = Waker::from(Arc::clone(&meddler));
        let mut puts: Vec<_> = (0..40).map(|item| Box::pin(queue.put_async(item))).collect();
        for put in &mut puts {
            assert!(put.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        }
        queue.shutdown();
        let got = meddler.1.lock().expect("no panic").clone();
        assert_eq!(got.len(), 40);
        assert_eq!(got.iter().filter_map(|got| got.ok()).collect::<Vec<_>>(), items);
        assert!(puts.iter_mut().all(|put| matches!(poll_once(put.as_mut()), Poll::Ready(Err(_)))));
    }
}

/// Two tasks were told and do not come. One move of somebody else serves both threads behind them.
#[test]
fn one_move_serves_all_threads_behind_tasks_that_do_not_come() {
    let queue = LockedFifo::bounded(2);
    let mut tasks = [(); 2].map(|()| Box::pin(queue.get_async()));
    assert!(tasks.iter_mut().all(|task| poll_once(task.as_mut()).is_pending()));
    thread::scope(|scope| {
        let getters = [(); 2].map(|()| asleep(scope, || queue.get_timeout(LONG)));
        queue.put(1).expect("it is open");
        queue.put(2).expect("it is open");
        assert_eq!(queue.len(), 2, "both tasks were told");
        assert!(queue.try_put(3).is_err_and(|error| error.is_full()));
        assert!(queue.is_empty());
        let got = getters.map(|getter| getter.join().expect("no panic"));
        assert_eq!(got, [Ok(1), Ok(2)]);
    });
}

/// A thread stands in line behind a task that was told: what comes late is not given to it past
/// what is there.
#[test]
fn an_item_does_not_overtake_those_in_the_container() {
    let queue = LockedFifo::bounded(1);
    let mut told = pin!(queue.get_async());
    assert!(poll_once(told.as_mut()).is_pending());
    thread::scope(|scope| {
        let getter = asleep(scope, || queue.get_timeout(LONG));
        queue.put(1).expect("it is open");
        assert!(queue.try_put(2).is_err_and(|error| error.is_full()));
        assert_eq!(getter.join().expect("no panic"), Ok(1), "the next move serves another");
    });
    assert!(queue.is_empty());
}
