//! One thread writes data and then a flag; who sees the flag, does he see the data?

use threadbare_sys::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use threadbare_sys::atomic::fence;

use crate::row::{Asked, BASE, C11, Loom, Row};

rows![
    release_acquire = Row {
        program: "message passing, release/acquire",
        code: "x = 1; y =rel 1 ∥ r1 =acq y; r2 = x",
        asks: "r1 = 1, r2 = 0",
        c11: C11::Forbidden,
        because: "the acquire load reads the release store, so `x = 1` happens before `r2 = x`",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.y.store(1, Release);
            },
            |m| {
                m.r1.set(m.y.load(Acquire));
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 1,
        ..BASE
    },
    relaxed = Row {
        program: "message passing, relaxed",
        code: "x = 1; y = 1 ∥ r1 = y; r2 = x",
        asks: "r1 = 1, r2 = 0",
        c11: C11::Allowed,
        because: "nothing synchronizes",
        loom: Loom::Seen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.y.store(1, Relaxed);
            },
            |m| {
                m.r1.set(m.y.load(Relaxed));
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 1,
        ..BASE
    },
    fences = Row {
        program: "message passing, release and acquire fences",
        code: "x = 1; Frel; y = 1 ∥ r1 = y; Facq; r2 = x",
        asks: "r1 = 1, r2 = 0",
        c11: C11::Forbidden,
        because: "the fences synchronize through the relaxed store and load of `y`",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                fence(Release);
                m.y.store(1, Relaxed);
            },
            |m| {
                m.r1.set(m.y.load(Relaxed));
                fence(Acquire);
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 1,
        ..BASE
    },
    release_sequence = Row {
        program: "message passing through another thread's relaxed RMW",
        code: "x = 1; y =rel 1 ∥ y += 1 ∥ r1 =acq y; r2 = x",
        asks: "r1 = 2, r2 = 0",
        c11: C11::Forbidden,
        because: "an RMW continues the release sequence that it reads from",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.y.store(1, Release);
            },
            |m| {
                m.y.fetch_add(1, Relaxed);
            },
            |m| {
                m.r1.set(m.y.load(Acquire));
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 2 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 2 && r2 == 1,
        ..BASE
    },
    broken_sequence = Row {
        program: "message passing through a later relaxed store",
        code: "x = 1; y =rel 1; y = 2 ∥ r1 =acq y; r2 = x",
        asks: "r1 = 2, r2 = 0",
        c11: C11::Allowed,
        because: "since C++20 a plain store ends the release sequence, even the same thread's",
        loom: Loom::Seen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.y.store(1, Release);
                m.y.store(2, Relaxed);
            },
            |m| {
                m.r1.set(m.y.load(Acquire));
                m.r2.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 2 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 2 && r2 == 1,
        ..BASE
    },
    transitive = Row {
        program: "ISA2, release/acquire",
        code: "x = 1; y =rel 1 ∥ r1 =acq y; z =rel 1 ∥ r2 =acq z; r3 = x",
        asks: "r1 = r2 = 1, r3 = 0",
        c11: C11::Forbidden,
        because: "happens-before is transitive",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.y.store(1, Release);
            },
            |m| {
                m.r1.set(m.y.load(Acquire));
                m.z.store(1, Release);
            },
            |m| {
                m.r2.set(m.z.load(Acquire));
                m.r3.set(m.x.load(Relaxed));
            },
        ],
        asked: Asked::End(|[r1, r2, r3, _]| r1 == 1 && r2 == 1 && r3 == 0),
        control: |[r1, r2, r3, _]| r1 == 1 && r2 == 1 && r3 == 1,
        ..BASE
    },
    overwritten = Row {
        program: "S, release/acquire",
        code: "x = 2; y =rel 1 ∥ r1 =acq y; x = 1; then r2 = x",
        asks: "r1 = 1, r2 = 2",
        c11: C11::Forbidden,
        because: "`x = 2` happens before `x = 1`, and so comes first in `x`'s order",
        loom: Loom::NotSeen,
        threads: &[
            |m| {
                m.x.store(2, Relaxed);
                m.y.store(1, Release);
            },
            |m| {
                m.r1.set(m.y.load(Acquire));
                m.x.store(1, Relaxed);
            },
        ],
        after: |m| m.r2.set(m.x.load(Relaxed)),
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 2),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 1,
        ..BASE
    },
    race = Row {
        program: "a cell behind a relaxed flag",
        code: "cell = 1; x = 1 ∥ if x = 1 { read cell }",
        asks: "a data race",
        c11: C11::Allowed,
        because: "nothing orders the two accesses to the cell",
        loom: Loom::Seen,
        threads: &[
            |m| {
                m.cell.bump();
                m.x.store(1, Relaxed);
            },
            |m| {
                if m.x.load(Relaxed) == 1 {
                    m.r1.set(m.cell.get());
                }
            },
        ],
        asked: Asked::Race,
        control: |[r1, ..]| r1 == 1,
        ..BASE
    },
    race_beside_fences = Row {
        program: "a cell behind a relaxed flag, with `SeqCst` fences in the wrong place",
        code: "cell = 1; x = 1; F ∥ if x = 1 { F; read cell }",
        asks: "a data race",
        c11: C11::Allowed,
        because: "a fence after the flag's store does not release what is before it",
        loom: Loom::NotSeen,
        remark: "two `SeqCst` fences order all that is before the one and after the other",
        threads: &[
            |m| {
                m.cell.bump();
                m.x.store(1, Relaxed);
                fence(SeqCst);
            },
            |m| {
                if m.x.load(Relaxed) == 1 {
                    fence(SeqCst);
                    m.r1.set(m.cell.get());
                }
            },
        ],
        asked: Asked::Race,
        control: |[r1, ..]| r1 == 1,
        ..BASE
    },
];
