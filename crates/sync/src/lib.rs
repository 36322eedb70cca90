//! Locks and signals for threads and tasks alike.
//!
//! | type | size | Python | what |
//! |---|---|---|---|
//! | [`Lock<T>`] | 4 bytes + `T` | `threading.Lock` | one at a time inside, waits bounded |
//! | [`RawLock`] | 4 bytes | `threading.Lock` | the same without data; released by any thread |
//! | [`FairLock<T>`] | 4 bytes + `T` | | the same as `Lock`, first come, first served |
//! | [`RawFairLock`] | 4 bytes | | the same without data |
//! | [`RLock<T>`] | 12 bytes + `T` | `threading.RLock` | its holder may lock it again |
//! | [`RawRLock`] | 12 bytes | `threading.RLock` | the same without data |
//! | [`Event`] | 4 bytes | `threading.Event` | a flag to wait for |
//! | [`AutoResetEvent`] | 4 bytes | | an event of which each signal lets one through |
//! | [`Latch`] | 4 bytes | | waits until something was done `n` times, once |
//! | [`WaitGroup`] | 8 bytes | | waits until every handle is gone |
//! | [`thread`] | | `threading.Thread` | threads to join in time, listed and named |
//! | [`completion`] | 8 bytes | `concurrent.futures` | a result, made once, taken once |
//! | [`RwLock<T>`] | 8 bytes + `T` | | many readers or one writer, neither shut out |
//! | [`RawRwLock`] | 8 bytes | | the same without data |
//! | [`Semaphore`] | 8 bytes | `threading.Semaphore` | so many at a time, one line for all |
//! | [`BoundedSemaphore`] | 12 bytes | `threading.BoundedSemaphore` | never more than at first |
//! | [`Condition`] | 16 bytes | `threading.Condition` | wait for a change, in order of arrival |
//! | [`Once`] | 4 bytes | | done once; others wait until it is |
//! | [`OnceLock<T>`] | 4 bytes + `T` | | a value that is made once |
//! | [`Lazy<T>`] | 4 bytes + `T` | `functools.cache` | a value that its first user makes |
//! | [`Timer`] | | `threading.Timer` | a call at a time to come; one thread for all |
//! | [`Timers`] | 8 bytes | | the same, with a thread or an executor of their own |
//! | [`Barrier`] | 16 bytes | `threading.Barrier` | parties wait for one another, in rounds |
//! | [`ThreadLocal<T>`] | 24 bytes | `threading.local` | a value for each thread |
//!
//! An operation that can wait has five forms: `x`, `try_x`, `x_timeout`, `x_deadline` and
//! `x_async`. Where a form would make no sense it is not there, and the type's page says why: a
//! condition has no try, a barrier none, a re-entrant lock no form for tasks. Nothing poisons: a
//! panic while a lock is held releases it, and what the holder left half done is the holder's to
//! repair.
//!
//! Read next: [`Lock`] for use; the source of `raw_lock` and its chapter, docs/sync/lock.md, for
//! how it works and why.

mod auto_reset_event;
mod barrier;
pub mod completion;
mod condition;
mod error;
mod event;
mod fair_lock;
mod guard;
mod latch;
mod lazy;
mod lock;
mod once;
mod once_lock;
mod patience;
mod raw_fair_lock;
mod raw_lock;
mod raw_rlock;
mod raw_rw_lock;
mod rlock;
mod rw_lock;
mod semaphore;
pub mod thread;
mod thread_local;
pub mod timer;
mod visit;
mod wait_group;
mod wait_guard;

pub use auto_reset_event::{AutoResetEvent, AutoResetEventAsync};
pub use barrier::{Barrier, BarrierAction, BarrierAsync, BarrierError, BarrierWait, BrokenBarrier};
pub use condition::{Condition, ConditionWait, ConditionWaitFor};
pub use error::{NotLocked, TimedOut};
pub use event::{Event, EventAsync};
pub use fair_lock::{
    ArcFairLockGuard, FairLock, FairLockAsync, FairLockGuard, MappedFairLockGuard,
};
pub use guard::{ArcGuard, Guard, GuardAsync, MappedGuard};
pub use latch::{Latch, LatchAsync};
pub use lazy::Lazy;
pub use lock::{ArcLockGuard, Lock, LockAsync, LockGuard, MappedLockGuard};
pub use once::{CallOnceAsync, Once, OnceState, OnceWaitAsync};
pub use once_lock::OnceLock;
pub use raw_fair_lock::{AcquireFairAsync, RawFairLock};
pub use raw_lock::{AcquireAsync, RawLock};
pub use raw_rlock::{NotOwner, RawRLock};
pub use raw_rw_lock::{AcquireReadAsync, AcquireSlotAsync, AcquireUpgradeAsync, RawRwLock};
pub use rlock::{MappedRLockGuard, RLock, RLockGuard};
pub use rw_lock::{
    ArcRwLockReadGuard, ArcRwLockUpgradableGuard, ArcRwLockWriteGuard, MappedRwLockReadGuard,
    MappedRwLockWriteGuard, ReadAsync, RwLock, RwLockReadGuard, RwLockUpgradableGuard,
    RwLockWriteGuard, UpgradableAsync, UpgradeAsync, WriteAsync,
};
pub use semaphore::{
    AcquireError, ArcSemaphorePermit, Bounded, BoundedSemaphore, CountingSemaphore, Limit,
    OverRelease, Semaphore, SemaphoreAcquire, SemaphoreAcquireRaw, SemaphoreClosed,
    SemaphorePermit, TryAcquireError, Unbounded,
};
pub use thread_local::{All, AllMut, Local, ThreadLocal};
pub use timer::{Job, JoinTimerAsync, Timer, TimerEnd, TimerHandle, TimerPanic, Timers};
pub use wait_group::{Unfinished, WaitGroup, WaitGroupAsync};
pub use wait_guard::{WaitGuard, WaitGuardAsync};
