//! The pages of docs/ and the front page as documentation of a package, so that every block of
//! Rust on them is a doctest: `cargo test -p threadbare-book`.
//!
//! A page with code that is not here is not tested. Pages without code are left out.
#![expect(clippy::test_attr_in_doctest, reason = "a page shows a model as its reader writes it")]

macro_rules! pages {
    ($($name:ident = $path:literal),* $(,)?) => { $(
        #[doc = include_str!($path)]
        mod $name {}
    )* };
}

pages! {
    front = "../../../README.md",
    choosing = "../../../docs/CHOOSING.md",
    coming_from_python = "../../../docs/COMING-FROM-PYTHON.md",
    coming_from_python_futures = "../../../docs/COMING-FROM-PYTHON-FUTURES.md",
    model_your_code = "../../../docs/MODEL-YOUR-CODE.md",
    crate_queue = "../../../crates/queue/README.md",
    coming_from_python_queues = "../../../docs/COMING-FROM-PYTHON-QUEUES.md",
    crate_sync = "../../../crates/sync/README.md",
    crate_sys = "../../../crates/sys/README.md",
    style = "../../../docs/STYLE.md",
    the_auto_reset_event = "../../../docs/sync/auto_reset_event.md",
    the_barrier = "../../../docs/sync/barrier.md",
    the_joinable = "../../../docs/queue/joinable.md",
    the_deque = "../../../docs/queue/deque.md",
    the_event = "../../../docs/sync/event.md",
    the_wait_group = "../../../docs/sync/wait_group.md",
    the_latch = "../../../docs/sync/latch.md",
    the_completion = "../../../docs/sync/completion.md",
    the_condition = "../../../docs/sync/condition.md",
    the_lock = "../../../docs/sync/lock.md",
    the_thread = "../../../docs/sync/thread.md",
    the_once = "../../../docs/sync/once.md",
    the_semaphore = "../../../docs/sync/semaphore.md",
    the_rwlock = "../../../docs/sync/rwlock.md",
    the_fair_lock = "../../../docs/sync/fair_lock.md",
    the_rlock = "../../../docs/sync/rlock.md",
    the_timer = "../../../docs/sync/timer.md",
    the_thread_local = "../../../docs/sync/thread-local.md",
    the_waist = "../../../docs/sys/waist.md",
    the_ring = "../../../docs/queue/fifo.md",
    the_linearizability = "../../../docs/queue/linearizability.md",
    the_locked_engine = "../../../docs/queue/locked.md",
    the_lifo = "../../../docs/queue/lifo.md",
    the_priority = "../../../docs/queue/priority.md",
    verification = "../../../docs/VERIFICATION.md",
}
