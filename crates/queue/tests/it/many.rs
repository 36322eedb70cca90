//! Iterators and batches.

use std::collections::VecDeque;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::{Fifo, GetError, GetTimeoutError, Joinable, Lifo, TryGetError};

const SHORT: Duration = Duration::from_millis(2);

fn holding(items: &[u32]) -> Fifo<u32> {
    let queue = Fifo::bounded(items.len().max(1));
    assert_eq!(queue.put_many(items.iter().copied()).ok(), Some(items.len()));
    queue
}

#[test]
fn iterators_share_the_items_and_end_with_the_queue() {
    let queue = Fifo::bounded(2);
    let mut all = thread::scope(|scope| {
        let one = scope.spawn(|| queue.iter().collect::<Vec<_>>());
        let handle = queue.clone();
        let other = scope.spawn(move || handle.into_iter().collect::<Vec<_>>());
        queue.put_many(0..100).expect("it is open");
        queue.shutdown();
        let mut all = one.join().expect("no panic");
        all.extend(other.join().expect("no panic"));
        all
    });
    all.sort_unstable();
    assert!(all.into_iter().eq(0..100));
    assert_eq!(queue.iter().next(), None);
}

#[test]
fn what_an_iterator_has_not_returned_stays() {
    let queue = holding(&[1, 2, 3, 4]);
    assert_eq!((&queue).into_iter().next(), Some(1));
    assert_eq!(queue.try_iter().next(), Some(2));
    let mut drain = queue.drain();
    assert_eq!((drain.next(), drain.size_hint()), (Some(3), (0, Some(1))));
    assert_eq!(queue.len(), 1);
}

#[test]
fn a_drain_ends_when_others_were_faster_and_stays_at_its_end() {
    let queue = holding(&[1, 2]);
    let mut drain = queue.drain();
    assert_eq!((queue.get(), queue.get()), (Ok(1), Ok(2)));
    assert_eq!(drain.next(), None);
    queue.put(3).expect("it is open");
    assert_eq!(drain.next(), None);
    assert_eq!(queue.try_iter().next(), Some(3));
}

#[test]
fn a_batch_is_at_most_so_many_and_appends() {
    let queue = holding(&[1, 2, 3, 4, 5]);
    let mut batch = vec![0];
    assert_eq!(queue.get_many(&mut batch, 0), Ok(0));
    assert_eq!(queue.get_many(&mut batch, 1), Ok(1));
    assert_eq!(queue.try_get_many(&mut batch, 2), Ok(2));
    assert_eq!(queue.get_many_timeout(&mut batch, 1, Duration::MAX), Ok(1));
    assert_eq!(queue.get_many_deadline(&mut batch, usize::MAX, Instant::now()), Ok(1));
    assert_eq!(batch, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_batch_of_nothing_says_why() {
    let queue = Lifo::<u32>::bounded(1);
    let mut batch = vec![];
    assert_eq!(queue.try_get_many(&mut batch, 2), Err(TryGetError::Empty));
    for timeout in [Duration::ZERO, SHORT] {
        let answer = queue.get_many_timeout(&mut batch, 2, timeout);
        assert_eq!(answer, Err(GetTimeoutError::Timeout));
    }
    queue.shutdown();
    assert_eq!(queue.get_many(&mut batch, 2).err(), queue.get().err());
    assert_eq!(queue.try_get_many(&mut batch, 2), Err(TryGetError::ShutDown));
    assert_eq!(
        queue.get_many_deadline(&mut batch, 2, Instant::now()).err(),
        Some(GetTimeoutError::ShutDown)
    );
    let _: Result<usize, GetError> = queue.get_many(&mut batch, 0);
    assert!(batch.is_empty());
}

#[test]
fn a_batch_waits_for_the_first_and_lets_in_those_who_wait_for_room() {
    let queue = Lifo::bounded(1);
    thread::scope(|scope| {
        scope.spawn(|| {
            queue.put_many(0..50).expect("it is open");
            queue.shutdown();
        });
        let mut batch = vec![];
        while queue.get_many(&mut batch, 7).is_ok() {}
        assert!(batch.into_iter().eq(0..50), "one putter and one getter keep the order");
    });
}

#[test]
fn a_batch_that_is_refused_comes_back_from_the_item_on_at_which_it_was() {
    let queue = Fifo::bounded(3);
    thread::scope(|scope| {
        let putter = scope.spawn(|| queue.put_many(0..10));
        let mut got: Vec<_> = queue.iter().take(4).collect();
        got.extend(queue.shutdown_now());
        let error = putter.join().expect("no panic").expect_err("it was shut down");
        assert_eq!(error.count(), got.len());
        assert!(got.into_iter().chain(error.into_rest()).eq(0..10), "none is lost, none is twice");
    });
}

#[test]
fn a_counted_batch_counts_what_was_put() {
    let jobs = Joinable::new(Fifo::unbounded());
    let items = (0..5).filter(|item| {
        if *item == 3 {
            jobs.shutdown();
        }
        true
    });
    let (items, rest) = jobs.put_many(items).expect_err("it was shut down").into_parts();
    assert_eq!((items, rest.count(), jobs.unfinished()), (VecDeque::from([3]), 1, 3));
    assert_eq!(jobs.tasks().count(), 3);
    jobs.join();
}
