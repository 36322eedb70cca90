//! Prints size, alignment and auto traits of every public type, one row each. The compiler
//! decides what stands in the rows; `cargo xtask surface` compares them with the checked-in text.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

mod channel;
mod deque;
mod matrix;
mod queues;

use core::cell::Cell;

use matrix::{Otherwise as _, Row, row};
use threadbare_sync::{
    AcquireAsync, AcquireFairAsync, ArcFairLockGuard, ArcGuard, ArcLockGuard, FairLock,
    FairLockAsync, FairLockGuard, Guard, GuardAsync, Lock, LockAsync, LockGuard,
    MappedFairLockGuard, MappedGuard, MappedLockGuard, MappedRLockGuard, NotLocked, RLock,
    RLockGuard, RawFairLock, RawLock, RawRLock, TimedOut,
};
use threadbare_sync::{
    AcquireError, ArcSemaphorePermit, Bounded, BoundedSemaphore, OverRelease, Semaphore,
    SemaphoreAcquire, SemaphoreAcquireRaw, SemaphoreClosed, SemaphorePermit, TryAcquireError,
    Unbounded,
};
use threadbare_sync::{
    AcquireReadAsync, AcquireSlotAsync, AcquireUpgradeAsync, ArcRwLockReadGuard,
    ArcRwLockUpgradableGuard, ArcRwLockWriteGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard,
    RawRwLock, ReadAsync, RwLock, RwLockReadGuard, RwLockUpgradableGuard, RwLockWriteGuard,
    UpgradableAsync, UpgradeAsync, WriteAsync,
};
use threadbare_sync::{Condition, ConditionWait, ConditionWaitFor};
use threadbare_sync::{completion, thread};
use threadbare_sys::{
    CachePadded, brief_lock, cell, clock, fork, futex, mmap, spin, usage, waitlist,
};

/// What the documentation promises; a build that breaks it fails.
const _: () = {
    assert!(size_of::<threadbare_sync::Event>() == 4, "an event is one word");
    assert!(size_of::<threadbare_sync::Latch>() == 4, "a latch is one word");
    assert!(
        size_of::<threadbare_queue::FifoEngine<u64>>() == 256,
        "a line for the tag, two for the ends of the ring, and one to keep these apart"
    );
    assert!(size_of::<Option<completion::Completion<u64>>>() == 8, "a completion is a pointer");
    assert!(size_of::<thread::Thread>() == 8, "a thread is a pointer");
    assert!(size_of::<completion::ResultCell<u64>>() == 32, "16 bytes and the slot");
    assert!(size_of::<RwLock<()>>() == 8, "a reader-writer lock is two words");
    assert!(size_of::<RawRwLock>() == 8, "a raw reader-writer lock is two words");
    assert!(size_of::<Semaphore>() == 8, "a semaphore is two words");
    assert!(size_of::<BoundedSemaphore>() == 12, "and a third for the bound");
    assert!(size_of::<threadbare_sync::Once>() == 4, "a once is one word");
    assert!(size_of::<threadbare_sync::OnceLock<u64>>() == 16, "a word beside the value");
    assert!(size_of::<threadbare_sync::Lazy<u64>>() == 16, "a word beside the value");
    assert!(size_of::<threadbare_sync::Barrier>() == 16, "a barrier is a state, a bell, a number");
    assert!(size_of::<threadbare_sync::ThreadLocal<u64>>() == 24, "a pointer, made once");
    assert!(
        size_of::<threadbare_sync::AutoResetEvent>() == 4,
        "a self-resetting event is one word"
    );
    assert!(size_of::<threadbare_sync::WaitGroup>() == 8, "a handle is a pointer");
    assert!(size_of::<threadbare_queue::deque::Stealer<u64>>() == 8, "a stealer is a pointer");
    assert!(size_of::<Lock<()>>() == 4, "a lock is one word");
    assert!(size_of::<FairLock<()>>() == 4, "a fair lock is one word");
    assert!(size_of::<RLock<()>>() == 12, "a lock, an owner and a depth");
    assert!(size_of::<RawLock>() == 4, "a raw lock is one word");
    assert!(size_of::<Condition>() == 16, "a condition is a queue and its gate");
    assert!(size_of::<Option<threadbare_sync::TimerHandle>>() == 8, "a handle is a pointer");
    assert!(size_of::<threadbare_sync::Timers>() == 8, "timers are a pointer");
    assert!(size_of::<threadbare_sync::timer::wheel::Node<()>>() == 32, "a timer in a wheel");
    assert!(size_of::<RawFairLock>() == 4, "a raw fair lock is one word");
};

fn main() {
    println!("type | size | align | Send | Sync | Unpin | UnwindSafe | RefUnwindSafe");
    for row in sync()
        .into_iter()
        .chain(fair_and_re_entrant())
        .chain(rw_locks())
        .chain(completions())
        .chain(threads())
        .chain(semaphores())
        .chain(timers())
        .chain(once_and_thread_local())
        .chain(signals())
        .chain(channel::channels())
        .chain(deque::deques())
        .chain(queues::rows())
        .chain(sys())
    {
        println!("{row}");
    }
}

/// `Cell` is Send and not Sync; a raw pointer is neither. They show what a type asks of its data.
fn sync() -> Vec<Row> {
    type Pointer = *const u8;
    vec![
        row!("threadbare_sync::AcquireAsync", AcquireAsync<'static>),
        row!("threadbare_sync::ArcLockGuard<u64>", ArcLockGuard<u64>),
        row!("threadbare_sync::ArcLockGuard<Cell<u64>>", ArcLockGuard<Cell<u64>>),
        row!("threadbare_sync::Condition", Condition),
        row!(
            "threadbare_sync::ConditionWait<u64>",
            ConditionWait<'static, LockGuard<'static, u64>>
        ),
        row!(
            "threadbare_sync::ConditionWait<*const u8>",
            ConditionWait<'static, LockGuard<'static, Pointer>>
        ),
        row!(
            "threadbare_sync::ConditionWaitFor<u64>",
            ConditionWaitFor<'static, LockGuard<'static, u64>, fn(&mut u64) -> bool>
        ),
        row!("threadbare_sync::Lock<()>", Lock<()>),
        row!("threadbare_sync::Lock<u32>", Lock<u32>),
        row!("threadbare_sync::Lock<u64>", Lock<u64>),
        row!("threadbare_sync::Lock<Cell<u64>>", Lock<Cell<u64>>),
        row!("threadbare_sync::Lock<*const u8>", Lock<Pointer>),
        row!("threadbare_sync::LockAsync<u64>", LockAsync<'static, u64>),
        row!("threadbare_sync::LockAsync<*const u8>", LockAsync<'static, Pointer>),
        row!("threadbare_sync::LockGuard<u64>", LockGuard<'static, u64>),
        row!("threadbare_sync::LockGuard<Cell<u64>>", LockGuard<'static, Cell<u64>>),
        row!("threadbare_sync::LockGuard<*const u8>", LockGuard<'static, Pointer>),
        row!("threadbare_sync::MappedLockGuard<u64>", MappedLockGuard<'static, u64>),
        row!("threadbare_sync::MappedLockGuard<Cell<u64>>", MappedLockGuard<'static, Cell<u64>>),
        row!("threadbare_sync::MappedLockGuard<*const u8>", MappedLockGuard<'static, Pointer>),
        row!("threadbare_sync::NotLocked", NotLocked),
        row!("threadbare_sync::RawLock", RawLock),
        row!("threadbare_sync::TimedOut", TimedOut),
        row!(
            "threadbare_sync::completion::AsCompleted<Completion<u64>>",
            completion::AsCompleted<completion::Completion<u64>>
        ),
        row!(
            "threadbare_sync::completion::Completion<Cell<u64>>",
            completion::Completion<Cell<u64>>
        ),
        row!(
            "threadbare_sync::completion::NextAsync<Completion<u64>>",
            completion::NextAsync<'static, completion::Completion<u64>>
        ),
        row!(
            "threadbare_sync::completion::ResultCell<Cell<u64>>",
            completion::ResultCell<Cell<u64>>
        ),
        row!(
            "threadbare_sync::completion::ResultError<Completion<u64>>",
            completion::ResultError<completion::Completion<u64>>
        ),
    ]
}

/// The fair lock, the re-entrant one, and the guards that are written once for `Lock` and
/// `FairLock`.
fn fair_and_re_entrant() -> Vec<Row> {
    type Pointer = *const u8;
    vec![
        row!("threadbare_sync::AcquireFairAsync", AcquireFairAsync<'static>),
        row!("threadbare_sync::ArcFairLockGuard<Cell<u64>>", ArcFairLockGuard<Cell<u64>>),
        row!("threadbare_sync::ArcFairLockGuard<u64>", ArcFairLockGuard<u64>),
        row!("threadbare_sync::ArcGuard<Lock<u64>>", ArcGuard<Lock<u64>>),
        row!("threadbare_sync::FairLock<()>", FairLock<()>),
        row!("threadbare_sync::FairLock<*const u8>", FairLock<Pointer>),
        row!("threadbare_sync::FairLock<Cell<u64>>", FairLock<Cell<u64>>),
        row!("threadbare_sync::FairLock<u64>", FairLock<u64>),
        row!("threadbare_sync::FairLockAsync<*const u8>", FairLockAsync<'static, Pointer>),
        row!("threadbare_sync::FairLockAsync<u64>", FairLockAsync<'static, u64>),
        row!("threadbare_sync::FairLockGuard<*const u8>", FairLockGuard<'static, Pointer>),
        row!("threadbare_sync::FairLockGuard<Cell<u64>>", FairLockGuard<'static, Cell<u64>>),
        row!("threadbare_sync::FairLockGuard<u64>", FairLockGuard<'static, u64>),
        row!("threadbare_sync::Guard<Lock<u64>>", Guard<'static, Lock<u64>>),
        row!("threadbare_sync::GuardAsync<Lock<u64>>", GuardAsync<'static, Lock<u64>>),
        row!("threadbare_sync::MappedFairLockGuard<u64>", MappedFairLockGuard<'static, u64>),
        row!("threadbare_sync::MappedGuard<RawLock, u64>", MappedGuard<'static, RawLock, u64>),
        row!("threadbare_sync::MappedRLockGuard<u64>", MappedRLockGuard<'static, u64>),
        row!("threadbare_sync::NotOwner", threadbare_sync::NotOwner),
        row!("threadbare_sync::RLock<()>", RLock<()>),
        row!("threadbare_sync::RLock<*const u8>", RLock<Pointer>),
        row!("threadbare_sync::RLock<Cell<u64>>", RLock<Cell<u64>>),
        row!("threadbare_sync::RLockGuard<Cell<u64>>", RLockGuard<'static, Cell<u64>>),
        row!("threadbare_sync::RLockGuard<u64>", RLockGuard<'static, u64>),
        row!("threadbare_sync::RawFairLock", RawFairLock),
        row!("threadbare_sync::RawRLock", RawRLock),
    ]
}

/// What a thread or a job hands back.
fn completions() -> Vec<Row> {
    type Pointer = *const u8;
    vec![
        row!("threadbare_sync::completion::Completion<u64>", completion::Completion<u64>),
        row!("threadbare_sync::completion::Completion<*const u8>", completion::Completion<Pointer>),
        row!("threadbare_sync::completion::Failure", completion::Failure),
        row!("threadbare_sync::completion::Panic", completion::Panic),
        row!("threadbare_sync::completion::Phase", completion::Phase),
        row!("threadbare_sync::completion::Progress", completion::Progress),
        row!("threadbare_sync::completion::Promise<u64>", completion::Promise<u64>),
        row!("threadbare_sync::completion::Promise<Cell<u64>>", completion::Promise<Cell<u64>>),
        row!("threadbare_sync::completion::Promise<*const u8>", completion::Promise<Pointer>),
        row!("threadbare_sync::completion::ResultAsync<u64>", completion::ResultAsync<u64>),
        row!("threadbare_sync::completion::ResultCell<()>", completion::ResultCell<()>),
        row!("threadbare_sync::completion::ResultCell<u64>", completion::ResultCell<u64>),
        row!("threadbare_sync::completion::ResultCell<*const u8>", completion::ResultCell<Pointer>),
        row!("threadbare_sync::completion::ReturnWhen", completion::ReturnWhen),
        row!("threadbare_sync::completion::WaitOver", completion::WaitOver<'static>),
        row!("threadbare_sync::completion::Waited", completion::Waited),
    ]
}

fn rw_locks() -> Vec<Row> {
    vec![
        row!("threadbare_sync::AcquireReadAsync", AcquireReadAsync<'static>),
        row!("threadbare_sync::AcquireSlotAsync", AcquireSlotAsync<'static>),
        row!("threadbare_sync::AcquireUpgradeAsync", AcquireUpgradeAsync<'static>),
        row!("threadbare_sync::RawRwLock", RawRwLock),
        row!("threadbare_sync::RwLock<u64>", RwLock<u64>),
        row!("threadbare_sync::RwLock<Cell<u64>>", RwLock<Cell<u64>>),
        row!("threadbare_sync::ArcRwLockReadGuard<u64>", ArcRwLockReadGuard<u64>),
        row!("threadbare_sync::ArcRwLockReadGuard<Cell<u64>>", ArcRwLockReadGuard<Cell<u64>>),
        row!("threadbare_sync::ArcRwLockWriteGuard<u64>", ArcRwLockWriteGuard<u64>),
        row!("threadbare_sync::ArcRwLockWriteGuard<Cell<u64>>", ArcRwLockWriteGuard<Cell<u64>>),
        row!("threadbare_sync::ArcRwLockUpgradableGuard<u64>", ArcRwLockUpgradableGuard<u64>),
        row!(
            "threadbare_sync::ArcRwLockUpgradableGuard<Cell<u64>>",
            ArcRwLockUpgradableGuard<Cell<u64>>
        ),
        row!("threadbare_sync::RwLockReadGuard<u64>", RwLockReadGuard<'static, u64>),
        row!("threadbare_sync::RwLockReadGuard<Cell<u64>>", RwLockReadGuard<'static, Cell<u64>>),
        row!("threadbare_sync::RwLockWriteGuard<u64>", RwLockWriteGuard<'static, u64>),
        row!("threadbare_sync::RwLockWriteGuard<Cell<u64>>", RwLockWriteGuard<'static, Cell<u64>>),
        row!("threadbare_sync::RwLockUpgradableGuard<u64>", RwLockUpgradableGuard<'static, u64>),
        row!(
            "threadbare_sync::RwLockUpgradableGuard<Cell<u64>>",
            RwLockUpgradableGuard<'static, Cell<u64>>
        ),
        row!("threadbare_sync::MappedRwLockReadGuard<u64>", MappedRwLockReadGuard<'static, u64>),
        row!(
            "threadbare_sync::MappedRwLockReadGuard<Cell<u64>>",
            MappedRwLockReadGuard<'static, Cell<u64>>
        ),
        row!("threadbare_sync::MappedRwLockWriteGuard<u64>", MappedRwLockWriteGuard<'static, u64>),
        row!(
            "threadbare_sync::MappedRwLockWriteGuard<Cell<u64>>",
            MappedRwLockWriteGuard<'static, Cell<u64>>
        ),
        row!("threadbare_sync::ReadAsync<u64>", ReadAsync<'static, u64>),
        row!("threadbare_sync::ReadAsync<Cell<u64>>", ReadAsync<'static, Cell<u64>>),
        row!("threadbare_sync::WriteAsync<u64>", WriteAsync<'static, u64>),
        row!("threadbare_sync::WriteAsync<Cell<u64>>", WriteAsync<'static, Cell<u64>>),
        row!("threadbare_sync::UpgradableAsync<u64>", UpgradableAsync<'static, u64>),
        row!("threadbare_sync::UpgradableAsync<Cell<u64>>", UpgradableAsync<'static, Cell<u64>>),
        row!("threadbare_sync::UpgradeAsync<u64>", UpgradeAsync<'static, u64>),
        row!("threadbare_sync::UpgradeAsync<Cell<u64>>", UpgradeAsync<'static, Cell<u64>>),
    ]
}

fn threads() -> Vec<Row> {
    type Pointer = *const u8;
    vec![
        row!("threadbare_sync::thread::Builder", thread::Builder),
        row!("threadbare_sync::thread::Excepthook", thread::Excepthook),
        row!(
            "threadbare_sync::thread::JoinError<JoinHandle<u64>>",
            thread::JoinError<thread::JoinHandle<u64>>
        ),
        row!("threadbare_sync::thread::JoinHandle<u64>", thread::JoinHandle<u64>),
        row!("threadbare_sync::thread::JoinHandle<Cell<u64>>", thread::JoinHandle<Cell<u64>>),
        row!("threadbare_sync::thread::JoinHandle<*const u8>", thread::JoinHandle<Pointer>),
        row!("threadbare_sync::thread::SpawnError<u64>", thread::SpawnError<u64>),
        row!("threadbare_sync::thread::Thread", thread::Thread),
        row!("threadbare_sync::thread::ThreadId", thread::ThreadId),
    ]
}

fn semaphores() -> Vec<Row> {
    vec![
        row!(
            "threadbare_sync::CountingSemaphore<Unbounded>",
            threadbare_sync::CountingSemaphore<Unbounded>
        ),
        row!("threadbare_sync::AcquireError", AcquireError),
        row!("threadbare_sync::ArcSemaphorePermit", ArcSemaphorePermit),
        row!("threadbare_sync::ArcSemaphorePermit<Bounded>", ArcSemaphorePermit<Bounded>),
        row!("threadbare_sync::Bounded", Bounded),
        row!("threadbare_sync::BoundedSemaphore", BoundedSemaphore),
        row!("threadbare_sync::OverRelease", OverRelease),
        row!("threadbare_sync::Semaphore", Semaphore),
        row!("threadbare_sync::SemaphoreAcquire<Bounded>", SemaphoreAcquire<'static, Bounded>),
        row!("threadbare_sync::SemaphoreAcquireRaw", SemaphoreAcquireRaw<'static>),
        row!("threadbare_sync::SemaphoreClosed", SemaphoreClosed),
        row!("threadbare_sync::SemaphorePermit", SemaphorePermit<'static>),
        row!("threadbare_sync::TryAcquireError", TryAcquireError),
        row!("threadbare_sync::Unbounded", Unbounded),
    ]
}

fn once_and_thread_local() -> Vec<Row> {
    type Pointer = *const u8;
    vec![
        row!("threadbare_sync::CallOnceAsync", threadbare_sync::CallOnceAsync<'static, fn()>),
        row!("threadbare_sync::Lazy<u64>", threadbare_sync::Lazy<u64>),
        row!("threadbare_sync::Lazy<Cell<u64>>", threadbare_sync::Lazy<Cell<u64>>),
        row!("threadbare_sync::Lazy<*const u8>", threadbare_sync::Lazy<Pointer>),
        row!("threadbare_sync::Once", threadbare_sync::Once),
        row!("threadbare_sync::OnceLock<u64>", threadbare_sync::OnceLock<u64>),
        row!("threadbare_sync::OnceLock<Cell<u64>>", threadbare_sync::OnceLock<Cell<u64>>),
        row!("threadbare_sync::OnceLock<*const u8>", threadbare_sync::OnceLock<Pointer>),
        row!("threadbare_sync::OnceState", threadbare_sync::OnceState),
        row!("threadbare_sync::OnceWaitAsync", threadbare_sync::OnceWaitAsync<'static>),
        row!("threadbare_sync::All<u64>", threadbare_sync::All<'static, u64>),
        row!("threadbare_sync::All<Cell<u64>>", threadbare_sync::All<'static, Cell<u64>>),
        row!("threadbare_sync::AllMut<Cell<u64>>", threadbare_sync::AllMut<'static, Cell<u64>>),
        row!("threadbare_sync::AllMut<*const u8>", threadbare_sync::AllMut<'static, Pointer>),
        row!("threadbare_sync::Local<u64>", threadbare_sync::Local<'static, u64>),
        row!("threadbare_sync::ThreadLocal<u64>", threadbare_sync::ThreadLocal<u64>),
        row!("threadbare_sync::ThreadLocal<Cell<u64>>", threadbare_sync::ThreadLocal<Cell<u64>>),
        row!("threadbare_sync::ThreadLocal<*const u8>", threadbare_sync::ThreadLocal<Pointer>),
    ]
}

fn timers() -> Vec<Row> {
    use threadbare_sync::timer::wheel::{Node, Wheel};
    use threadbare_sync::{Job, JoinTimerAsync, Timer, TimerEnd, TimerHandle, TimerPanic, Timers};
    vec![
        row!("threadbare_sync::Job", Job),
        row!("threadbare_sync::JoinTimerAsync", JoinTimerAsync<'static>),
        row!("threadbare_sync::Timer", Timer),
        row!("threadbare_sync::TimerEnd", TimerEnd),
        row!("threadbare_sync::TimerHandle", TimerHandle),
        row!("threadbare_sync::TimerPanic", TimerPanic),
        row!("threadbare_sync::Timers", Timers),
        row!("threadbare_sync::timer::wheel::Node<u64>", Node<u64>),
        row!("threadbare_sync::timer::wheel::Node<Cell<u64>>", Node<Cell<u64>>),
        row!("threadbare_sync::timer::wheel::Wheel<u64>", Wheel<u64>),
        row!("threadbare_sync::timer::wheel::Wheel<Cell<u64>>", Wheel<Cell<u64>>),
        row!("threadbare_sync::timer::Job", Job),
        row!("threadbare_sync::timer::JoinTimerAsync", JoinTimerAsync<'static>),
        row!("threadbare_sync::timer::Timer", Timer),
        row!("threadbare_sync::timer::TimerEnd", TimerEnd),
        row!("threadbare_sync::timer::TimerHandle", TimerHandle),
        row!("threadbare_sync::timer::TimerPanic", TimerPanic),
        row!("threadbare_sync::timer::Timers", Timers),
    ]
}

/// What is waited for: events, latches, groups, barriers.
fn signals() -> Vec<Row> {
    vec![
        row!("threadbare_sync::AutoResetEvent", threadbare_sync::AutoResetEvent),
        row!("threadbare_sync::AutoResetEventAsync", threadbare_sync::AutoResetEventAsync<'static>),
        row!("threadbare_sync::Barrier", threadbare_sync::Barrier),
        row!("threadbare_sync::BarrierAsync", threadbare_sync::BarrierAsync<'static>),
        row!("threadbare_sync::BarrierError", threadbare_sync::BarrierError),
        row!("threadbare_sync::BarrierWait", threadbare_sync::BarrierWait),
        row!("threadbare_sync::BrokenBarrier", threadbare_sync::BrokenBarrier),
        row!("threadbare_sync::Event", threadbare_sync::Event),
        row!("threadbare_sync::EventAsync", threadbare_sync::EventAsync<'static>),
        row!("threadbare_sync::Latch", threadbare_sync::Latch),
        row!("threadbare_sync::LatchAsync", threadbare_sync::LatchAsync<'static>),
        row!("threadbare_sync::Unfinished", threadbare_sync::Unfinished),
        row!("threadbare_sync::WaitGroup", threadbare_sync::WaitGroup),
        row!("threadbare_sync::WaitGroupAsync", threadbare_sync::WaitGroupAsync),
    ]
}

fn sys() -> Vec<Row> {
    vec![
        row!("threadbare_sys::CachePadded<u8>", CachePadded<u8>),
        row!("threadbare_sys::brief_lock::BriefLock<u64>", brief_lock::BriefLock<u64>),
        row!("threadbare_sys::cell::UnsafeCell<u64>", cell::UnsafeCell<u64>),
        row!("threadbare_sys::clock::Deadline", clock::Deadline),
        row!("threadbare_sys::clock::Moment", clock::Moment),
        row!("threadbare_sys::fork::Child", fork::Child),
        row!("threadbare_sys::futex::Address", futex::Address),
        row!("threadbare_sys::futex::Wait", futex::Wait),
        row!("threadbare_sys::futex::WaitAsync", futex::WaitAsync<'static>),
        row!("threadbare_sys::mmap::Shared<u64>", mmap::Shared<u64>),
        row!("threadbare_sys::mmap::Shared<Cell<u64>>", mmap::Shared<Cell<u64>>),
        row!("threadbare_sys::spin::Nap", spin::Nap),
        row!("threadbare_sys::spin::Spin", spin::Spin),
        row!("threadbare_sys::spin::Stall", spin::Stall),
        row!("threadbare_sys::usage::Usage", usage::Usage),
        row!("threadbare_sys::waitlist::Batch", waitlist::Batch),
        row!("threadbare_sys::waitlist::Ending", waitlist::Ending),
        row!("threadbare_sys::waitlist::Granted", waitlist::Granted),
        row!("threadbare_sys::waitlist::Key", waitlist::Key),
        row!("threadbare_sys::waitlist::Removed", waitlist::Removed),
        row!("threadbare_sys::waitlist::WaitList", waitlist::WaitList),
        row!("threadbare_sys::waitlist::WaitQueue", waitlist::WaitQueue),
        row!("threadbare_sys::waitlist::Waiter", waitlist::Waiter),
        row!("threadbare_sys::waitlist::Wakeup", waitlist::Wakeup),
    ]
}
