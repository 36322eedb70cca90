//! Where loom, or our model of the futex, does not look.

use threadbare_sys::atomic::Ordering::Relaxed;
use threadbare_sys::clock::Deadline;
use threadbare_sys::futex::{self, Wait};

use crate::row::{Asked, BASE, C11, Loom, Row};

rows![
    own_load = Row {
        program: "a preemption, and a load that is of no use",
        code: "swap(x, 1); r1 = y ∥ r2 = (x += 0); read y; y = 1",
        asks: "r1 = r2 = 1",
        c11: C11::Allowed,
        because: "the right thread may run between the left one's two steps",
        loom: Loom::NotSeen,
        remark: "the search takes the thread's own load of `y` for the last rival (loom #166)",
        threads: &[
            |m| {
                m.x.swap(1, Relaxed);
                m.r1.set(m.y.load(Relaxed));
            },
            |m| {
                m.r2.set(m.x.fetch_add(0, Relaxed));
                m.r3.set(m.y.load(Relaxed));
                m.y.store(1, Relaxed);
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 1),
        control: |[r1, r2, ..]| r1 == 0 && r2 == 1,
        ..BASE
    },
    no_own_load = Row {
        program: "the same without that load",
        code: "swap(x, 1); r1 = y ∥ r2 = (x += 0); y = 1",
        asks: "r1 = r2 = 1",
        c11: C11::Allowed,
        because: "the right thread may run between the left one's two steps",
        loom: Loom::Seen,
        threads: &[
            |m| {
                m.x.swap(1, Relaxed);
                m.r1.set(m.y.load(Relaxed));
            },
            |m| {
                m.r2.set(m.x.fetch_add(0, Relaxed));
                m.y.store(1, Relaxed);
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 1),
        control: |[r1, r2, ..]| r1 == 0 && r2 == 1,
        ..BASE
    },
    old_store = Row {
        program: "message passing, relaxed, eight stores to the data",
        code: "x = 1; x = 2; ... x = 8; y = 1 ∥ r1 = y; r2 = x",
        asks: "r1 = 1, r2 = 0",
        c11: C11::Allowed,
        because: "nothing synchronizes, and a load may read any store not yet passed",
        loom: Loom::NotSeen,
        remark: "a load reads one of the seven newest stores",
        threads: &[
            |m| {
                for value in 1..=8 {
                    m.x.store(value, Relaxed);
                }
                m.y.store(1, Relaxed);
            },
            |m| {
                m.r1.set(m.y.load(Relaxed));
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 2,
        ..BASE
    },
    woken = Row {
        program: "what a waker wrote, after the wait it ended",
        code: "x = 1; y = 1; wake(y) ∥ r1 = wait(y, 0) was woken; r2 = x",
        asks: "r1 = 1, r2 = 0",
        c11: C11::Allowed,
        because: "the kernel's wake orders nothing",
        loom: Loom::NotSeen,
        loom_spurious: Some(Loom::Seen),
        remark: "loom's park orders it; a run with spurious wake-ups does see it",
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.y.store(1, Relaxed);
                futex::wake_threads(futex::address(&m.y), 1);
            },
            |m| {
                let is_woken = futex::wait(&m.y, 0, Deadline::NEVER) == Wait::Woken;
                m.r1.set(u32::from(is_woken));
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 1,
        ..BASE
    },
];
