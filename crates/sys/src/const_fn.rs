//! `const_fn!`: a constructor that is `const` outside a model; `global!`: a static of such a type.
//!
//! loom registers each atomic with the execution that creates it, so its constructors cannot be
//! `const`; ours can. One macro keeps the difference out of every primitive.

/// Declares a function that is `const` in an ordinary build and plain in a model build.
///
/// ```
/// use threadbare_sys::{atomic::AtomicU32, const_fn};
///
/// pub struct Gate {
///     word: AtomicU32,
/// }
///
/// impl Gate {
///     const_fn! {
///         /// A gate that is shut.
///         pub const fn new() -> Self {
///             Self { word: AtomicU32::new(0) }
///         }
///     }
/// }
///
/// static GATE: Gate = Gate::new();
/// # let _ = &GATE.word;
/// ```
#[cfg(not(threadbare_loom))]
#[macro_export]
macro_rules! const_fn {
    ($(#[$meta:meta])* $vis:vis const fn $($rest:tt)*) => {
        $(#[$meta])* $vis const fn $($rest)*
    };
}

/// Declares a function that is `const` in an ordinary build and plain in a model build.
#[cfg(threadbare_loom)]
#[macro_export]
macro_rules! const_fn {
    ($(#[$meta:meta])* $vis:vis const fn $($rest:tt)*) => {
        $(#[$meta])* #[track_caller] $vis fn $($rest)*
    };
}

/// Declares a static whose value a model makes anew in each execution. Its methods are called as
/// those of any static.
///
/// ```
/// use threadbare_sys::atomic::{AtomicU32, Ordering::Relaxed};
///
/// threadbare_sys::global! {
///     static CALLS: AtomicU32 = AtomicU32::new(0);
/// }
///
/// CALLS.fetch_add(1, Relaxed);
/// assert_eq!(CALLS.load(Relaxed), 1);
/// ```
#[cfg(not(threadbare_loom))]
#[macro_export]
macro_rules! global {
    ($(#[$meta:meta])* $vis:vis static $name:ident: $type:ty = $value:expr;) => {
        $(#[$meta])* $vis static $name: $type = $value;
    };
}

/// Declares a static whose value a model makes anew in each execution.
#[cfg(threadbare_loom)]
#[macro_export]
macro_rules! global {
    ($(#[$meta:meta])* static $name:ident: $type:ty = $value:expr;) => {
        $crate::model::lazy_static! {
            $(#[$meta])* static ref $name: $type = $value;
        }
    };
}
