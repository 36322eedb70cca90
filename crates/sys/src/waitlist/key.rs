//! What tells the waiters of one list apart.

use core::ptr;

/// A number, or the address of something that the waiter keeps. Two are equal when their numbers
/// are.
///
/// An address may be followed again: it carries the right to reach what is there.
///
/// ```
/// use threadbare_sys::waitlist::Key;
///
/// let slot = 7_u32;
/// let key = Key::address_of(&slot);
/// // SAFETY: the slot is alive, and of this type.
/// assert_eq!(unsafe { *key.address::<u32>() }, 7);
/// assert_eq!(key, Key::number((&raw const slot).addr()));
/// assert_eq!(Key::NONE, Key::number(0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(*const ());

impl Key {
    /// For waiters that need no key: the number 0.
    pub const NONE: Self = Self(ptr::null());

    /// A number, at which nothing can be reached.
    #[must_use]
    #[inline]
    pub const fn number(number: usize) -> Self {
        Self(ptr::without_provenance(number))
    }

    /// The address of what is at `place`.
    #[must_use]
    #[inline]
    pub const fn address_of<T>(place: &T) -> Self {
        Self(ptr::from_ref(place).cast())
    }

    /// The address that it was made of, for one who knows the type.
    #[must_use]
    #[inline]
    pub const fn address<T>(self) -> *const T {
        self.0.cast()
    }

    /// The same, marked: tells two kinds of even addresses apart.
    ///
    /// ```
    /// use threadbare_sys::waitlist::Key;
    ///
    /// let even = 7_u32;
    /// let key = Key::address_of(&even).marked();
    /// assert!(key.is_marked() && !Key::address_of(&even).is_marked());
    /// assert_eq!(key.unmarked(), Key::address_of(&even));
    /// ```
    #[must_use]
    #[inline]
    pub fn marked(self) -> Self {
        Self(self.0.map_addr(|address| address | 1))
    }

    /// True when it is odd.
    #[must_use]
    #[inline]
    pub fn is_marked(self) -> bool {
        self.0.addr() & 1 != 0
    }

    /// The same without the mark.
    #[must_use]
    #[inline]
    pub fn unmarked(self) -> Self {
        Self(self.0.map_addr(|address| address & !1))
    }
}
