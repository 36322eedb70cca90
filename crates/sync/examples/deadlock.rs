//! Two locks, taken in two orders: how the deadlock looks, and two ways to have none.
//!
//! 1. Each of two threads holds one lock and waits for the other. A timeout is what lets this
//!    program tell of it; without one it would wait for ever.
//! 2. Prevention by order: everybody takes the locks in the same order, so the one who has the
//!    first never waits for somebody who waits for it.
//! 3. Prevention by a try: whoever does not get the second lock gives the first one back and
//!    begins again, after a time that differs, so that two do not step aside for each other for
//!    ever.
//!
//!     cargo run -p threadbare-sync --example deadlock
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::thread;
use std::time::Duration;

use threadbare_sync::{Barrier, Lock};

const PATIENCE: Duration = Duration::from_millis(20);
const MEALS: u32 = 1_000;

fn main() {
    println!("in two orders:  {} of 2 threads gave up", in_two_orders());
    println!("in one order:   {} meals, nobody waited in a circle", in_one_order());
    println!("with a timeout: {} meals, whoever could not go on stepped back", with_a_timeout());
}

/// Both threads hold their first lock before either asks for its second: a deadlock, every time.
fn in_two_orders() -> usize {
    let (left, right) = (Lock::new(()), Lock::new(()));
    let both_hold_one = Barrier::new(2);
    let both_have_asked = Barrier::new(2);
    let grab = |first: &Lock<()>, second: &Lock<()>| {
        let held = first.lock();
        both_hold_one.wait().expect("nobody breaks the barrier");
        let gave_up = second.lock_timeout(PATIENCE).is_err();
        // Nobody lets go before the other has had its try.
        both_have_asked.wait().expect("nobody breaks the barrier");
        drop(held);
        gave_up
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| grab(&right, &left));
        let mine = grab(&left, &right);
        usize::from(mine) + usize::from(other.join().expect("no panic"))
    })
}

/// The same two locks, and one order for both threads.
fn in_one_order() -> u32 {
    let (left, right) = (Lock::new(0_u32), Lock::new(0_u32));
    let eat = || {
        for _ in 0..MEALS {
            let mut first = left.lock();
            let mut second = right.lock();
            *first += 1;
            *second += 1;
        }
    };
    thread::scope(|scope| {
        scope.spawn(eat);
        eat();
    });
    assert_eq!(left.into_inner(), right.into_inner());
    2 * MEALS
}

/// Two orders, and nobody who holds one lock waits for another for long.
fn with_a_timeout() -> u32 {
    let (left, right) = (Lock::new(0_u32), Lock::new(0_u32));
    let eat = |first: &Lock<u32>, second: &Lock<u32>, patience: Duration| {
        for _ in 0..MEALS {
            loop {
                let mut held = first.lock();
                if let Ok(mut other) = second.lock_timeout(patience) {
                    *held += 1;
                    *other += 1;
                    break;
                }
                // `held` is given back here: the other thread can go on.
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| eat(&right, &left, Duration::from_micros(30)));
        eat(&left, &right, Duration::from_micros(70));
    });
    assert_eq!((left.into_inner(), right.into_inner()), (2 * MEALS, 2 * MEALS));
    2 * MEALS
}

#[test]
fn it_runs() {
    assert!(in_two_orders() >= 1, "at least one had to give up");
    main();
}
