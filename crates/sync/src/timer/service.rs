//! The wheel behind its lock, and the thread that sleeps until the next deadline.
//!
//! # Who wakes the thread
//!
//! The thread looks at the wheel under the lock. If nothing has expired it notes there until when
//! it will sleep, and the number on `alarm`; then it sleeps on that number. Whoever arms an
//! earlier timer changes the number under the same lock and wakes it afterwards. So the thread
//! has seen the timer, or the number differs from the one it sleeps on, or it is woken. Whoever
//! arms a later one leaves it asleep.

use std::io;

use threadbare_sys::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::clock::{Deadline, Moment};
use threadbare_sys::sync::Arc;
use threadbare_sys::{const_fn, fork, futex, global, thread};

use super::entry::{EntryRef, Payload};
use super::job::{Job, cancel_taken, survive};
use super::shard::{After, Again, Found, Shard};

/// How much later than asked the kernel may wake the thread: as little as it can be told.
const SLACK_NS: u32 = 1;

/// The name of the thread, as `top -H` and a panic's message show it.
const THREAD_NAME: &str = "threadbare-time";

global! {
    /// The service behind `Timer`.
    static GLOBAL: Service = Service::new(None);
}

/// What gets the calls of a service that does not make them itself.
pub(super) type Executor = Box<dyn Fn(Job) + Send + Sync>;

/// Timers and the thread that fires them.
pub(super) struct Service {
    /// Changed under the lock; the thread sleeps on it.
    alarm: AtomicU32,
    /// The index of the thread and one; 0 while there is none.
    thread: AtomicU32,
    /// 1 when a stopped service has no thread any more.
    has_ended: AtomicU32,
    shard: BriefLock<Shard>,
    pub(super) executor: Option<Executor>,
}

/// The service behind `Timer`, or one of one's own.
#[derive(Clone)]
pub(super) struct ServiceRef(Option<Arc<Service>>);

impl ServiceRef {
    pub(super) const GLOBAL: Self = Self(None);

    pub(super) fn own(service: &Arc<Service>) -> Self {
        Self(Some(Arc::clone(service)))
    }

    pub(super) fn get(&self) -> &Service {
        match &self.0 {
            Some(service) => service,
            None => &GLOBAL,
        }
    }
}

/// What the thread does next.
enum Turn {
    Call(EntryRef),
    Sleep { alarm: u32, until: Deadline },
    End,
}

impl Service {
    const_fn! {
        /// A service without timers, and without a thread until there is one.
        pub(super) const fn new(executor: Option<Executor>) -> Self {
            Self {
                alarm: AtomicU32::new(0),
                thread: AtomicU32::new(0),
                has_ended: AtomicU32::new(0),
                shard: BriefLock::new(Shard::new()),
                executor,
            }
        }
    }

    fn with<R>(&self, body: impl FnOnce(&mut Shard) -> R) -> R {
        self.shard.with(|shard| {
            shard.refresh();
            body(shard)
        })
    }

    /// Puts a new entry into the wheel.
    pub(super) fn arm(&self, entry: EntryRef, ns: u64) -> After {
        self.with(|shard| shard.insert(entry, ns, &self.alarm))
    }

    /// As [`Shard::cancel`].
    pub(super) fn cancel(&self, entry: EntryRef) -> Found {
        self.with(|shard| shard.cancel(entry))
    }

    /// As [`Shard::reset`].
    pub(super) fn reset(&self, entry: EntryRef, ns: u64) -> Option<After> {
        self.with(|shard| shard.reset(entry, ns, &self.alarm))
    }

    /// As [`Shard::again`].
    pub(super) fn again(&self, entry: EntryRef, now_ns: u64) -> Again {
        self.with(|shard| shard.again(entry, now_ns, &self.alarm))
    }

    /// What a call of this entry, which has ended by a panic, was raised with.
    pub(super) fn take_payload(&self, entry: EntryRef) -> Option<Payload> {
        // SAFETY: the caller has seen that it panicked, and we hold the lock.
        self.with(|_| unsafe { entry.head().take_payload() })
    }

    /// Wakes or starts the thread, if that is to be done.
    ///
    /// # Errors
    ///
    /// When the system has no thread to give. What is armed stays so, and whoever arms the next
    /// one tries again.
    pub(super) fn follow_up(&self, by: &ServiceRef, after: After) -> io::Result<()> {
        if after.wake {
            // [TM16] wake: the thread, which sleeps for longer than until the new deadline.
            futex::wake_threads(futex::address(&self.alarm), 1);
        }
        if after.start {
            let by = by.clone();
            return thread::start(THREAD_NAME, move || by.get().serve()).inspect_err(|_| {
                self.with(|shard| shard.has_thread = false);
                self.end();
            });
        }
        Ok(())
    }

    /// The thread's life.
    fn serve(&self) {
        thread::set_timer_slack(SLACK_NS);
        let generation = fork::generation();
        // [TM17] Relaxed: read with effect by this thread alone.
        self.thread.store(thread::index() + 1, Relaxed);
        // A callback may fork, and come back here in the child: others serve there.
        while fork::generation() == generation {
            match self.turn(Moment::now().ns()) {
                Turn::Call(entry) => Job::new(entry).dispatch(self.executor.as_ref()),
                Turn::Sleep { alarm, until } => {
                    // [TM18] wait: on the number that was there when nothing had expired.
                    let _ = futex::wait(&self.alarm, alarm, until);
                }
                Turn::End => break,
            }
        }
        // [TM19] Relaxed: as [TM17]; the index may be another thread's next.
        self.thread.store(0, Relaxed);
        self.end();
    }

    /// There is no thread, or it touches nothing of the service any more but this word, and that
    /// through a reference of its own.
    fn end(&self) {
        let address = futex::address(&self.has_ended);
        // [TM21] Release: pairs with [TM22]; all calls are over for who waits for that.
        self.has_ended.swap(1, Release);
        // [TM23] wake: whoever stops the service and waits for the thread.
        futex::wake_threads(address, u32::MAX);
    }

    /// True on the service's own thread.
    pub(super) fn is_served_here(&self) -> bool {
        // [TM24] Relaxed: nobody but the asking thread itself stores its index.
        self.thread.load(Relaxed) == thread::index() + 1
    }

    /// From here on no call begins. Cancels every timer in the wheel. True when there is a thread,
    /// which has yet to notice.
    pub(super) fn stop(&self) -> bool {
        let has_thread = self.with(|shard| {
            shard.is_stopped = true;
            shard.ring(&self.alarm);
            shard.has_thread
        });
        // [TM25] wake: the thread, to end.
        futex::wake_threads(futex::address(&self.alarm), 1);
        while let Some(entry) = self.with(Shard::take_any) {
            survive(|| cancel_taken(entry));
        }
        has_thread
    }

    /// Waits until the thread has noticed.
    pub(super) fn wait_for_end(&self) {
        // [TM22] Acquire: pairs with [TM21].
        while self.has_ended.load(Acquire) == 0 {
            // [TM26] wait: on the word that changes once, before the wake.
            let _ = futex::wait(&self.has_ended, 0, Deadline::NEVER);
        }
    }

    /// Takes one expired entry, or says how long to sleep.
    fn turn(&self, now_ns: u64) -> Turn {
        self.with(|shard| {
            if shard.is_stopped {
                return Turn::End;
            }
            if let Some(entry) = shard.take_expired(now_ns) {
                return Turn::Call(entry);
            }
            let (until, alarm) = shard.sleep(&self.alarm);
            Turn::Sleep { alarm, until }
        })
    }
}
