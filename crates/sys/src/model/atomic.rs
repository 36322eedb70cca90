//! loom's atomics, each operation knowing its place in the source.

use core::panic::Location;
use std::rc::Rc;

pub use core::sync::atomic::Ordering;

use loom::sync::atomic as loom_atomic;

use super::futex::Sleepers;
use super::mutation::{self, Slot};
use super::trace;

/// What lies beside an atomic in a model: for a futex word, those who sleep on it.
pub(super) trait Beside<Inner> {
    /// What lies beside a new atomic.
    fn new(inner: &Inner) -> Self;

    /// Panics when the owner of the atomic has freed it.
    #[track_caller]
    fn assert_alive(&self) {}
}

impl<Inner> Beside<Inner> for () {
    fn new(_inner: &Inner) -> Self {}
}

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
            self.assert_alive();
            let place = Location::caller();
            let order = ordering(place, Slot::Rmw, order);
            let old = self.inner.$name(value, order);
            // Another thread may have run before the operation, and freed the word.
            self.assert_alive();
            let shown = || format!("{value:?}: was {old:?}");
            trace::note(place, stringify!($name), Some(order), shown);
            old
        }
    )* };
}

macro_rules! atomic {
    ($name:ident $(<$T:ident>)?, $value:ty, $inner:ty, $beside:ty, $($rmw:ident)*) => {
        /// loom's atomic of the same name, each operation knowing its place.
        #[derive(Debug)]
        pub struct $name $(<$T>)? {
            inner: $inner,
            pub(super) beside: $beside,
        }

        impl $(<$T>)? $name $(<$T>)? {
            /// A new atomic, registered with the running execution.
            #[must_use]
            #[track_caller]
            pub fn new(value: $value) -> Self {
                let inner = <$inner>::from(loom::sync::atomic::$name::new(value));
                Self { beside: Beside::new(&inner), inner }
            }

            #[track_caller]
            fn assert_alive(&self) {
                Beside::<$inner>::assert_alive(&self.beside);
            }

            /// As the operation of the same name in `core`.
            #[must_use]
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $value {
                self.assert_alive();
                let place = Location::caller();
                let order = ordering(place, Slot::Load, order);
                let value = self.inner.load(order);
                self.assert_alive();
                trace::note(place, "load", Some(order), || format!("{value:?}"));
                value
            }

            /// As the operation of the same name in `core`.
            #[track_caller]
            pub fn store(&self, value: $value, order: Ordering) {
                self.assert_alive();
                let place = Location::caller();
                let order = ordering(place, Slot::Store, order);
                self.inner.store(value, order);
                self.assert_alive();
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
                self.assert_alive();
                let place = Location::caller();
                let success = ordering(place, Slot::Success, success);
                let failure = ordering(place, Slot::Failure, failure);
                let result = self.inner.compare_exchange(current, new, success, failure);
                self.assert_alive();
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

/// loom's atomic, on the heap: the futex model reaches a word by address when it may be gone.
pub(super) type Word = Rc<loom::sync::atomic::AtomicU32>;

atomic!(AtomicU32, u32, Word, Rc<Sleepers>, fetch_add fetch_sub fetch_and fetch_or fetch_xor);
atomic!(AtomicU64, u64, loom_atomic::AtomicU64, (), fetch_add fetch_sub fetch_and fetch_or);
atomic!(AtomicUsize, usize, loom_atomic::AtomicUsize, (), fetch_add fetch_sub fetch_and fetch_or);
atomic!(AtomicBool, bool, loom_atomic::AtomicBool, (), fetch_and fetch_or fetch_xor);
atomic!(AtomicPtr<T>, *mut T, loom_atomic::AtomicPtr<T>, (),);

// SAFETY: loom runs all threads of a model on one thread of the system, one at a time.
unsafe impl Send for AtomicU32 {}
// SAFETY: as above, one thread of the system.
unsafe impl Sync for AtomicU32 {}

impl Drop for AtomicU32 {
    fn drop(&mut self) {
        self.beside.bury();
    }
}

impl AtomicU32 {
    /// A relaxed load that is no place of its own; it may read an older value.
    pub(super) fn glance(&self) -> u32 {
        self.inner.load(Ordering::Relaxed)
    }
}
