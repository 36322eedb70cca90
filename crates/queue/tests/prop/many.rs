//! Batches and iterators against the single moves of a `VecDeque`.

use std::collections::VecDeque;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_queue::Fifo;

#[derive(Clone, Debug)]
enum Move {
    PutMany(usize),
    GetMany(usize),
    GetManyTimeout(usize),
    TryIter(usize),
    Drain(usize),
    Shutdown,
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        8 => (0_usize..6).prop_map(Move::PutMany),
        4 => (0_usize..6).prop_map(Move::GetMany),
        2 => (0_usize..6).prop_map(Move::GetManyTimeout),
        2 => (0_usize..6).prop_map(Move::TryIter),
        2 => (0_usize..6).prop_map(Move::Drain),
        1 => Just(Move::Shutdown),
    ]
}

proptest! {
    #[test]
    fn batches_move_what_single_moves_would(
        has_bound in any::<bool>(),
        moves in prop::collection::vec(any_move(), 0..60),
    ) {
        // Room for all that the moves may put: 60 times 5.
        let queue = if has_bound { Fifo::bounded(300) } else { Fifo::unbounded() };
        let (mut items, mut next, mut is_open) = (VecDeque::new(), 0, true);
        for step in moves {
            let mut got = vec![];
            let taken = match step {
                Move::PutMany(n) => {
                    let batch = next..next + n;
                    next += n;
                    match queue.put_many(batch.clone()) {
                        Ok(count) => {
                            prop_assert!(count == n && (is_open || n == 0));
                            items.extend(batch);
                        }
                        Err(error) => {
                            prop_assert!(!is_open && error.count() == 0);
                            prop_assert!(error.into_rest().eq(batch));
                        }
                    }
                    0
                }
                Move::GetMany(max) => {
                    let count = queue.try_get_many(&mut got, max);
                    prop_assert_eq!(count.is_ok(), max == 0 || !items.is_empty());
                    max
                }
                Move::GetManyTimeout(max) => {
                    let count = queue.get_many_timeout(&mut got, max, Duration::ZERO);
                    prop_assert_eq!(count.unwrap_or(0), max.min(items.len()));
                    max
                }
                Move::TryIter(max) => {
                    got.extend(queue.try_iter().take(max));
                    max
                }
                Move::Drain(max) => {
                    got.extend(queue.drain().take(max));
                    max
                }
                Move::Shutdown => {
                    prop_assert_eq!(queue.shutdown(), is_open);
                    is_open = false;
                    0
                }
            };
            let expected: Vec<_> = items.drain(..taken.min(items.len())).collect();
            prop_assert_eq!(got, expected);
            prop_assert_eq!(queue.len(), items.len());
        }
    }
}

proptest! {
    /// Batches that go round a ring: as many as there is room for, and as many as are asked for.
    #[test]
    fn batches_go_round_a_ring(
        capacity in 1_usize..70,
        moves in prop::collection::vec((0_usize..140, 0_usize..140), 0..20),
    ) {
        let queue = Fifo::bounded(capacity);
        let (mut items, mut next) = (VecDeque::new(), 0);
        for (put, max) in moves {
            let batch = next..next + put.min(capacity - items.len());
            next = batch.end;
            prop_assert_eq!(queue.put_many(batch.clone()).ok(), Some(batch.len()));
            items.extend(batch);
            let mut got = vec![];
            let count = queue.try_get_many(&mut got, max).unwrap_or(0);
            let expected: Vec<_> = items.drain(..max.min(items.len())).collect();
            prop_assert_eq!(count, expected.len());
            prop_assert_eq!(got, expected);
            prop_assert_eq!(queue.len(), items.len());
        }
    }
}
