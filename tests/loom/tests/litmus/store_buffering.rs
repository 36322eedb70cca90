//! Each thread writes one word, then reads the other's: does one of them see the other?

use threadbare_sys::atomic::Ordering::{Relaxed, SeqCst};
use threadbare_sys::atomic::fence;

use crate::row::{Asked, BASE, C11, Loom, Row};

rows![
    relaxed = Row {
        program: "store buffering, relaxed",
        code: "x = 1; r1 = y ∥ y = 1; r2 = x",
        asks: "r1 = r2 = 0",
        c11: C11::Allowed,
        because: "nothing orders a store before a later load elsewhere",
        loom: Loom::Seen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.r1.set(m.y.load(Relaxed));
            },
            |m| {
                m.y.store(1, Relaxed);
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 0 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 1,
        ..BASE
    },
    sequential_fences = Row {
        program: "store buffering, `SeqCst` fences",
        code: "x = 1; F; r1 = y ∥ y = 1; F; r2 = x",
        asks: "r1 = r2 = 0",
        c11: C11::Forbidden,
        because: "the later fence's thread sees the store before the earlier one",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                fence(SeqCst);
                m.r1.set(m.y.load(Relaxed));
            },
            |m| {
                m.y.store(1, Relaxed);
                fence(SeqCst);
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 0 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 0,
        ..BASE
    },
    sequential_accesses = Row {
        program: "store buffering, `SeqCst` accesses",
        code: "x =sc 1; r1 =sc y ∥ y =sc 1; r2 =sc x",
        asks: "r1 = r2 = 0",
        c11: C11::Forbidden,
        because: "the four accesses have one total order",
        loom: Loom::Seen,
        remark: "`SeqCst` accesses count as `AcqRel`: use fences",
        threads: &[
            |m| {
                m.x.store(1, SeqCst);
                m.r1.set(m.y.load(SeqCst));
            },
            |m| {
                m.y.store(1, SeqCst);
                m.r2.set(m.x.load(SeqCst));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 0 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 1,
        ..BASE
    },
    sequential_exchanges = Row {
        program: "store buffering by relaxed RMWs",
        code: "x += 1; r1 = (y += 0) ∥ y += 1; r2 = (x += 0)",
        asks: "r1 = r2 = 0",
        c11: C11::Allowed,
        because: "relaxed RMWs of two words are not ordered, and `+= 0` may come first at both",
        loom: Loom::NotSeen,
        remark: "an RMW runs in program order and reads the newest store",
        threads: &[
            |m| {
                m.x.fetch_add(1, Relaxed);
                m.r1.set(m.y.fetch_add(0, Relaxed));
            },
            |m| {
                m.y.fetch_add(1, Relaxed);
                m.r2.set(m.x.fetch_add(0, Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 0 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 1,
        ..BASE
    },
    last_store_and_first_load = Row {
        program: "R, `SeqCst` fences",
        code: "x = 1; F; y = 1 ∥ y = 2; F; r1 = x; then r2 = y",
        asks: "r1 = 0, r2 = 2",
        c11: C11::Forbidden,
        because: "`y = 2` last puts the left fence first, `r1 = 0` the right one",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                fence(SeqCst);
                m.y.store(1, Relaxed);
            },
            |m| {
                m.y.store(2, Relaxed);
                fence(SeqCst);
                m.r1.set(m.x.load(Relaxed));
            },
        ],
        after: |m| m.r2.set(m.y.load(Relaxed)),
        asked: Asked::End(|[r1, r2, ..]| r1 == 0 && r2 == 2),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 2,
        ..BASE
    },
    load_buffering = Row {
        program: "load buffering, relaxed",
        code: "r1 = x; y = 1 ∥ r2 = y; x = 1",
        asks: "r1 = r2 = 1",
        c11: C11::Allowed,
        because: "a load may be done after a later store elsewhere; ARM may do so",
        loom: Loom::NotSeen,
        remark: "a load reads what was already stored",
        threads: &[
            |m| {
                m.r1.set(m.x.load(Relaxed));
                m.y.store(1, Relaxed);
            },
            |m| {
                m.r2.set(m.y.load(Relaxed));
                m.x.store(1, Relaxed);
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 1),
        control: |[r1, r2, ..]| r1 == 0 && r2 == 1,
        ..BASE
    },
];
