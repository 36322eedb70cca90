//! Tasks that always find what they ask for, and let others run all the same; batches as tasks.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

use threadbare_queue::{Fifo, Joinable, Lifo, channel};

use crate::support::{Bell, block_on, fewer_under_miri, poll_once};

/// So many items in a row may be there at once.
const STREAK: u32 = 128;
/// More than that, and a few times.
const ITEMS: u32 = fewer_under_miri(10_000, 300);

/// Runs a task to its end as an executor does: polls it when it was woken. Says how often it came
/// back before the end.
fn turns_of(task: impl Future<Output = ()>) -> u32 {
    let bell = Arc::new(Bell::default());
    let mut task = pin!(task);
    let mut turns = 0;
    while bell.poll(task.as_mut()).is_pending() {
        turns += 1;
        assert_eq!(bell.rings(), turns, "it wakes itself each time");
    }
    turns
}

/// Elsewhere a task that always found an item never let another run.
#[test]
fn a_loop_of_gets_gives_way_after_so_many_items() {
    let queue = Fifo::unbounded();
    assert_eq!(queue.put_many(0..ITEMS).ok(), Some(ITEMS as usize));
    let turns = turns_of(async {
        for item in 0..ITEMS {
            assert_eq!(queue.get_async().await, Ok(item));
        }
    });
    assert!(turns >= ITEMS / (STREAK + 1), "{turns}");
    assert!(turns <= ITEMS / STREAK, "{turns}: once in so many is enough");
}

#[test]
fn a_loop_of_puts_gives_way_after_so_many_items() {
    let queue = Lifo::unbounded();
    let turns = turns_of(async {
        for item in 0..ITEMS {
            assert!(queue.put_async(item).await.is_ok());
        }
    });
    assert!((ITEMS / (STREAK + 1)..=ITEMS / STREAK).contains(&turns), "{turns}");
}

/// A queue that is empty, asked in every turn of the loop, does not hide the one that is not.
#[test]
fn an_empty_queue_beside_it_does_not_end_the_streak() {
    let (full, empty) = (Fifo::unbounded(), Fifo::<u32>::unbounded());
    assert_eq!(full.put_many(0..ITEMS).ok(), Some(ITEMS as usize));
    let turns = turns_of(async {
        for _ in 0..ITEMS {
            assert!(poll_once(pin!(empty.get_async())).is_pending());
            assert!(full.get_async().await.is_ok());
        }
    });
    assert!(turns >= ITEMS / (STREAK + 1), "{turns}");
}

/// All that waits counts alike: channels, batches, items that are counted.
#[test]
fn all_forms_share_the_count_of_their_thread() {
    let jobs = Joinable::new(Fifo::unbounded());
    let (sender, receiver) = channel::unbounded();
    let turns = turns_of(async {
        let mut batch = Vec::new();
        for item in 0..STREAK {
            assert!(jobs.put_async(item).await.is_ok());
            assert_eq!(jobs.get_many_async(&mut batch, 1).await, Ok(1));
            assert!(sender.send_async(item).await.is_ok());
            assert_eq!(receiver.recv_async().await, Ok(item));
        }
    });
    assert!((3..=4).contains(&turns), "{turns}");
}

/// One that had to wait is ready when it is woken, however many came before.
#[test]
fn a_future_that_waited_does_not_give_way_again() {
    let queue = Fifo::bounded(1);
    for item in 0..ITEMS {
        let bell = Arc::new(Bell::default());
        let mut get = pin!(queue.get_async());
        assert!(bell.poll(get.as_mut()).is_pending());
        if bell.rings() > 0 {
            // It gave way, and is not in line yet.
            assert!(bell.poll(get.as_mut()).is_pending());
        }
        assert!(block_on(queue.put_async(item)).is_ok());
        assert_eq!(bell.poll(get), Poll::Ready(Ok(item)));
    }
}

#[test]
fn a_batch_as_a_task_waits_for_the_first_and_takes_what_is_there() {
    let queue = Fifo::bounded(4);
    thread::scope(|scope| {
        let getter = scope.spawn(|| {
            let mut got = Vec::new();
            while block_on(queue.get_many_async(&mut got, 3)).is_ok() {}
            got
        });
        assert_eq!(queue.put_many(0..100).ok(), Some(100));
        queue.shutdown();
        assert!(getter.join().expect("no panic").into_iter().eq(0..100));
    });
    assert!(block_on(queue.get_many_async(&mut Vec::new(), 3)).is_err());
    assert_eq!(block_on(queue.get_many_async(&mut Vec::new(), 0)), Ok(0));
}

#[test]
fn a_dropped_batch_has_taken_nothing_and_passes_its_wake_on() {
    let queue = Fifo::bounded(4);
    let bell = Arc::new(Bell::default());
    let mut next = pin!(queue.get_async());
    {
        let mut batch = Vec::new();
        let mut first = Box::pin(queue.get_many_async(&mut batch, 3));
        assert!(poll_once(first.as_mut()).is_pending());
        assert!(bell.poll(next.as_mut()).is_pending());
        queue.put(1).expect("it is open");
        drop(first);
        assert!(batch.is_empty());
    }
    assert_eq!(bell.rings(), 1);
    assert_eq!(bell.poll(next), Poll::Ready(Ok(1)));
}

#[test]
#[should_panic(expected = "polled after it was ready")]
fn a_batch_is_ready_once() {
    let queue = Fifo::bounded(4);
    queue.put(1).expect("it is open");
    let mut batch = Vec::new();
    let mut get = pin!(queue.get_many_async(&mut batch, 3));
    assert!(poll_once(get.as_mut()).is_ready());
    let _ = poll_once(get);
}
