//! Shutdowns beside puts and gets.

use threadbare_linear::program::Program;
use threadbare_linear::record::Mode::RealTime;
use threadbare_linear::spec::queue::{Call, Fifo as Shelf, Item, Queue};
use threadbare_queue::Fifo;

use super::refuted;

/// Nobody sees a queue that refuses puts because of a `shutdown_now` and still has the items.
#[test]
fn a_shutdown_that_takes_all_is_one_moment() {
    let put = |id| Call::TryPut(Item::new(id));
    let program =
        Program { threads: vec![vec![put(1), put(2), Call::TryGet], vec![Call::ShutdownNow]] };
    let found = refuted(program, RealTime, Queue::<Shelf>::bounded(2), || Fifo::bounded(2));
    assert!(found.is_none(), "{}", found.map(|found| found.why.to_string()).unwrap_or_default());
}
