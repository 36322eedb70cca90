//! A bounded buffer between one thread that opens files and those that read them: [`Condition`],
//! with a [`Semaphore`] for how many files may be open, and a [`Latch`] that starts all at once.
//!
//! What it shows is the price of handing things over one by one where a shared counter would do:
//! compare its context switches with those of `threads`.

use std::collections::VecDeque;
use std::io;

use threadbare_sync::completion::as_completed;
use threadbare_sync::{ArcSemaphorePermit, Condition, Latch, Lock, Semaphore};
use threadbare_sys::sync::Arc;

use super::Model;
use super::threads::{end, start};
use crate::job::Job;
use crate::tally::Tally;

pub(super) const MODEL: Model = Model {
    name: "hand-over",
    about: "files handed to threads through a bounded buffer: Condition, Semaphore, Latch",
    run,
};

/// Files that may be under way for each worker: one in work and some that wait for it.
const AHEAD: usize = 8;

/// A file that somebody is to read, and the permit to have it under way.
type Order = (usize, ArcSemaphorePermit);

struct Counter {
    job: Arc<Job>,
    orders: Lock<Orders>,
    has_orders: Condition,
    under_way: Arc<Semaphore>,
    all_are_here: Latch,
}

#[derive(Default)]
struct Orders {
    waiting: VecDeque<Order>,
    is_closed: bool,
}

fn run(job: &Arc<Job>) -> io::Result<Tally> {
    let parties = u32::try_from(job.workers).unwrap_or(u32::MAX);
    let ahead = u32::try_from(job.workers * AHEAD).unwrap_or(Semaphore::MAX_PERMITS);
    let counter = Arc::new(Counter {
        job: Arc::clone(job),
        orders: Lock::default(),
        has_orders: Condition::new(),
        under_way: Arc::new(Semaphore::new(ahead)),
        all_are_here: Latch::new(parties),
    });
    let workers: Vec<_> = (0..job.workers)
        .map(|number| {
            let counter = Arc::clone(&counter);
            start(&format!("reader {number}"), move || counter.work())
        })
        .collect::<io::Result<_>>()?;
    counter.all_are_here.wait();
    let all_ordered = (0..job.files.len()).all(|file| counter.order(file));
    counter.close();
    let mut total = Tally::default();
    for (_, worker) in as_completed(workers) {
        total.merge(end(worker));
    }
    debug_assert!(all_ordered, "a worker that fails has told so in `end`");
    Ok(total)
}

impl Counter {
    /// Waits for a permit and hands the file over; false when a worker has failed.
    fn order(&self, file: usize) -> bool {
        let Ok(permit) = Semaphore::acquire_arc(&self.under_way, 1) else { return false };
        self.orders.lock().waiting.push_back((file, permit));
        self.has_orders.notify_one();
        true
    }

    fn close(&self) {
        self.orders.lock().is_closed = true;
        self.has_orders.notify_all();
    }

    /// The next order; `None` when there will be no more.
    fn next(&self) -> Option<Order> {
        let mut orders = self.orders.lock();
        self.has_orders
            .wait_for(&mut orders, |orders| !orders.waiting.is_empty() || orders.is_closed);
        orders.waiting.pop_front()
    }

    fn work(&self) -> Tally {
        let mut alarm = Alarm(Some(&self.under_way));
        self.all_are_here.count_down();
        let mut tally = Tally::default();
        while let Some((file, permit)) = self.next() {
            tally.add(&self.job, file);
            drop(permit);
        }
        alarm.0 = None;
        tally
    }
}

/// Closes the semaphore when a worker fails, so that nobody waits for its permits.
struct Alarm<'a>(Option<&'a Semaphore>);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if let Some(under_way) = self.0 {
            under_way.close();
        }
    }
}
