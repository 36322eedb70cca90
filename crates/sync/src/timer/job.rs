//! A call that is due, wherever it is made.

use core::fmt;
use core::mem::ManuallyDrop;
use core::panic::{RefUnwindSafe, UnwindSafe};

use threadbare_sys::clock::Moment;
use threadbare_sys::{thread, unwind};

use super::entry::{EntryRef, Payload};
use super::service::Executor;
use super::shard::Again;
use super::word::{CANCELLED, PANICKED, RAN};

/// The name of a thread that makes one call.
const THREAD_NAME: &str = "threadbare-call";

/// A call of a timer that is due. An executor gets it, see
/// [`Timers::with_executor`](super::Timers::with_executor), and runs it when and where it likes.
///
/// A repeating timer has one job at a time: its next one comes after this one has run. A job that
/// is dropped instead cancels its timer.
#[must_use = "a job that is dropped cancels its timer; call `run`"]
pub struct Job {
    /// Taken (T2).
    entry: EntryRef,
}

// Whoever runs it catches the panic of the call.
impl UnwindSafe for Job {}
impl RefUnwindSafe for Job {}

impl Job {
    pub(super) const fn new(entry: EntryRef) -> Self {
        Self { entry }
    }

    fn into_entry(self) -> EntryRef {
        ManuallyDrop::new(self).entry
    }

    /// Makes the call, on this thread. A panic in it goes to whoever joins the timer.
    pub fn run(self) {
        let entry = self.into_entry();
        let repeats = entry.head().repeats();
        // SAFETY: T2 - a job has taken its entry, and is run once.
        match unwind::catch(|| unsafe { entry.call() }) {
            Err(payload) => end_by_panic(entry, payload),
            Ok(()) if repeats => arm_again(entry),
            // SAFETY: T2 - as above; the call has used the closure up.
            Ok(()) => unsafe { entry.finish(RAN) },
        }
    }

    /// On the service's thread: makes the call or gives it away. Whatever panics, the thread lives.
    pub(super) fn dispatch(self, executor: Option<&Executor>) {
        survive(|| match executor {
            _ if self.entry.head().is_apart => self.run_apart(),
            Some(executor) => executor(self),
            None => self.run(),
        });
    }

    /// Makes the call on a thread of its own; here, if there is none to be had.
    fn run_apart(self) {
        let entry = self.into_entry();
        if thread::start(THREAD_NAME, move || Self::new(entry).run()).is_err() {
            Self::new(entry).run();
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        cancel_taken(self.entry);
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("repeats", &self.entry.head().repeats()).finish_non_exhaustive()
    }
}

fn arm_again(entry: EntryRef) {
    // Once it is armed it may be gone at any moment, and its service with it.
    let service = entry.head().service.clone();
    match service.get().again(entry, Moment::now().ns()) {
        // A service that could not get a thread gets one with the next timer.
        Again::Armed(after) => drop(service.get().follow_up(&service, after)),
        Again::Ends => cancel_taken(entry),
        // SAFETY: the handle has gone, and the entry is in no wheel.
        Again::Abandoned => unsafe { entry.abandon() },
    }
}

fn end_by_panic(entry: EntryRef, payload: Payload) {
    if entry.head().repeats() {
        // SAFETY: T2 - we have taken it, and there will be no other call.
        survive(|| unsafe { entry.discard() });
    }
    // SAFETY: T2 - as above; nobody looks before it is over.
    unsafe { entry.head().set_payload(payload) };
    // SAFETY: T2 - as above, and the closure is gone.
    unsafe { entry.finish(PANICKED) };
}

/// Drops the closure of an entry that the caller has taken, then says that it was cancelled.
pub(super) fn cancel_taken(entry: EntryRef) {
    /// Says so when the closure's destructor panics, too.
    struct Finished(EntryRef);

    impl Drop for Finished {
        fn drop(&mut self) {
            // SAFETY: T2 - the caller has taken the entry, and the closure is gone.
            unsafe { self.0.finish(CANCELLED) };
        }
    }

    let finished = Finished(entry);
    // SAFETY: T2 - as above, and there will be no call.
    unsafe { finished.0.discard() };
}

/// Runs code of the user's that must not end this thread by a panic.
pub(super) fn survive(body: impl FnOnce()) {
    let Err(payload) = unwind::catch(body) else { return };
    // The payload is the user's, too.
    if let Err(payload) = unwind::catch(|| drop(payload)) {
        Box::leak(payload);
    }
}
