//! Ctrl-C that drains: nothing new is taken, what was taken is finished.
//!
//! A signal's handler may do next to nothing: no lock, no allocation, no wake of a thread that may
//! hold one. This one stores a number. A watcher looks at it now and then, and shuts the queue
//! down; the producer's next put is refused, and the workers end when the queue is empty.
//!
//! Run it and press Ctrl-C, or wait for a second: then it sends the signal to itself.
//!
//!     cargo run -p threadbare-queue --example ctrl_c_drain
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use threadbare_queue::{Fifo, Joinable};

const SIGINT: i32 = 2;

unsafe extern "C" {
    fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
    fn raise(number: i32) -> i32;
}

static WAS_TOLD: AtomicBool = AtomicBool::new(false);

extern "C" fn tell(_signal: i32) {
    WAS_TOLD.store(true, Relaxed);
}

/// Looks until the signal has come; sends it when nobody does before `patience` is over.
fn watch(patience: Duration) {
    let end = Instant::now() + patience;
    let mut is_sent = false;
    while !WAS_TOLD.load(Relaxed) {
        if !is_sent && Instant::now() >= end {
            // SAFETY: the signal has a handler of ours.
            unsafe { raise(SIGINT) };
            is_sent = true;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// How many jobs were accepted, and how many were finished.
fn serve(patience: Duration) -> (u64, u64) {
    // SAFETY: the handler does one atomic store, which a handler may do at any moment.
    unsafe { signal(SIGINT, tell) };
    let jobs = Joinable::new(Fifo::bounded(16));
    let finished = AtomicU64::new(0);
    let accepted = thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for job in jobs.tasks() {
                    finished.fetch_add(1, Relaxed);
                    drop(job);
                }
            });
        }
        let producer = scope.spawn(|| (0_u64..).take_while(|job| jobs.put(*job).is_ok()).count());
        watch(patience);
        jobs.shutdown();
        println!("no new jobs; {} are to be finished", jobs.unfinished());
        // Some would give up here after a while: `join_timeout`, then `shutdown_now`.
        jobs.join();
        producer.join().expect("it is refused, which is no panic")
    });
    (accepted as u64, finished.load(Relaxed))
}

fn main() {
    let (accepted, finished) = serve(Duration::from_secs(1));
    println!("accepted {accepted}, finished {finished}");
    assert_eq!(accepted, finished, "nothing that was accepted is lost");
}

#[test]
fn what_was_accepted_is_finished() {
    let (accepted, finished) = serve(Duration::from_millis(20));
    assert_eq!(accepted, finished);
}
