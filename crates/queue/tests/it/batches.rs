//! Batches: one move for many items, beside those who wait and in the face of panics.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use threadbare_queue::{Fifo, Joinable, Lifo, Priority};

use crate::support::Bell;
use crate::support::asleep::asleep;

/// The rest of the chunk that was under way comes back, and the iterator behind it.
#[test]
fn a_chunk_that_was_taken_out_and_refused_comes_back_before_the_rest() {
    let queue = Fifo::bounded(3);
    thread::scope(|scope| {
        let putter = asleep(scope, || queue.put_many(0..200));
        assert_eq!(queue.shutdown_now(), [0, 1, 2]);
        let error = putter.join().expect("no panic").expect_err("it was shut down");
        assert_eq!(error.count(), 3);
        let (taken, rest) = error.into_parts();
        assert!(taken.into_iter().eq(3..64), "a chunk has 64 items");
        assert!(rest.eq(64..200));
    });
}

/// No item is put before the iterator has given the chunk, and none is kept while it is asked for
/// more than it is sure to have.
#[test]
fn an_iterator_that_cannot_say_how_many_it_has_is_asked_for_one_at_a_time() {
    let queue = Fifo::unbounded();
    let knows = (0..3).inspect(|_| assert!(queue.is_empty()));
    assert_eq!(queue.put_many(knows).ok(), Some(3));
    assert_eq!(queue.drain().count(), 3);
    let mut given = 0;
    let does_not = std::iter::from_fn(|| {
        assert_eq!(queue.len(), given, "all that was given is there");
        given += 1;
        (given < 4).then_some(given)
    });
    assert_eq!(queue.put_many(does_not).ok(), Some(3));
}

#[test]
fn an_iterator_that_panics_leaves_what_was_put_and_counts_nothing_else() {
    let jobs = Joinable::new(Fifo::bounded(100));
    let items = (0..80).inspect(|item| assert_ne!(*item, 70));
    let answer = catch_unwind(AssertUnwindSafe(|| jobs.put_many(items)));
    assert!(answer.is_err());
    assert_eq!((jobs.len(), jobs.unfinished()), (64, 64));
    assert!(jobs.queue().drain().eq(0..64));
}

/// Each kind, with more getters asleep than one round of wake-ups holds.
#[test]
fn a_batch_reaches_all_who_sleep() {
    macro_rules! reaches {
        ($($queue:expr;)+) => {$({
            let queue = $queue;
            thread::scope(|scope| {
                let getters: Vec<_> = (0..40).map(|_| asleep(scope, || queue.get())).collect();
                assert_eq!(queue.put_many(0..40).ok(), Some(40));
                let got = getters.into_iter().flat_map(|getter| getter.join().expect("no panic"));
                let mut got: Vec<_> = got.collect();
                got.sort_unstable();
                assert!(got.into_iter().eq(0..40));
            });
            assert!(queue.is_empty());
        })+};
    }
    reaches! {
        Fifo::bounded(64);
        Fifo::bounded(3);
        Fifo::unbounded();
        Fifo::rendezvous();
        Lifo::bounded(5);
    }
}

/// Each kind, with more putters asleep than one round of wake-ups holds.
#[test]
fn a_batch_lets_in_all_who_wait_for_room() {
    macro_rules! lets_in {
        ($($queue:expr;)+) => {$({
            let queue = $queue;
            let room = u32::try_from(queue.capacity().unwrap_or(0)).expect("it is small");
            assert_eq!(queue.put_many(0..room).ok(), Some(room as usize));
            thread::scope(|scope| {
                let queue = &queue;
                let putters: Vec<_> =
                    (0..40).map(|item| asleep(scope, move || queue.put(room + item))).collect();
                let mut got = vec![];
                while got.len() < 40 + room as usize {
                    assert!(queue.get_many(&mut got, 100).is_ok());
                }
                assert!(putters.into_iter().all(|putter| putter.join().expect("no panic").is_ok()));
                got.sort_unstable();
                assert!(got.into_iter().eq(0..40 + room));
            });
            assert!(queue.is_empty());
        })+};
    }
    lets_in! {
        Fifo::bounded(50);
        Fifo::bounded(3);
        Fifo::rendezvous();
        Lifo::bounded(5);
    }
}

/// Of a burst for tasks each is told of its item, as if the items had come one by one.
#[test]
fn a_batch_tells_as_many_tasks_as_there_are_items() {
    macro_rules! tells {
        ($($queue:expr;)+) => {$({
            let queue = $queue;
            let bells: Vec<Arc<Bell>> = (0..50).map(|_| Arc::default()).collect();
            let mut gets: Vec<_> = (0..50).map(|_| Box::pin(queue.get_async())).collect();
            for (get, bell) in gets.iter_mut().zip(&bells) {
                assert!(bell.poll(get.as_mut()).is_pending());
            }
            assert_eq!(queue.put_many(0..40).ok(), Some(40));
            assert_eq!(bells.iter().map(|bell| bell.rings()).sum::<u32>(), 40);
            assert!(bells[..40].iter().all(|bell| bell.rings() == 1), "in the order of the line");
        })+};
    }
    tells! {
        Fifo::bounded(64);
        Fifo::unbounded();
    }
}

/// A heap whose comparison panics in the middle of a batch: what was got is there, what was not is
/// in the heap, and whoever waits for room gets it.
#[test]
fn a_comparison_that_panics_in_a_batch_loses_nothing_and_strands_nobody() {
    let mut parts = 0;
    for fuse in 1..60 {
        let queue = Priority::bounded(8);
        assert_eq!(queue.put_many((0..8).map(|number| (Fussy(number), ()))).ok(), Some(8));
        thread::scope(|scope| {
            let putter = asleep(scope, || queue.put((Fussy(9), ())));
            let mut got = vec![];
            FUSE.store(fuse, Ordering::Relaxed);
            let answer = catch_unwind(AssertUnwindSafe(|| queue.get_many(&mut got, 8)));
            FUSE.store(0, Ordering::Relaxed);
            parts += usize::from(answer.is_err() && !got.is_empty());
            if got.is_empty() {
                got.extend(queue.try_iter().take(1));
            }
            assert!(putter.join().expect("no panic of its own").is_ok());
            got.extend(queue.drain());
            let mut all: Vec<_> = got.into_iter().map(|item| item.0.0).collect();
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 7, 9]);
        });
    }
    assert!(parts > 3, "it has got some, and then panicked: {parts}");
}

/// Panics at the comparison after so many; 0: never.
static FUSE: AtomicU32 = AtomicU32::new(0);

#[derive(Debug, PartialEq, Eq)]
struct Fussy(u32);

impl Ord for Fussy {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let left = FUSE.load(Ordering::Relaxed);
        FUSE.store(left.saturating_sub(1), Ordering::Relaxed);
        assert_ne!(left, 1, "the fuse has burnt down");
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Fussy {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
