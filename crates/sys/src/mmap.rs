//! Memory that outlives a fork: pages that parent and child share.

use core::ptr::NonNull;
use std::io;

use crate::errno;

/// A value in pages of its own that stay shared with every child forked later.
///
/// The pages are given back when the value is dropped, in each process for itself; the value's
/// own destructor does not run, so it must not need one.
///
/// ```
/// use threadbare_sys::{atomic::AtomicU32, mmap::Shared};
///
/// let word = Shared::new(AtomicU32::new(7))?;
/// assert_eq!(word.as_ptr() as usize % 4096, 0);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Shared<T> {
    value: NonNull<T>,
}

// SAFETY: a `Shared<T>` is an owning pointer, as `Box<T>` is; sharing it shares `&T`.
unsafe impl<T: Send> Send for Shared<T> {}
// SAFETY: as above, like `Box<T>`.
unsafe impl<T: Sync> Sync for Shared<T> {}

impl<T> Shared<T> {
    const LENGTH: usize = if size_of::<T>() == 0 { 1 } else { size_of::<T>() };

    /// Maps fresh pages and moves `value` into them.
    ///
    /// # Errors
    ///
    /// What `mmap` says: `ENOMEM` when there is no memory or no room for one more mapping.
    ///
    /// # Panics
    ///
    /// When `T` needs a destructor or an alignment of more than a page.
    pub fn new(value: T) -> io::Result<Self> {
        assert!(
            !core::mem::needs_drop::<T>(),
            "shared pages never run a destructor; share plain data"
        );
        assert!(align_of::<T>() <= 4096, "pages are aligned to 4096 bytes and no more");
        let (protection, flags) =
            (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
        // SAFETY: no address is asked for, so nothing that exists is touched.
        let page =
            unsafe { libc::mmap(core::ptr::null_mut(), Self::LENGTH, protection, flags, -1, 0) };
        if page == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let Some(place) = NonNull::new(page.cast::<T>()) else {
            return Err(io::Error::from_raw_os_error(libc::EFAULT));
        };
        // SAFETY: the pages are fresh, writable, large and aligned enough (asserted above).
        unsafe { place.write(value) };
        Ok(Self { value: place })
    }

    /// The value's address, the same in every process that shares it.
    #[must_use]
    pub fn as_ptr(&self) -> *const T {
        self.value.as_ptr()
    }
}

impl<T> core::ops::Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the pages hold a `T` since `new` and are mapped until `drop`.
        unsafe { self.value.as_ref() }
    }
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        // SAFETY: these are the pages that `new` mapped, and nobody borrows them any more.
        let unmapped =
            errno::check(unsafe { libc::munmap(self.value.as_ptr().cast(), Self::LENGTH) });
        debug_assert!(unmapped.is_ok(), "munmap of our own pages failed: {unmapped:?}");
    }
}
