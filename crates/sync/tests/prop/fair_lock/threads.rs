//! Made-up programs for a few real threads: whatever they do, nobody is inside with another, and
//! the lock is free when all have gone.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::{FairLock, FairLockGuard};

use crate::support::block_on;

/// One act of a thread.
#[derive(Clone, Debug)]
enum Act {
    Lock,
    Try,
    Timeout(u64),
    Task,
    DroppedTask,
    Outside,
    Panic,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Lock),
        1 => Just(Act::Try),
        3 => (0_u64..200).prop_map(Act::Timeout),
        3 => Just(Act::Task),
        1 => Just(Act::DroppedTask),
        1 => Just(Act::Outside),
        1 => Just(Act::Panic),
    ]
}

/// What the lock guards: how often it was visited, and whether somebody is inside.
#[derive(Default)]
struct Room {
    visits: u32,
    occupied: AtomicBool,
}

impl Room {
    fn visit(&mut self) {
        assert!(!self.occupied.swap(true, Ordering::Relaxed), "two are inside");
        self.visits += 1;
        assert!(self.occupied.swap(false, Ordering::Relaxed), "two were inside");
    }
}

/// Does one act; returns the visits that it made.
fn perform(lock: &FairLock<Room>, act: &Act) -> u32 {
    match act {
        Act::Lock => lock.lock().visit(),
        Act::Try => return lock.try_lock().map_or(0, |mut room| visit(&mut room)),
        Act::Timeout(us) => {
            let room = lock.lock_timeout(Duration::from_micros(*us));
            return room.map_or(0, |mut room| visit(&mut room));
        }
        Act::Task => block_on(lock.lock_async()).visit(),
        Act::DroppedTask => {
            let mut later = pin!(lock.lock_async());
            let room = later.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            return if let std::task::Poll::Ready(mut room) = room { visit(&mut room) } else { 0 };
        }
        Act::Outside => {
            let mut room = lock.lock();
            FairLockGuard::unlocked(&mut room, thread::yield_now);
            room.visit();
        }
        Act::Panic => {
            let outcome = std::panic::catch_unwind(|| {
                let mut room = lock.lock();
                room.visit();
                std::panic::resume_unwind(Box::new("a holder that fails"));
            });
            assert!(outcome.is_err());
        }
    }
    1
}

fn visit(room: &mut Room) -> u32 {
    room.visit();
    1
}

proptest! {
    /// Two to four threads with programs of their own: no visit is lost, no two meet inside, all
    /// end, and the lock is free behind them.
    #[test]
    fn threads_of_any_kind_exclude_each_other(
        programs in prop::collection::vec(prop::collection::vec(any_act(), 1..20), 2..5),
    ) {
        let lock = FairLock::new(Room::default());
        let visits = thread::scope(|scope| {
            let threads: Vec<_> = programs
                .iter()
                .map(|acts| {
                    let lock = &lock;
                    scope.spawn(move || acts.iter().map(|act| perform(lock, act)).sum::<u32>())
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no act fails")).sum::<u32>()
        });
        prop_assert!(!lock.is_locked());
        prop_assert_eq!(lock.into_inner().visits, visits);
    }
}
