//! What each costs when nobody else wants it.

use super::rwlock::ReadWrite;
use crate::contest::{Contest, Goal, Subject, each};
use crate::{harness::Plan, pad::Padded, report::Findings};
use std::{cell::UnsafeCell, hint::black_box, time::Duration};

const LENGTH: Duration = Duration::from_millis(20);
const PARKING_LOT: &str = "parking_lot 0.13";

/// The turns of a loop over one value of its own cache lines.
fn over<T: Sync>(length: Duration, value: T, turn: impl Fn(&T) + Send + Sync) -> f64 {
    let value = Padded(value);
    each(length, || turn(black_box(&value.0)))
}

fn read<L: ReadWrite>(length: Duration) -> f64 {
    over(length, L::new(), |lock| {
        lock.read(|value| {
            black_box(value);
        });
    })
}

fn write<L: ReadWrite>(length: Duration) -> f64 {
    over(length, L::new(), |lock| {
        lock.write(|value| {
            black_box(value);
        });
    })
}

/// The C library's semaphore. It may be moved before its first use: it is two counters.
struct Posix(UnsafeCell<libc::sem_t>);

// SAFETY: a semaphore is made for many threads.
unsafe impl Sync for Posix {}

impl Posix {
    fn new() -> Self {
        // SAFETY: a semaphore is made of integers, for which zeroes are valid.
        let zeroed = unsafe { std::mem::zeroed() };
        let semaphore = Self(UnsafeCell::new(zeroed));
        // SAFETY: the semaphore is ours, for this process alone, with one permit.
        let failed = unsafe { libc::sem_init(semaphore.0.get(), 0, 1) };
        assert_eq!(failed, 0, "a semaphore with one permit");
        semaphore
    }

    fn turn(&self) {
        // SAFETY: `new` has initialised the semaphore.
        unsafe { libc::sem_wait(self.0.get()) };
        // SAFETY: `new` has initialised the semaphore, as in the line before.
        unsafe { libc::sem_post(self.0.get()) };
    }
}

const CONTESTS: [Contest; 7] = [
    Contest {
        title: "RLock",
        turn: "Lock and unlock, once.",
        length: LENGTH,
        subjects: &[
            Subject {
                name: "threadbare RLock",
                sample: |length| {
                    over(length, threadbare_sync::RLock::new(()), |lock| drop(lock.lock()))
                },
            },
            Subject {
                name: PARKING_LOT,
                sample: |length| {
                    over(length, parking_lot_13::ReentrantMutex::new(()), |lock| drop(lock.lock()))
                },
            },
        ],
        goals: &[Goal::OfBest(1.05, &[PARKING_LOT])],
    },
    Contest {
        title: "RwLock, read",
        turn: "Lock for reading and unlock.",
        length: LENGTH,
        subjects: &[
            Subject { name: "threadbare RwLock", sample: read::<threadbare_sync::RwLock<u64>> },
            Subject { name: "std", sample: read::<std::sync::RwLock<u64>> },
            Subject { name: PARKING_LOT, sample: read::<parking_lot_13::RwLock<u64>> },
            Subject { name: "usync", sample: read::<usync::RwLock<u64>> },
        ],
        goals: &[Goal::OfBest(1.05, &["std", PARKING_LOT])],
    },
    Contest {
        title: "RwLock, write",
        turn: "Lock for writing and unlock.",
        length: LENGTH,
        subjects: &[
            Subject { name: "threadbare RwLock", sample: write::<threadbare_sync::RwLock<u64>> },
            Subject { name: "std", sample: write::<std::sync::RwLock<u64>> },
            Subject { name: PARKING_LOT, sample: write::<parking_lot_13::RwLock<u64>> },
            Subject { name: "usync", sample: write::<usync::RwLock<u64>> },
        ],
        goals: &[Goal::OfBest(1.05, &["std", PARKING_LOT])],
    },
    Contest {
        title: "Semaphore",
        turn: "Acquire one permit and release it.",
        length: LENGTH,
        subjects: &[
            Subject {
                name: "threadbare Semaphore",
                sample: |length| {
                    over(length, threadbare_sync::Semaphore::new(1), |one| drop(one.acquire()))
                },
            },
            Subject {
                name: "tokio",
                sample: |length| {
                    over(length, tokio::sync::Semaphore::new(1), |one| drop(one.try_acquire()))
                },
            },
            Subject {
                name: "async-lock",
                sample: |length| {
                    over(length, async_lock::Semaphore::new(1), |one| drop(one.try_acquire()))
                },
            },
            Subject {
                name: "glibc sem_t",
                sample: |length| over(length, Posix::new(), Posix::turn),
            },
        ],
        goals: &[Goal::OfBest(0.6, &["tokio"]), Goal::OfBest(1.1, &["glibc sem_t"])],
    },
    Contest {
        title: "OnceLock, get",
        turn: "The value of a cell that was filled long ago; Event::is_set beside it, which does \
               the same load.",
        length: LENGTH,
        subjects: &[
            Subject {
                name: "threadbare OnceLock",
                sample: |length| {
                    let cell = threadbare_sync::OnceLock::from(1_u64);
                    over(length, cell, |cell| {
                        black_box(cell.get());
                    })
                },
            },
            Subject {
                name: "std OnceLock",
                sample: |length| {
                    over(length, std::sync::OnceLock::from(1_u64), |cell| {
                        black_box(cell.get());
                    })
                },
            },
            Subject {
                name: "threadbare Event::is_set",
                sample: |length| {
                    over(length, threadbare_sync::Event::new(), |event| {
                        black_box(event.is_set());
                    })
                },
            },
        ],
        goals: &[Goal::OfBest(1.1, &["std OnceLock"])],
    },
    Contest {
        title: "ThreadLocal, get",
        turn: "This thread's value of an object that has one for each thread.",
        length: LENGTH,
        subjects: &[
            Subject {
                name: "threadbare ThreadLocal",
                sample: |length| {
                    over(length, threadbare_sync::ThreadLocal::new(), |local| {
                        black_box(local.get_or(|| 1_u64));
                    })
                },
            },
            Subject {
                name: "thread_local crate",
                sample: |length| {
                    over(length, thread_local::ThreadLocal::new(), |local| {
                        black_box(local.get_or(|| 1_u64));
                    })
                },
            },
        ],
        goals: &[],
    },
    Contest {
        title: "FairLock",
        turn: "Lock and unlock.",
        length: LENGTH,
        subjects: &[
            Subject {
                name: "threadbare FairLock",
                sample: |length| {
                    over(length, threadbare_sync::FairLock::new(()), |lock| drop(lock.lock()))
                },
            },
            Subject {
                name: "pl 0.13 FairMutex",
                sample: |length| {
                    over(length, parking_lot_13::FairMutex::new(()), |lock| drop(lock.lock()))
                },
            },
        ],
        goals: &[],
    },
];

pub(super) fn run(plan: &Plan) -> Findings {
    CONTESTS.iter().map(|contest| contest.run(plan)).sum()
}
