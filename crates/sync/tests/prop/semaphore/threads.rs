//! Made-up programs for a few real threads: whatever they do, no more are inside than there are
//! permits, and all permits are back when all have gone.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::BoundedSemaphore;

use crate::support::{block_on, poll_once};

const SEATS: u32 = 3;

/// One act of a thread: how it asks, and for how many.
#[derive(Clone, Debug)]
enum Act {
    Acquire(u32),
    Try(u32),
    Timeout(u32, u64),
    Task(u32),
    DroppedTask(u32),
    ByHand(u32),
    Owned(u32),
    OneByOne(u32),
    Panic(u32),
}

fn any_act() -> impl Strategy<Value = Act> {
    let n = 1..=SEATS;
    prop_oneof![
        3 => n.clone().prop_map(Act::Acquire),
        1 => n.clone().prop_map(Act::Try),
        3 => (n.clone(), 0_u64..200).prop_map(|(n, us)| Act::Timeout(n, us)),
        3 => n.clone().prop_map(Act::Task),
        2 => n.clone().prop_map(Act::DroppedTask),
        1 => n.clone().prop_map(Act::ByHand),
        1 => n.clone().prop_map(Act::Owned),
        1 => n.clone().prop_map(Act::OneByOne),
        1 => n.prop_map(Act::Panic),
    ]
}

/// A room with so many seats.
struct Room {
    seats: Arc<BoundedSemaphore>,
    inside: AtomicU32,
}

impl Room {
    fn visit(&self, n: u32) {
        let others = self.inside.fetch_add(n, Ordering::Relaxed);
        assert!(others + n <= SEATS, "{n} more than there are seats for, beside {others}");
        thread::yield_now();
        self.inside.fetch_sub(n, Ordering::Relaxed);
    }

    fn perform(&self, act: &Act) {
        const OPEN: &str = "it is open";
        let seats = &self.seats;
        match *act {
            Act::Acquire(n) => {
                let _permits = seats.acquire_many(n).expect(OPEN);
                self.visit(n);
            }
            Act::Try(n) => {
                if let Ok(_permits) = seats.try_acquire_many(n) {
                    self.visit(n);
                }
            }
            Act::Timeout(n, us) => {
                if let Ok(_permits) = seats.acquire_many_timeout(n, Duration::from_micros(us)) {
                    self.visit(n);
                }
            }
            Act::Task(n) => {
                let _permits = block_on(seats.acquire_many_async(n)).expect(OPEN);
                self.visit(n);
            }
            Act::DroppedTask(n) => {
                let mut later = pin!(seats.acquire_many_async(n));
                if poll_once(later.as_mut()).is_ready() {
                    self.visit(0);
                }
            }
            Act::ByHand(n) => {
                seats.acquire_raw(n).expect(OPEN);
                self.visit(n);
                seats.release(n).expect("what was acquired fits in");
            }
            Act::Owned(n) => {
                let _permits = BoundedSemaphore::acquire_arc(seats, n).expect(OPEN);
                self.visit(n);
            }
            Act::OneByOne(n) => {
                let mut permits = seats.acquire_many(n).expect(OPEN);
                while permits.count() > 0 {
                    self.visit(permits.count());
                    drop(permits.split(1));
                }
            }
            Act::Panic(n) => {
                let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    let _permits = seats.acquire_many(n).expect(OPEN);
                    self.visit(n);
                    std::panic::resume_unwind(Box::new("a visitor that fails"));
                }));
                assert!(outcome.is_err());
            }
        }
    }
}

proptest! {
    /// Two to four threads with programs of their own: never too many inside, all end, and every
    /// permit is back.
    #[test]
    fn threads_of_any_kind_share_the_seats(
        programs in prop::collection::vec(prop::collection::vec(any_act(), 1..20), 2..5),
    ) {
        let room =
            Room { seats: Arc::new(BoundedSemaphore::new(SEATS)), inside: AtomicU32::new(0) };
        thread::scope(|scope| {
            for acts in &programs {
                let room = &room;
                scope.spawn(move || acts.iter().for_each(|act| room.perform(act)));
            }
        });
        prop_assert_eq!(room.seats.available(), SEATS);
        let shown = format!("{:?}", room.seats);
        prop_assert!(shown.contains("locked: false"), "{shown}");
    }
}
