//! Starting a thread.

use core::fmt;
use std::error::Error;
use std::io;

use threadbare_sys::sync::Arc;
use threadbare_sys::{exit, thread as system};

use super::handle::JoinHandle;
use super::info::{Info, Thread};
use super::{hook, registry};
use crate::completion::{Promise, pair};

/// How a thread is to be started. Python's arguments of `threading.Thread`.
///
/// ```
/// use threadbare_sync::thread::Builder;
///
/// let worker = Builder::new().name("worker").stack_size(64 * 1024).spawn(|| 6 * 7)?;
/// assert_eq!(worker.thread().name(), Some("worker"));
/// assert_eq!(worker.join().unwrap(), 42);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `spawn`"]
pub struct Builder {
    name: Option<Box<str>>,
    stack_size: Option<usize>,
    is_daemon: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// No name, std's stack size, and the process does not wait for it.
    pub const fn new() -> Self {
        Self { name: None, stack_size: None, is_daemon: true }
    }

    /// Names the thread. The system's name of it is the first 15 bytes.
    ///
    /// # Panics
    ///
    /// When the name has a zero byte.
    #[track_caller]
    pub fn name(self, name: &str) -> Self {
        assert!(!name.contains('\0'), "a thread's name has no zero byte: leave it out");
        Self { name: Some(name.into()), ..self }
    }

    /// The size of its stack, in bytes.
    pub fn stack_size(self, bytes: usize) -> Self {
        Self { stack_size: Some(bytes), ..self }
    }

    /// Whether the process ends without waiting for this thread. True, as everywhere in Rust,
    /// unless it is set: Python's default is false.
    ///
    /// The process waits when `main` returns or [`std::process::exit`] is called, until no thread
    /// of this kind runs but the one that exits. It does not after an abort or a signal.
    pub fn daemon(self, is_daemon: bool) -> Self {
        Self { is_daemon, ..self }
    }

    /// Starts the thread.
    ///
    /// Four allocations beside those of std: the result, the handle, the name, the closure.
    ///
    /// # Errors
    ///
    /// [`SpawnError`]: the system has no more threads, or no memory for the stack. The closure
    /// comes back.
    pub fn spawn<F, T>(self, body: F) -> Result<JoinHandle<T>, SpawnError<F>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let mut system = system::Builder::new();
        if let Some(name) = &self.name {
            system = system.name(String::from(&**name));
        }
        if let Some(bytes) = self.stack_size {
            system = system.stack_size(bytes);
        }
        if !self.is_daemon && !registry::at_exit_once(|| exit::at_exit(wait_for_all)) {
            let error = io::Error::from(io::ErrorKind::OutOfMemory);
            return Err(SpawnError { error, body });
        }
        let thread = Thread { info: Arc::new(Info::new(self.name, self.is_daemon)) };
        let (promise, completion) = pair();
        // By pointer, so that it comes back when there is no thread to run it.
        let work = Box::into_raw(Box::new(Work { body, promise, thread: thread.clone() }));
        let carried = Carried(work);
        registry::list(&thread.info);
        match system.spawn(move || carried.run()) {
            Ok(handle) => Ok(JoinHandle::new(completion, thread, handle)),
            Err(error) => {
                registry::unlist(&thread.info);
                // SAFETY: it was not run, so the box is ours.
                let work = unsafe { Box::from_raw(work) };
                Err(SpawnError { error, body: work.body })
            }
        }
    }
}

/// What a thread does, and for whom.
struct Work<F, T> {
    body: F,
    promise: Promise<T>,
    thread: Thread,
}

/// A box on its way to its thread.
struct Carried<F, T>(*mut Work<F, T>);

// SAFETY: it is a box of what may be sent, as the bounds say.
unsafe impl<F: Send, T: Send> Send for Carried<F, T> {}

impl<F: FnOnce() -> T, T> Carried<F, T> {
    fn run(self) {
        // SAFETY: the pointer is that of a box, and this is the one thread that runs it.
        let work = unsafe { Box::from_raw(self.0) };
        let Work { body, promise, thread } = *work;
        thread.info.begin();
        // Last, also when a destructor of the value panics.
        let _end = End(thread.clone());
        promise.run_reporting(body, |panic| hook::report(&thread, panic));
    }
}

/// Unlists a thread and says that it has ended.
struct End(Thread);

impl Drop for End {
    fn drop(&mut self) {
        registry::unlist(&self.0.info);
        // SAFETY: the handle keeps the cell alive.
        unsafe { self.0.info.ended.abandon() };
    }
}

/// Runs at exit: waits until no thread that is to be waited for is alive, but for the one that
/// exits.
extern "C" fn wait_for_all() {
    let is_awaited = |info: &Arc<Info>| !info.is_daemon() && !info.is_current();
    while let Some(info) = registry::find(is_awaited) {
        info.ended.progress().wait();
    }
}

/// The thread was not started. Has the closure.
///
/// ```
/// use threadbare_sync::thread::Builder;
///
/// let Err(error) = Builder::new().stack_size(1 << 60).spawn(|| 7) else { panic!("so large") };
/// assert!(error.to_string().starts_with("the thread was not started"));
/// assert_eq!(error.into_body()(), 7);
/// ```
pub struct SpawnError<F> {
    error: io::Error,
    body: F,
}

impl<F> SpawnError<F> {
    /// What the system said.
    #[must_use]
    pub const fn error(&self) -> &io::Error {
        &self.error
    }

    /// The closure, to run it here or to try again.
    #[must_use]
    pub fn into_body(self) -> F {
        self.body
    }
}

impl<F> From<SpawnError<F>> for io::Error {
    fn from(refused: SpawnError<F>) -> Self {
        refused.error
    }
}

impl<F> fmt::Display for SpawnError<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the thread was not started: {}", self.error)
    }
}

impl<F> fmt::Debug for SpawnError<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SpawnError").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<F> Error for SpawnError<F> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// Starts a thread. A handle that is dropped lets it run; the process does not wait for it.
///
/// # Panics
///
/// When the system does not start it; [`Builder::spawn`] says so instead.
///
/// ```
/// let worker = threadbare_sync::thread::spawn(|| 6 * 7);
/// assert_eq!(worker.join().unwrap(), 42);
/// ```
#[track_caller]
#[doc(alias = "start")]
pub fn spawn<F, T>(body: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match Builder::new().spawn(body) {
        Ok(handle) => handle,
        Err(refused) => panic!("{refused}; use Builder::spawn to go on without it"),
    }
}
