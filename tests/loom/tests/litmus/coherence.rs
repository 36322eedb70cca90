//! One word at a time: all threads agree on the order of its values.

use threadbare_sys::atomic::Ordering::{Relaxed, SeqCst};
use threadbare_sys::atomic::fence;

use crate::row::{Asked, BASE, C11, Loom, Row};

rows![
    reads = Row {
        program: "coherence of two reads",
        code: "x = 1 ∥ r1 = x; r2 = x",
        asks: "r1 = 1, r2 = 0",
        c11: C11::Forbidden,
        because: "a later read of a word sees no older store",
        loom: Loom::NotSeen,
        threads: &[
            |m| m.x.store(1, Relaxed),
            |m| {
                m.r1.set(m.x.load(Relaxed));
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 0 && r2 == 1,
        ..BASE
    },
    writes = Row {
        program: "coherence of two writes",
        code: "x = 1; x = 2 ∥ r1 = x; r2 = x",
        asks: "r1 = 2, r2 = 1",
        c11: C11::Forbidden,
        because: "a thread's stores to a word keep their order",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.x.store(2, Relaxed);
            },
            |m| {
                m.r1.set(m.x.load(Relaxed));
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 2 && r2 == 1),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 2,
        ..BASE
    },
    observers = Row {
        program: "coherence of two observers",
        code: "x = 1 ∥ x = 2 ∥ r1 = x; r2 = x ∥ r3 = x; r4 = x",
        asks: "r1, r2 = 1, 2 and r3, r4 = 2, 1",
        c11: C11::Forbidden,
        because: "the stores to one word have one order for all",
        loom: Loom::NotSeen,
        threads: &[
            |m| m.x.store(1, Relaxed),
            |m| m.x.store(2, Relaxed),
            |m| {
                m.r1.set(m.x.load(Relaxed));
                m.r2.set(m.x.load(Relaxed));
            },
            |m| {
                m.r3.set(m.x.load(Relaxed));
                m.r4.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|registers| registers == [1, 2, 2, 1]),
        control: |registers| registers == [2, 1, 2, 1],
        ..BASE
    },
    crossed = Row {
        program: "2+2W, relaxed",
        code: "x = 1; y = 2 ∥ y = 1; x = 2; then r1 = x; r2 = y",
        asks: "r1 = r2 = 1",
        c11: C11::Allowed,
        because: "stores to two words have no common order",
        loom: Loom::Seen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.y.store(2, Relaxed);
            },
            |m| {
                m.y.store(1, Relaxed);
                m.x.store(2, Relaxed);
            },
        ],
        after: |m| {
            m.r1.set(m.x.load(Relaxed));
            m.r2.set(m.y.load(Relaxed));
        },
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 1),
        control: |[r1, r2, ..]| r1 == 2 && r2 == 2,
        ..BASE
    },
    crossed_with_fences = Row {
        program: "2+2W, `SeqCst` fences",
        code: "x = 1; F; y = 2 ∥ y = 1; F; x = 2; then r1 = x; r2 = y",
        asks: "r1 = r2 = 1",
        c11: C11::Forbidden,
        because: "`x = 1` last puts the right fence first, `y = 1` last the left one",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                fence(SeqCst);
                m.y.store(2, Relaxed);
            },
            |m| {
                m.y.store(1, Relaxed);
                fence(SeqCst);
                m.x.store(2, Relaxed);
            },
        ],
        after: |m| {
            m.r1.set(m.x.load(Relaxed));
            m.r2.set(m.y.load(Relaxed));
        },
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 1),
        control: |[r1, r2, ..]| r1 == 2 && r2 == 2,
        ..BASE
    },
];
