//! The calling thread, and all that are known.

use threadbare_sys::sync::Arc;
use threadbare_sys::thread::is_main;

use super::info::{Info, Thread};
use super::registry;

/// A thread that was not started here, until it ends.
struct Known {
    thread: Thread,
    is_adopted: bool,
}

impl Drop for Known {
    fn drop(&mut self) {
        if self.is_adopted {
            registry::unlist(&self.thread.info);
            // SAFETY: the adopted thread is the only one that ends it, here, and the handle keeps
            // the cell alive.
            unsafe { self.thread.info.ended.abandon() };
        }
    }
}

thread_local! {
    static CURRENT: Known = Known::find();
}

impl Known {
    /// One that was started here is listed; any other is adopted now.
    fn find() -> Self {
        if let Some(info) = registry::find(|info| info.is_current()) {
            return Self { thread: Thread { info }, is_adopted: false };
        }
        let name = if is_main() { Some("main".into()) } else { None };
        let info = Arc::new(Info::new(name, true));
        info.begin();
        registry::list(&info);
        Self { thread: Thread { info }, is_adopted: true }
    }
}

/// The calling thread. Python's `threading.current_thread`.
///
/// A thread that was not started here, the main thread for one, is adopted when it first asks, and
/// listed from then on. After that it costs a look at a thread-local.
///
/// # Panics
///
/// In a destructor of a thread-local that runs after ours was destroyed.
///
/// ```
/// use threadbare_sync::thread;
///
/// let worker = thread::Builder::new().name("worker").spawn(|| thread::current()).unwrap();
/// assert_eq!(worker.join().unwrap().name(), Some("worker"));
/// ```
#[must_use]
#[doc(alias = "current_thread")]
pub fn current() -> Thread {
    CURRENT.with(|known| {
        if known.thread.native_id().is_none() {
            // A forked child: another number.
            known.thread.info.refresh();
        }
        known.thread.clone()
    })
}

/// All threads that are alive, as far as they are known: those that were started here, the calling
/// one, and any other that has called [`current`]. Python's `threading.enumerate`.
///
/// One allocation. In a forked child, the one thread that it has, and those that it starts.
///
/// ```
/// use threadbare_sync::thread;
///
/// let (stop, stopped) = std::sync::mpsc::channel::<()>();
/// let worker = thread::spawn(move || stopped.recv());
/// assert!(thread::enumerate().contains(worker.thread()));
/// drop(stop);
/// worker.join().unwrap().unwrap_err();
/// assert!(thread::enumerate().contains(&thread::current()));
/// ```
#[must_use]
pub fn enumerate() -> Vec<Thread> {
    let _adopted = current();
    // Room is made outside the lock; whoever comes in between is looked for once more.
    let mut room = active();
    loop {
        let mut threads = Vec::with_capacity(room);
        let mut count = 0;
        let none = registry::find(|info| {
            count += 1;
            if threads.len() < threads.capacity() {
                threads.push(Thread { info: Arc::clone(info) });
            }
            false
        });
        debug_assert!(none.is_none(), "all were visited");
        if count <= threads.capacity() {
            return threads;
        }
        room = count;
    }
}

/// How many threads [`enumerate`] would list.
///
/// ```
/// assert!(threadbare_sync::thread::active_count() >= 1);
/// ```
#[must_use]
pub fn active_count() -> usize {
    let _adopted = current();
    active()
}

fn active() -> usize {
    let mut count = 0;
    let none = registry::find(|_| {
        count += 1;
        false
    });
    debug_assert!(none.is_none(), "all were visited");
    count
}
