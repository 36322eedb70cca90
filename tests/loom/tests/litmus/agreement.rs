//! Two writers and two readers: do all agree on what came first?

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use threadbare_sys::atomic::fence;

use crate::row::{Asked, BASE, C11, Loom, Registers, Row};

/// The two readers saw the two stores in opposite orders.
const OPPOSITE: fn(Registers) -> bool = |[r1, r2, r3, r4]| r1 == 1 && r2 == 0 && r3 == 1 && r4 == 0;

const BOTH: fn(Registers) -> bool = |registers| registers == [1; 4];

rows![
    acquire = Row {
        program: "IRIW, release/acquire",
        code: "x =rel 1 ∥ y =rel 1 ∥ r1 =acq x; r2 =acq y ∥ r3 =acq y; r4 =acq x",
        asks: "r1 = r3 = 1, r2 = r4 = 0",
        c11: C11::Allowed,
        because: "stores to two words have no common order",
        loom: Loom::Seen,
        threads: &[
            |m| m.x.store(1, Release),
            |m| m.y.store(1, Release),
            |m| {
                m.r1.set(m.x.load(Acquire));
                m.r2.set(m.y.load(Acquire));
            },
            |m| {
                m.r3.set(m.y.load(Acquire));
                m.r4.set(m.x.load(Acquire));
            },
        ],
        asked: Asked::End(OPPOSITE),
        control: BOTH,
        ..BASE
    },
    sequential_fences = Row {
        program: "IRIW, `SeqCst` fences between the loads",
        code: "x = 1 ∥ y = 1 ∥ r1 = x; F; r2 = y ∥ r3 = y; F; r4 = x",
        asks: "r1 = r3 = 1, r2 = r4 = 0",
        c11: C11::Forbidden,
        because: "each `0` puts its own fence first (since C++20)",
        loom: Loom::NotSeen,
        threads: &[
            |m| m.x.store(1, Relaxed),
            |m| m.y.store(1, Relaxed),
            |m| {
                m.r1.set(m.x.load(Relaxed));
                fence(SeqCst);
                m.r2.set(m.y.load(Relaxed));
            },
            |m| {
                m.r3.set(m.y.load(Relaxed));
                fence(SeqCst);
                m.r4.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(OPPOSITE),
        control: BOTH,
        ..BASE
    },
    sequential_accesses = Row {
        program: "IRIW, `SeqCst` accesses",
        code: "x =sc 1 ∥ y =sc 1 ∥ r1 =sc x; r2 =sc y ∥ r3 =sc y; r4 =sc x",
        asks: "r1 = r3 = 1, r2 = r4 = 0",
        c11: C11::Forbidden,
        because: "the six accesses have one total order",
        loom: Loom::Seen,
        remark: "`SeqCst` accesses count as `AcqRel`: use fences",
        threads: &[
            |m| m.x.store(1, SeqCst),
            |m| m.y.store(1, SeqCst),
            |m| {
                m.r1.set(m.x.load(SeqCst));
                m.r2.set(m.y.load(SeqCst));
            },
            |m| {
                m.r3.set(m.y.load(SeqCst));
                m.r4.set(m.x.load(SeqCst));
            },
        ],
        asked: Asked::End(OPPOSITE),
        control: BOTH,
        ..BASE
    },
    read_then_told = Row {
        program: "WRC, the middle thread releases what it only read",
        code: "x = 1 ∥ r1 = x; y =rel 1 ∥ r2 =acq y; r3 = x",
        asks: "r1 = r2 = 1, r3 = 0",
        c11: C11::Forbidden,
        because: "the first read of `x` happens before the second: read-read coherence",
        loom: Loom::NotSeen,
        threads: &[
            |m| m.x.store(1, Relaxed),
            |m| {
                m.r1.set(m.x.load(Relaxed));
                m.y.store(1, Release);
            },
            |m| {
                m.r2.set(m.y.load(Acquire));
                m.r3.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, r3, _]| r1 == 1 && r2 == 1 && r3 == 0),
        control: |[r1, r2, r3, _]| r1 == 1 && r2 == 1 && r3 == 1,
        ..BASE
    },
    read_then_told_relaxed = Row {
        program: "WRC, relaxed",
        code: "x = 1 ∥ r1 = x; y = 1 ∥ r2 = y; r3 = x",
        asks: "r1 = r2 = 1, r3 = 0",
        c11: C11::Allowed,
        because: "nothing synchronizes",
        loom: Loom::Seen,
        threads: &[
            |m| m.x.store(1, Relaxed),
            |m| {
                m.r1.set(m.x.load(Relaxed));
                m.y.store(1, Relaxed);
            },
            |m| {
                m.r2.set(m.y.load(Relaxed));
                m.r3.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, r3, _]| r1 == 1 && r2 == 1 && r3 == 0),
        control: |[r1, r2, r3, _]| r1 == 1 && r2 == 1 && r3 == 1,
        ..BASE
    },
];
