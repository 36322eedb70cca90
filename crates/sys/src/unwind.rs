//! Catching panics; in a model they pass, because there a panic is the model's own failure.

#[cfg(not(threadbare_loom))]
pub use real::catch;

#[cfg(threadbare_loom)]
pub use crate::model::catch;

#[cfg(not(threadbare_loom))]
mod real {
    use core::any::Any;
    use core::panic::AssertUnwindSafe;

    /// Runs `body`, and catches its panic. What it leaves half done is the caller's to know.
    ///
    /// # Errors
    ///
    /// The payload of the panic.
    ///
    /// ```
    /// assert_eq!(threadbare_sys::unwind::catch(|| 1).unwrap(), 1);
    /// # std::panic::set_hook(Box::new(|_| {}));
    /// assert!(threadbare_sys::unwind::catch(|| panic!("no")).is_err());
    /// ```
    pub fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
        std::panic::catch_unwind(AssertUnwindSafe(body))
    }
}
