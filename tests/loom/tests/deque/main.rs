//! The models of the work-stealing deque and of the injector.
//!
//! An item is a `Box` of a number and of `Data`: a box that is taken twice, lost, or read before it
//! was written, fails the model.
#![cfg(threadbare_loom)]

mod batches;
mod empty;
mod injector;
mod moving;
mod taking;

use threadbare_loom::Data;
use threadbare_queue::deque::{Steal, Stealer, Worker};
use threadbare_sys::thread::{self, JoinHandle};

/// An item: its number, and something that was written before it was pushed.
struct Item {
    number: usize,
    data: Data,
}

fn item(number: usize) -> Box<Item> {
    let data = Data::new();
    data.bump();
    Box::new(Item { number, data })
}

/// What somebody took: fails the model unless it was handed over properly.
#[expect(clippy::boxed_local, reason = "it is what a deque gives")]
fn number(item: Box<Item>) -> usize {
    assert_eq!(item.data.get(), 1, "what was written before the push is seen");
    // A write, so that a second one who has it is found.
    item.data.bump();
    item.number
}

fn push(worker: &Worker<Box<Item>>, numbers: impl IntoIterator<Item = usize>) {
    numbers.into_iter().for_each(|number| worker.push(item(number)));
}

fn pop(worker: &Worker<Box<Item>>) -> Option<usize> {
    worker.pop().map(number)
}

fn pop_all(worker: &Worker<Box<Item>>) -> Vec<usize> {
    std::iter::from_fn(|| pop(worker)).collect()
}

fn steal(stealer: &Stealer<Box<Item>>) -> Option<usize> {
    stealer.steal().success().map(number)
}

/// A thief that tries so many times; what it got.
fn thief(worker: &Worker<Box<Item>>, tries: usize) -> JoinHandle<Vec<usize>> {
    let stealer = worker.stealer();
    thread::spawn(move || (0..tries).filter_map(|_| steal(&stealer)).collect())
}

fn join<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("a thief panics in its own name")
}

/// Fails the model unless each of the items up to `count` was taken once.
fn assert_all(count: usize, parts: impl IntoIterator<Item = Vec<usize>>) {
    let mut all: Vec<usize> = parts.into_iter().flatten().collect();
    all.sort_unstable();
    assert_eq!(all, (0..count).collect::<Vec<_>>(), "each item is taken once");
}

/// A steal that found something.
fn is_success<T>(steal: &Steal<T>) -> bool {
    steal.is_success()
}
