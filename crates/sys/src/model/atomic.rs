//! loom's atomics, each operation knowing its place in the source.

use core::panic::Location;

pub use core::sync::atomic::Ordering;

use super::futex::Sleepers;
use super::mutation::{self, Slot};
use super::trace;

/// What lies beside an atomic in a model: for a futex word, those who sleep on it.
pub(super) trait Beside {
    /// Panics when the owner of the atomic has freed it.
    #[track_caller]
    fn assert_alive(&self) {}
}

impl Beside for () {}

/// The ordering that this place is to use in this run. Only a fence can be left out.
fn ordering(place: &'static Location<'static>, slot: Slot, order: Ordering) -> Ordering {
    mutation::ordering(place, slot, order).unwrap_or(Ordering::Relaxed)
}

/// A fence; see [`core::sync::atomic::fence`].
#[track_caller]
pub fn fence(order: Ordering) {
    let place = Location::caller();
    let order = mutation::ordering(place, Slot::Fence, order);
    if let Some(order) = order {
        loom::sync::atomic::fence(order);
    }
    trace::note(place, "fence", order, String::new);
}

macro_rules! read_modify_write {
    ($value:ty: $($name:ident)*) => { $(
        /// As the operation of the same name in `core`.
        #[track_caller]
        pub fn $name(&self, value: $value, order: Ordering) -> $value {
            self.beside.assert_alive();
            let place = Location::caller();
            let order = ordering(place, Slot::Rmw, order);
            let old = self.inner.$name(value, order);
            trace::note(place, stringify!($name), Some(order), || format!("{value:?}: was {old:?}"));
            old
        }
    )* };
}

macro_rules! atomic {
    ($name:ident $(<$T:ident>)?, $value:ty, $beside:ty, $($rmw:ident)*) => {
        /// loom's atomic of the same name, each operation knowing its place.
        #[derive(Debug)]
        pub struct $name $(<$T>)? {
            inner: loom::sync::atomic::$name $(<$T>)?,
            pub(super) beside: $beside,
        }

        impl $(<$T>)? $name $(<$T>)? {
            /// A new atomic, registered with the running execution.
            #[must_use]
            #[track_caller]
            pub fn new(value: $value) -> Self {
                let inner = loom::sync::atomic::$name::new(value);
                Self { inner, beside: Default::default() }
            }

            /// As the operation of the same name in `core`.
            #[must_use]
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $value {
                self.beside.assert_alive();
                let place = Location::caller();
                let order = ordering(place, Slot::Load, order);
                let value = self.inner.load(order);
                trace::note(place, "load", Some(order), || format!("{value:?}"));
                value
            }

            /// As the operation of the same name in `core`.
            #[track_caller]
            pub fn store(&self, value: $value, order: Ordering) {
                self.beside.assert_alive();
                let place = Location::caller();
                let order = ordering(place, Slot::Store, order);
                self.inner.store(value, order);
                trace::note(place, "store", Some(order), || format!("{value:?}"));
            }

            /// As the operation of the same name in `core`.
            ///
            /// # Errors
            ///
            /// The value that was there instead of `current`.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                self.beside.assert_alive();
                let place = Location::caller();
                let success = ordering(place, Slot::Success, success);
                let failure = ordering(place, Slot::Failure, failure);
                let result = self.inner.compare_exchange(current, new, success, failure);
                let order = if result.is_ok() { success } else { failure };
                trace::note(place, "cas", Some(order), || match result {
                    Ok(_) => format!("{current:?} -> {new:?}"),
                    Err(seen) => format!("{current:?} -> {new:?} failed: {seen:?}"),
                });
                result
            }

            /// As the operation of the same name in `core`. It does not fail by chance here.
            ///
            /// # Errors
            ///
            /// The value that was there instead of `current`.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                self.compare_exchange(current, new, success, failure)
            }

            read_modify_write!($value: swap $($rmw)*);
        }
    };
}

atomic!(AtomicU32, u32, Sleepers, fetch_add fetch_sub fetch_and fetch_or fetch_xor);
atomic!(AtomicU64, u64, (), fetch_add fetch_sub fetch_and fetch_or fetch_xor);
atomic!(AtomicUsize, usize, (), fetch_add fetch_sub fetch_and fetch_or fetch_xor);
atomic!(AtomicBool, bool, (), fetch_and fetch_or fetch_xor);
atomic!(AtomicPtr<T>, *mut T, (),);

impl AtomicU32 {
    /// The newest value, and a scheduling point that depends on every access to the word: a CAS
    /// that cannot succeed, because nobody stores the value that it asks for.
    #[track_caller]
    pub(super) fn newest(&self) -> u32 {
        const NEVER_STORED: u32 = 0x5EED_DEAD;
        let relaxed = Ordering::Relaxed;
        self.inner
            .compare_exchange(NEVER_STORED, NEVER_STORED, relaxed, relaxed)
            .unwrap_or_else(|seen| seen)
    }

    /// A relaxed load that is no place of its own; it may read an older value.
    pub(super) fn glance(&self) -> u32 {
        self.inner.load(Ordering::Relaxed)
    }
}
