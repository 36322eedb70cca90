//! Many producers and consumers: each item comes out once.

use std::thread;

use threadbare_queue::{Fifo, Lifo, LockedFifo, Priority};

use crate::support::{block_on, fewer_under_miri};

const EACH: u32 = fewer_under_miri(2_000, 20);
const SIDES: u32 = 4;

/// Four that put and four that get, every second of them a task.
fn conserve(put: impl Fn(u32, bool) + Sync, get: impl Fn(bool) -> Option<u32> + Sync) {
    let mut got = thread::scope(|scope| {
        for side in 0..SIDES {
            let put = &put;
            scope.spawn(move || (0..EACH).for_each(|i| put(side * EACH + i, side % 2 == 0)));
        }
        let getters: Vec<_> = (0..SIDES)
            .map(|side| {
                let get = &get;
                scope.spawn(move || {
                    (0..EACH).map_while(|_| get(side % 2 == 0)).collect::<Vec<u32>>()
                })
            })
            .collect();
        getters.into_iter().flat_map(|getter| getter.join().expect("no panic")).collect::<Vec<_>>()
    });
    got.sort_unstable();
    assert_eq!(got, (0..SIDES * EACH).collect::<Vec<_>>());
}

macro_rules! conserves {
    ($($name:ident: $queue:expr, $in:expr, $out:expr;)+) => {
        $(#[test]
        fn $name() {
            let queue = $queue;
            conserve(
                |item, as_task| {
                    let item = $in(item);
                    let put =
                        if as_task { block_on(queue.put_async(item)) } else { queue.put(item) };
                    put.expect("it is open");
                },
                |as_task| {
                    let got = if as_task { block_on(queue.get_async()) } else { queue.get() };
                    got.ok().map($out)
                },
            );
            assert!(queue.is_empty());
        })+
    };
}

conserves! {
    a_ring_of_one_conserves_its_items: Fifo::bounded(1), |item| item, |item| item;
    a_ring_of_two_conserves_its_items: Fifo::bounded(2), |item| item, |item| item;
    a_ring_of_64_conserves_its_items: Fifo::bounded(64), |item| item, |item| item;
    a_ring_of_boxes_conserves_its_items: Fifo::bounded(3), Box::new, |item: Box<u32>| *item;
    a_fifo_without_room_conserves_its_items: Fifo::rendezvous(), |item| item, |item| item;
    a_fifo_without_a_bound_conserves_its_items: Fifo::unbounded(), |item| item, |item| item;
    a_stack_conserves_its_items: Lifo::bounded(3), |item| item, |item| item;
    a_heap_conserves_its_items:
        Priority::bounded(3), |item| (item % 5, item), |got: (_, u32)| got.1;
    a_line_of_one_conserves_its_items: LockedFifo::bounded(1), |item| item, |item| item;
    a_rendezvous_conserves_its_items: LockedFifo::bounded(0), |item| item, |item| item;
    an_endless_line_conserves_its_items: LockedFifo::unbounded(), |item| item, |item| item;
}
