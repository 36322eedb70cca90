//! The one cell behind all shared data: a pointer is lent to a closure, so that a model can see
//! when each access begins and ends and find the race between two of them.

#[cfg(not(threadbare_loom))]
pub use plain::UnsafeCell;

#[cfg(threadbare_loom)]
pub use crate::model::cell::UnsafeCell;

#[cfg(not(threadbare_loom))]
mod plain {
    use core::mem::MaybeUninit;

    /// `core::cell::UnsafeCell`, reached through closures.
    ///
    /// ```
    /// use threadbare_sys::cell::UnsafeCell;
    ///
    /// let cell = UnsafeCell::new(1);
    /// // SAFETY: nobody else has the cell.
    /// cell.with_mut(|value| unsafe { *value += 1 });
    /// assert_eq!(cell.into_inner(), 2);
    /// ```
    #[derive(Debug, Default)]
    #[repr(transparent)]
    pub struct UnsafeCell<T: ?Sized>(core::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        /// Wraps a value.
        #[must_use]
        pub const fn new(value: T) -> Self {
            Self(core::cell::UnsafeCell::new(value))
        }

        /// Unwraps the value.
        #[must_use]
        pub fn into_inner(self) -> T {
            self.0.into_inner()
        }
    }

    impl<T> UnsafeCell<MaybeUninit<T>> {
        /// Makes a cell without a value where it is to stay: nothing of the size of `T` is on the
        /// stack meanwhile.
        ///
        /// # Safety
        ///
        /// `place` can be written to, and nobody else has it.
        ///
        /// ```
        /// use std::mem::MaybeUninit;
        /// use threadbare_sys::cell::UnsafeCell;
        ///
        /// let mut cell = MaybeUninit::<UnsafeCell<MaybeUninit<[u8; 1024]>>>::uninit();
        /// // SAFETY: it is ours alone.
        /// unsafe { UnsafeCell::uninit_at(cell.as_mut_ptr()) };
        /// // SAFETY: it was just made.
        /// drop(unsafe { cell.assume_init() });
        /// ```
        #[inline]
        pub const unsafe fn uninit_at(place: *mut Self) {
            // What it consists of has no value: whatever stands there will do.
            let _ = place;
        }
    }

    impl<T: ?Sized> UnsafeCell<T> {
        /// Lends a pointer for reading. In a model, the time of the closure is one read access.
        #[inline]
        pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
            read(self.0.get())
        }

        /// Lends a pointer for writing. In a model, the time of the closure is one write access.
        #[inline]
        pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
            write(self.0.get())
        }

        /// The value, through the only reference there is.
        #[inline]
        pub fn get_mut(&mut self) -> &mut T {
            self.0.get_mut()
        }
    }
}
