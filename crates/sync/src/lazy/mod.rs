//! A value that its first user makes: a [`Once`], and room for what makes the value or for the
//! value.                                                  Chapter: docs/sync/once.md
//!
//! # Invariants
//!
//! * Z1: the room holds the value when the `Once` is complete, and the initialiser otherwise.
//! * Z2: whoever has a turn of the `Once` is alone with the room.
//!
//! # Cost
//!
//! To read it: one load. It allocates nothing.
//!
//! Read next: the source of [`Once`].

mod traits;

use core::mem::ManuallyDrop;

use threadbare_sys::cell::UnsafeCell;
use threadbare_sys::clock::Deadline;
use threadbare_sys::const_fn;

use crate::once::{Entry, Once, Turn};

/// A value that its first user makes.
///
/// # Panics of the initialiser
///
/// A panic travels on to whoever asked, and the next to ask calls the initialiser **again**:
/// nothing poisons, here as elsewhere. So the initialiser is a [`Fn`]. That of std's `LazyLock`
/// is a `FnOnce`, called at most once; it panics for ever after if that call did. One that uses
/// itself up goes into [`OnceLock::get_or_init`](crate::OnceLock::get_or_init).
///
/// An initialiser that asks for its own value panics instead of waiting for itself.
///
/// # Fork
///
/// A value that is there is there in the child as well. An initialiser that another thread of the
/// parent was running is called again in the child.
///
/// ```
/// use threadbare_sync::Lazy;
///
/// static WORDS: Lazy<Vec<&str>> = Lazy::new(|| "made when it is used".split(' ').collect());
///
/// assert_eq!(WORDS.len(), 5);
/// assert_eq!(WORDS[4], "used");
/// ```
///
/// After a panic it is tried again:
///
/// ```
/// use std::panic::catch_unwind;
/// use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
/// use threadbare_sync::Lazy;
///
/// static TRIES: AtomicU32 = AtomicU32::new(0);
/// static VALUE: Lazy<u32> = Lazy::new(|| match TRIES.fetch_add(1, Relaxed) {
///     0 => panic!("not yet"),
///     tries => tries,
/// });
///
/// assert!(catch_unwind(|| *VALUE).is_err());
/// assert_eq!(*VALUE, 1);
/// ```
#[doc(alias = "LazyLock")]
#[doc(alias = "functools.cache")]
pub struct Lazy<T, F = fn() -> T> {
    once: Once,
    room: UnsafeCell<Room<T, F>>,
}

/// Z1 says which.
union Room<T, F> {
    initialiser: ManuallyDrop<F>,
    value: ManuallyDrop<T>,
}

// SAFETY: Z2 - the initialiser is used by one at a time, so it is handed around; all share `&T`.
unsafe impl<T: Send + Sync, F: Send> Sync for Lazy<T, F> {}

impl<T, F> Lazy<T, F> {
    const_fn! {
        /// A value that `initialiser` is to make.
        #[must_use]
        pub const fn new(initialiser: F) -> Self {
            let room = Room { initialiser: ManuallyDrop::new(initialiser) };
            Self { once: Once::new(), room: UnsafeCell::new(room) }
        }
    }

    /// The value, if it has been made.
    #[inline]
    fn made(&self) -> Option<&T> {
        // SAFETY: we asked just before whether it is complete.
        self.once.is_completed().then(|| unsafe { self.value() })
    }

    /// The value.
    ///
    /// # Safety
    ///
    /// The `Once` is complete, and the caller has seen that it is.
    unsafe fn value(&self) -> &T {
        self.room.with(|room| {
            // SAFETY: nobody writes to a room whose `Once` is complete as long as `self` is shared.
            let room = unsafe { &*room };
            // SAFETY: Z1 - it is complete.
            unsafe { &room.value }
        })
    }
}

impl<T, F: Fn() -> T> Lazy<T, F> {
    /// The value, if it has been made; does not make it, and never blocks.
    ///
    /// ```
    /// use threadbare_sync::Lazy;
    ///
    /// let lazy = Lazy::new(|| 1);
    /// assert_eq!(Lazy::get(&lazy), None);
    /// assert_eq!((*lazy, Lazy::get(&lazy)), (1, Some(&1)));
    /// ```
    #[inline]
    #[must_use]
    pub fn get(this: &Self) -> Option<&T> {
        this.made()
    }

    /// The value to change, if it has been made.
    ///
    /// ```
    /// use threadbare_sync::Lazy;
    ///
    /// let mut lazy = Lazy::new(|| 1);
    /// assert_eq!(Lazy::get_mut(&mut lazy), None);
    /// ```
    #[must_use]
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        if !this.once.is_completed() {
            return None;
        }
        // SAFETY: Z1 - it is complete, and nobody else has a reference.
        Some(unsafe { &mut this.room.get_mut().value })
    }

    /// The value if it has been made, and the initialiser otherwise.
    ///
    /// # Errors
    ///
    /// The initialiser.
    ///
    /// ```
    /// use threadbare_sync::Lazy;
    ///
    /// let lazy = Lazy::new(|| 1);
    /// let initialiser = Lazy::into_value(lazy).unwrap_err();
    /// let lazy = Lazy::new(initialiser);
    /// Lazy::force(&lazy);
    /// assert_eq!(Lazy::into_value(lazy).ok(), Some(1));
    /// ```
    pub fn into_value(this: Self) -> Result<T, F> {
        let mut this = ManuallyDrop::new(this);
        let is_made = this.once.is_completed();
        let room = this.room.get_mut();
        if is_made {
            // SAFETY: Z1 - it is complete; `this` is not dropped, so the value is read out once.
            Ok(unsafe { ManuallyDrop::take(&mut room.value) })
        } else {
            // SAFETY: Z1 - it is not complete, and nobody is at it, for we own it; `this` is not
            // dropped, so the initialiser is read out once.
            Err(unsafe { ManuallyDrop::take(&mut room.initialiser) })
        }
    }

    /// The value; makes it if this is the first time. What `*lazy` does.
    ///
    /// # Panics
    ///
    /// When the initialiser does, and when it is called inside the initialiser, by the same thread.
    ///
    /// ```
    /// use threadbare_sync::Lazy;
    ///
    /// let lazy = Lazy::new(|| 1);
    /// assert_eq!(Lazy::force(&lazy), &1);
    /// ```
    #[inline]
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        match this.made() {
            Some(value) => value,
            None => this.force_slow(),
        }
    }

    /// As [`force`](Self::force), to change the value.
    ///
    /// # Panics
    ///
    /// As [`force`](Self::force).
    ///
    /// ```
    /// use threadbare_sync::Lazy;
    ///
    /// let mut lazy = Lazy::new(|| 1);
    /// *Lazy::force_mut(&mut lazy) += 1;
    /// assert_eq!(*lazy, 2);
    /// ```
    #[track_caller]
    pub fn force_mut(this: &mut Self) -> &mut T {
        Self::force(this);
        // SAFETY: Z1 - it was forced, and nobody else has a reference.
        unsafe { &mut this.room.get_mut().value }
    }

    #[cold]
    #[track_caller]
    fn force_slow(&self) -> &T {
        if let Ok(Entry::Ours(turn)) = self.once.enter(Deadline::NEVER) {
            self.make(turn);
        }
        // SAFETY: a wait without a deadline ends when it is complete, or ours, and then it is.
        unsafe { self.value() }
    }

    fn make(&self, turn: Turn<'_>) {
        let value = self.room.with(|room| {
            // SAFETY: Z2 - the turn is ours, so nobody writes.
            let room = unsafe { &*room };
            // SAFETY: Z1 - it is not complete.
            let initialiser = unsafe { &room.initialiser };
            initialiser()
        });
        let initialiser = self.room.with_mut(|room| {
            // SAFETY: Z2 - the turn is ours, so nobody else reads or writes.
            let room = unsafe { &mut *room };
            // SAFETY: Z1 - it is not complete, and is before anybody looks again; what is read out
            // here is overwritten.
            let initialiser = unsafe { ManuallyDrop::take(&mut room.initialiser) };
            room.value = ManuallyDrop::new(value);
            initialiser
        });
        turn.complete();
        // Its destructor is user code: the value is there already, whatever it does.
        drop(initialiser);
    }
}
