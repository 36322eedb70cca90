//! Made-up programs of an owner and two thieves: every item is taken once, and what a thief steals
//! one at a time grows younger.

use std::thread;

use proptest::prelude::*;
use threadbare_queue::deque::{Stealer, Worker};

/// What a thief does, one try after the other.
#[derive(Clone, Copy, Debug)]
enum Try {
    One,
    Batch(usize),
    BatchAndPop(usize),
}

fn any_try() -> impl Strategy<Value = Try> {
    prop_oneof![
        3 => Just(Try::One),
        1 => (1_usize..6).prop_map(Try::Batch),
        1 => (1_usize..6).prop_map(Try::BatchAndPop),
    ]
}

/// What the thief got: one at a time, and by batches.
fn rob(stealer: &Stealer<Box<u32>>, tries: &[Try]) -> (Vec<u32>, Vec<u32>) {
    let (mut ones, mut batches, own) = (Vec::new(), Vec::new(), Worker::fifo_with_capacity(1));
    for each in tries {
        match *each {
            Try::One => ones.extend(stealer.steal().success().map(|item| *item)),
            Try::Batch(limit) => drop(stealer.steal_batch_with_limit(&own, limit).success()),
            Try::BatchAndPop(limit) => {
                let stolen = stealer.steal_batch_with_limit_and_pop(&own, limit);
                batches.extend(stolen.success().map(|item| *item));
            }
        }
        batches.extend(std::iter::from_fn(|| own.pop()).map(|item| *item));
    }
    (ones, batches)
}

proptest! {
    #[test]
    fn every_item_is_taken_once(
        is_lifo in any::<bool>(),
        capacity in 0_usize..5,
        owner in prop::collection::vec(prop::bool::weighted(0.6), 1..120),
        thieves in prop::collection::vec(prop::collection::vec(any_try(), 1..60), 1..3),
    ) {
        let worker = match is_lifo {
            true => Worker::lifo_with_capacity(capacity),
            false => Worker::fifo_with_capacity(capacity),
        };
        let mut taken = Vec::new();
        let mut count = 0;
        let loot: Vec<_> = thread::scope(|scope| {
            let rob = |tries| {
                let stealer = worker.stealer();
                scope.spawn(move || rob(&stealer, tries))
            };
            let running: Vec<_> = thieves.iter().map(|tries| rob(tries)).collect();
            for is_push in owner {
                if is_push {
                    worker.push(Box::new(count));
                    count += 1;
                } else {
                    taken.extend(worker.pop().map(|item| *item));
                }
            }
            let loot = |thief: thread::ScopedJoinHandle<'_, _>| thief.join();
            running.into_iter().map(loot).collect::<Result<_, _>>().expect("no thief panics")
        });
        if !is_lifo {
            prop_assert!(taken.is_sorted(), "so does what the owner of a FIFO deque pops");
        }
        taken.extend(std::iter::from_fn(|| worker.pop()).map(|item| *item));
        for (ones, batches) in loot {
            prop_assert!(ones.is_sorted());
            taken.extend(ones.into_iter().chain(batches));
        }
        taken.sort_unstable();
        prop_assert_eq!(taken, (0..count).collect::<Vec<_>>());
    }
}
