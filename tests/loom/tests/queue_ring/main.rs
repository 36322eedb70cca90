//! The models of the ring behind `Fifo`.
#![cfg(threadbare_loom)]

mod ends;
mod force;
mod many;
mod order;
mod tasks;
mod verdicts;

use threadbare_loom::{Data, SOME_TIME, THREE};
use threadbare_queue::Fifo;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread::{self, JoinHandle};

/// A queue, and data that a put or a get hands on.
struct Place {
    queue: Fifo<u32>,
    data: Data,
}

impl Place {
    fn new(capacity: usize) -> Arc<Self> {
        Arc::new(Self { queue: Fifo::bounded(capacity), data: Data::new() })
    }

    fn put(&self, item: u32) {
        self.queue.put(item).expect("it is not shut down");
    }

    fn get(&self) -> u32 {
        self.queue.get().expect("it is not shut down")
    }

    /// Fails the model unless the queue works, and holds nothing.
    fn assert_empty(&self) {
        assert_eq!(self.queue.len(), 0);
        self.queue.try_put(77).expect("there is room");
        assert_eq!(self.queue.try_get(), Ok(77));
        assert!(self.queue.try_get().expect_err("it is empty").is_empty());
    }
}

fn spawn<R: 'static>(
    place: &Arc<Place>,
    body: impl FnOnce(&Place) -> R + 'static,
) -> JoinHandle<R> {
    let place = Arc::clone(place);
    thread::spawn(move || body(&place))
}

fn join<R>(thread: JoinHandle<R>) -> R {
    thread.join().expect("the model has no panics")
}
