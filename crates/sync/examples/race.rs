//! A race, and two repairs.
//!
//! A counter that is read and written in two steps loses counts: between the read and the write
//! of one thread another has written, and that is overwritten. (Each step is atomic here. With
//! plain memory it would be worse than a wrong sum: the program would have no meaning at all, and
//! Rust does not let it compile.)
//!
//!     cargo run -p threadbare-sync --example race
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use threadbare_sync::{Barrier, Lock};

const THREADS: u32 = 2;
const COUNTS: u64 = 1_000;

fn main() {
    let lost = counted(&AtomicU64::new(0), |counter, meeting| {
        let seen = counter.load(Ordering::Relaxed);
        // Both have read before either writes: what happens now and then, happens always.
        meeting.wait().expect("nobody breaks the barrier");
        counter.store(seen + 1, Ordering::Relaxed);
        meeting.wait().expect("nobody breaks the barrier");
    });
    let in_one_step = counted(&AtomicU64::new(0), |counter, _| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let under_a_lock = Lock::new(0_u64);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..COUNTS {
                    // Read and write, with nobody between them.
                    let mut count = under_a_lock.lock();
                    let seen = *count;
                    *count = seen + 1;
                }
            });
        }
    });
    let expected = u64::from(THREADS) * COUNTS;
    println!("in two steps:  {lost} of {expected}");
    println!("in one step:   {in_one_step} of {expected}");
    println!("under a lock:  {} of {expected}", under_a_lock.lock());
    assert_eq!(lost, COUNTS, "every second count was overwritten");
    assert_eq!(in_one_step, expected);
    assert_eq!(under_a_lock.into_inner(), expected);
}

/// What `THREADS` threads come to that count up to `COUNTS` each.
fn counted(counter: &AtomicU64, count: impl Fn(&AtomicU64, &Barrier) + Sync) -> u64 {
    let meeting = Barrier::new(THREADS);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| (0..COUNTS).for_each(|_| count(counter, &meeting)));
        }
    });
    counter.load(Ordering::Relaxed)
}

#[test]
fn it_runs() {
    main();
}
