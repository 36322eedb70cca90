//! An RMW reads the store just before its own, and nothing comes between.

use threadbare_sys::atomic::Ordering::Relaxed;

use crate::row::{Asked, BASE, C11, Loom, Row};

/// The value that a CAS saw, whether it succeeded or not.
fn seen(result: Result<u32, u32>) -> u32 {
    result.unwrap_or_else(|seen| seen)
}

rows![
    two_additions = Row {
        program: "two additions",
        code: "r1 = (x += 1) ∥ r2 = (x += 1)",
        asks: "r1 = r2",
        c11: C11::Forbidden,
        because: "an RMW reads the store just before its own",
        loom: Loom::NotSeen,
        threads: &[
            |m| m.r1.set(m.x.fetch_add(1, Relaxed)),
            |m| m.r2.set(m.x.fetch_add(1, Relaxed)),
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == r2),
        control: |[r1, r2, ..]| r1 == 1 && r2 == 0,
        ..BASE
    },
    two_exchanges = Row {
        program: "two CASes for one place",
        code: "r1 = cas(x, 0 → 1) ∥ r2 = cas(x, 0 → 2)",
        asks: "r1 = r2 = 0: both won",
        c11: C11::Forbidden,
        because: "an RMW reads the store just before its own",
        loom: Loom::NotSeen,
        threads: &[
            |m| m.r1.set(seen(m.x.compare_exchange(0, 1, Relaxed, Relaxed))),
            |m| m.r2.set(seen(m.x.compare_exchange(0, 2, Relaxed, Relaxed))),
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 0 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 2 && r2 == 0,
        ..BASE
    },
    squeezed_store = Row {
        program: "a store beside a swap",
        code: "x = 1 ∥ r1 = swap(x, 2); then r2 = x",
        asks: "r1 = 0, r2 = 2: the store is lost",
        c11: C11::Forbidden,
        because: "the store cannot come between the swap's read and its write",
        loom: Loom::Seen,
        remark: "the store comes between (loom #254): write such words by RMWs alone",
        threads: &[|m| m.x.store(1, Relaxed), |m| m.r1.set(m.x.swap(2, Relaxed))],
        after: |m| m.r2.set(m.x.load(Relaxed)),
        asked: Asked::End(|[r1, r2, ..]| r1 == 0 && r2 == 2),
        control: |[r1, r2, ..]| r1 == 0 && r2 == 1,
        ..BASE
    },
    failed_exchange = Row {
        program: "a failed CAS as a load, relaxed",
        code: "x = 1; y = 1 ∥ r1 = y; r2 = cas(x, 8 → 9)",
        asks: "r1 = 1, r2 = 0",
        c11: C11::Allowed,
        because: "a failed CAS is only a load, and may read an older store",
        loom: Loom::NotSeen,
        remark: "a failed CAS reads the newest store",
        threads: &[
            |m| {
                m.x.store(1, Relaxed);
                m.y.store(1, Relaxed);
            },
            |m| {
                m.r1.set(m.y.load(Relaxed));
                m.r2.set(seen(m.x.compare_exchange(8, 9, Relaxed, Relaxed)));
            },
        ],
        asked: Asked::End(|[r1, r2, ..]| r1 == 1 && r2 == 0),
        control: |[r1, r2, ..]| r1 == 0 && r2 == 1,
        ..BASE
    },
    weak_exchange = Row {
        program: "a weak CAS alone",
        code: "r1 = weak cas(x, 0 → 1) is ok",
        asks: "r1 = 0: it fails",
        c11: C11::Allowed,
        because: "a weak CAS may fail for no reason",
        loom: Loom::NotSeen,
        remark: "a weak CAS is a strong one",
        threads: &[|m| {
            m.r1.set(u32::from(m.x.compare_exchange_weak(0, 1, Relaxed, Relaxed).is_ok()));
        }],
        asked: Asked::End(|[r1, ..]| r1 == 0),
        control: |[r1, ..]| r1 == 1,
        ..BASE
    },
];
