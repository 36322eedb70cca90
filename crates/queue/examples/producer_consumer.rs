//! Several producers, several consumers, and a clean end.
//!
//! Compare `producer_consumer` of `threadbare-sync`, which builds the same out of a lock and two
//! conditions: here that is one queue. The producers wait where there is no room, the consumers
//! where there is no item. When all producers have ended the queue is shut down; what is in it is
//! still consumed, and then each consumer's loop ends.
//!
//!     cargo run -p threadbare-queue --example producer_consumer
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::thread;

use threadbare_queue::Fifo;

const CAPACITY: usize = 4;
const PRODUCERS: u64 = 3;
const CONSUMERS: usize = 2;
const ITEMS: u64 = 5_000;

fn produce(queue: &Fifo<u64>, producer: u64) {
    let first = producer * ITEMS;
    queue.put_many(first..first + ITEMS).expect("it is shut down after the producers");
}

fn main() {
    let queue = Fifo::bounded(CAPACITY);
    let sums: Vec<(usize, u64)> = thread::scope(|scope| {
        let consumers: Vec<_> = (0..CONSUMERS)
            .map(|_| {
                scope.spawn(|| queue.iter().fold((0, 0), |(n, sum), item| (n + 1, sum + item)))
            })
            .collect();
        thread::scope(|scope| {
            for producer in 0..PRODUCERS {
                let queue = &queue;
                scope.spawn(move || produce(queue, producer));
            }
        });
        queue.shutdown();
        consumers.into_iter().map(|consumer| consumer.join().expect("it adds up")).collect()
    });
    for (number, (items, _)) in sums.iter().enumerate() {
        println!("consumer {number}: {items} items");
    }
    let total: u64 = sums.iter().map(|(_, sum)| sum).sum();
    assert_eq!(total, (0..PRODUCERS * ITEMS).sum(), "each item was consumed once");
}

#[test]
fn each_item_is_consumed_once() {
    main();
}
