//! A value for each thread, of which all can be seen.      Chapter: docs/sync/thread-local.md
//!
//! An object has a slot for each thread, found by the thread's [`index`](threadbare_sys::thread);
//! a slot leads to a node on the heap, or nowhere. Slots lie in chunks that never move.
//!
//! # Invariants
//!
//! * I1: a node is in one place: in the slot of its thread, or among those whose thread has ended.
//!   It lives as long as it is there; whoever takes it out, under the lock, drops it.
//! * I2: a slot is written under the lock, by its own thread, or by one that has the only
//!   reference to the object. So its own thread reads it without the lock, others under it.
//! * I3: a node knows how many [`Local`]s its thread has of it. Only that thread counts, and all
//!   others look at the count only when the thread has ended.
//! * I4: the value of a thread that has ended stays as long as somebody looks at all of them, and
//!   as long as a `Local` of it was leaked.
//! * I5: in a forked child, the slots of threads that it does not have are not looked at, and what
//!   is in them is never dropped.
//!
//! # Cost
//!
//! To get a value that is there: a thread-local, two loads, and a count up and down. No write that
//! another thread sees, no lock. The first value of a thread allocates its node and what tells us
//! of the thread's end, and takes the lock once.
//!
//! Read next: `place.rs`, `shared.rs`.

mod all;
mod local;
mod place;
mod shared;

use core::convert::Infallible;
use core::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::vec;

use threadbare_sys::const_fn;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

use crate::OnceLock;
pub use all::{All, AllMut};
pub use local::Local;
use shared::{Ending, Shared};

/// A value for each thread, of which all can be seen. Python's `threading.local`, as an object: two
/// of them have values of their own.
///
/// A thread sees its own value and makes it when it first needs it. Nothing is shared, so a `Cell`
/// will do inside; what [`all`](Self::all) is to show must be `Sync`.
///
/// # When a thread ends
///
/// Its value is dropped, on that thread, when the destructors of its std thread-locals have run:
/// those may still use it. A new thread begins with none. With [`keeping`](Self::keeping), values
/// outlive their threads: for sums that are made at the end.
///
/// The value of the main thread is dropped with the object, or not at all if that is a static.
///
/// # Fork
///
/// In a forked child the forking thread has its value. Those of the parent's other threads are not
/// to be seen there and are not dropped, for they may have been changing when the process forked.
///
/// # Source
///
/// Slots by a small number for each thread are what the `thread_local` crate has. It gives a new
/// thread the value of one that has ended; Python does not, and neither do we.
///
/// ```
/// use std::cell::Cell;
/// use std::thread;
/// use threadbare_sync::ThreadLocal;
///
/// static DEPTH: ThreadLocal<Cell<u32>> = ThreadLocal::new();
///
/// DEPTH.get_or(Cell::default).set(5);
/// thread::spawn(|| assert!(DEPTH.get().is_none())).join().unwrap();
/// assert_eq!(DEPTH.get().map(|depth| depth.get()), Some(5));
/// ```
///
/// What is to be handed to another thread must be fit for it, and the thread's own reference stays
/// where it is:
///
/// ```compile_fail,E0277
/// use threadbare_sync::ThreadLocal;
///
/// static NAME: ThreadLocal<String> = ThreadLocal::new();
///
/// let name = NAME.get_or(String::new);
/// std::thread::spawn(move || name.len());
/// ```
#[doc(alias = "threading.local")]
pub struct ThreadLocal<T> {
    shared: OnceLock<Arc<Shared<T>>>,
    keeps: bool,
}

impl<T> UnwindSafe for ThreadLocal<T> {}
// A panic leaves the thread's own value as it was at that moment, as with a lock.
impl<T> RefUnwindSafe for ThreadLocal<T> {}

impl<T> ThreadLocal<T> {
    const_fn! {
        /// No values. That of a thread that ends is dropped.
        #[must_use]
        pub const fn new() -> Self {
            Self { shared: OnceLock::new(), keeps: false }
        }
    }

    const_fn! {
        /// No values. Those of threads that end stay, and [`all`](Self::all) shows them; they are
        /// as many as there were threads, so this is for programs with few.
        ///
        /// ```
        /// use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
        /// use std::thread;
        /// use threadbare_sync::ThreadLocal;
        ///
        /// let found = ThreadLocal::<AtomicU32>::keeping();
        /// thread::scope(|scope| {
        ///     for _ in 0..4 {
        ///         scope.spawn(|| found.get_or(AtomicU32::default).fetch_add(10, Relaxed));
        ///     }
        /// });
        /// assert_eq!(found.into_iter().map(AtomicU32::into_inner).sum::<u32>(), 40);
        /// ```
        #[must_use]
        pub const fn keeping() -> Self {
            Self { shared: OnceLock::new(), keeps: true }
        }
    }

    /// The calling thread's value, if it has one. Constant time, without a lock.
    ///
    /// ```
    /// let local = threadbare_sync::ThreadLocal::<u32>::new();
    /// assert!(local.get().is_none());
    /// ```
    #[inline]
    #[must_use]
    pub fn get(&self) -> Option<Local<'_, T>> {
        self.shared.get()?.own().map(Local::new)
    }

    /// Drops the values of all threads, those that were kept among them.
    ///
    /// ```
    /// let mut local = threadbare_sync::ThreadLocal::new();
    /// local.get_or(|| 1);
    /// local.clear();
    /// assert!(local.get().is_none());
    /// ```
    pub fn clear(&mut self) {
        if let Some(shared) = self.shared.get() {
            drop(shared.take_all());
        }
    }
}

impl<T: Send + 'static> ThreadLocal<T> {
    /// The calling thread's value; `init` makes it if it has none.
    ///
    /// If `init` itself asks for the value, and so makes it, that one stays.
    ///
    /// ```
    /// let local = threadbare_sync::ThreadLocal::new();
    /// assert_eq!(*local.get_or(|| 1), 1);
    /// assert_eq!(*local.get_or(|| 2), 1);
    /// ```
    #[inline]
    pub fn get_or(&self, init: impl FnOnce() -> T) -> Local<'_, T> {
        match self.get_or_try(|| Ok::<T, Infallible>(init())) {
            Ok(local) => local,
            Err(never) => match never {},
        }
    }

    /// The calling thread's value; `init` makes it if it has none, or fails.
    ///
    /// # Errors
    ///
    /// What `init` says; the thread has no value then.
    ///
    /// ```
    /// let local = threadbare_sync::ThreadLocal::new();
    /// assert!(local.get_or_try(|| "one".parse::<u32>()).is_err());
    /// assert_eq!(local.get_or_try(|| "1".parse::<u32>()).as_deref(), Ok(&1));
    /// ```
    #[inline]
    pub fn get_or_try<E>(&self, init: impl FnOnce() -> Result<T, E>) -> Result<Local<'_, T>, E> {
        match self.get() {
            Some(local) => Ok(local),
            None => init().map(|value| self.insert(value)),
        }
    }

    #[cold]
    fn insert(&self, value: T) -> Local<'_, T> {
        let shared = self.shared.get_or_init(|| Arc::new(Shared::new(self.keeps)));
        // `init` may have asked for the value as well.
        if shared.own().is_none() && shared.insert(value) {
            thread::at_end(Box::new(Ending { shared: Arc::clone(shared) }));
        }
        Local::new(shared.own().expect("we are the ones who put it there, and have not ended"))
    }
}

impl<T: Sync> ThreadLocal<T> {
    /// The values of all threads, as they were at this moment. They stay as long as this is there,
    /// also those of threads that end meanwhile; one that begins meanwhile is not among them.
    ///
    /// In no order. Linear in the most threads that there were at one time.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    ///
    /// let counts = threadbare_sync::ThreadLocal::new();
    /// counts.get_or(AtomicU32::default).fetch_add(1, Relaxed);
    /// let sum: u32 = counts.all().iter().map(|count| count.load(Relaxed)).sum();
    /// assert_eq!(sum, 1);
    /// ```
    #[must_use = "the values stay as long as this is there"]
    pub fn all(&self) -> All<'_, T> {
        All::new(self.shared.get())
    }
}

impl<T: Send> ThreadLocal<T> {
    /// As [`all`](Self::all), to change the values: nobody else has a reference to one.
    ///
    /// ```
    /// let mut counts = threadbare_sync::ThreadLocal::new();
    /// counts.get_or(|| 1);
    /// for count in &mut counts.all_mut() {
    ///     *count += 1;
    /// }
    /// assert_eq!(counts.get().as_deref(), Some(&2));
    /// ```
    #[must_use = "the values stay as long as this is there"]
    pub fn all_mut(&mut self) -> AllMut<'_, T> {
        AllMut::new(self.shared.get())
    }
}

impl<T: Send> IntoIterator for ThreadLocal<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    /// The values of all threads, in no order.
    fn into_iter(self) -> vec::IntoIter<T> {
        let gone = self.shared.get().map(|shared| shared.take_all());
        gone.map_or_else(Vec::new, shared::Gone::into_values).into_iter()
    }
}

impl<T> Drop for ThreadLocal<T> {
    fn drop(&mut self) {
        self.clear();
    }
}

impl<T> Default for ThreadLocal<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for ThreadLocal<T> {
    /// Shows the calling thread's value, if it has one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadLocal").field("own", &self.get().as_deref()).finish_non_exhaustive()
    }
}
