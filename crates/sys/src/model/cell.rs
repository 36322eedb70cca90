//! loom's cell, which reports two accesses that nothing orders.

use core::mem::MaybeUninit;

/// A cell whose accesses are checked: two that overlap, or that no synchronisation orders, and
/// of which one writes, fail the model.
#[derive(Debug)]
pub struct UnsafeCell<T: ?Sized>(loom::cell::UnsafeCell<T>);

impl<T: Default> Default for UnsafeCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> UnsafeCell<T> {
    /// Wraps a value.
    #[must_use]
    #[track_caller]
    pub fn new(value: T) -> Self {
        Self(loom::cell::UnsafeCell::new(value))
    }

    /// Unwraps the value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T> UnsafeCell<MaybeUninit<T>> {
    /// Makes a cell without a value where it is to stay.
    ///
    /// # Safety
    ///
    /// `place` can be written to, and nobody else has it.
    #[track_caller]
    pub unsafe fn uninit_at(place: *mut Self) {
        // SAFETY: the caller's promise.
        unsafe { place.write(Self::new(MaybeUninit::uninit())) };
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Lends a pointer for reading: one read access.
    #[track_caller]
    pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        self.0.with(read)
    }

    /// Lends a pointer for writing: one write access.
    #[track_caller]
    pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        self.0.with_mut(write)
    }

    /// The value, through the only reference there is.
    #[track_caller]
    pub fn get_mut(&mut self) -> &mut T {
        self.0.with_mut(|value| {
            // SAFETY: `&mut self` is the only reference to the cell.
            unsafe { &mut *value }
        })
    }
}
