//! Hints to the processor: the pause instruction, which in a model is a step that lets somebody
//! else run first; and what will be needed from memory soon.

#[cfg(not(threadbare_loom))]
pub use core::hint::spin_loop;

#[cfg(threadbare_loom)]
pub use crate::model::spin_loop;

/// Asks the memory for the line at an address, without waiting for it. The address may be anything:
/// nothing is read. Where the processor has no such hint, or the compiler no name for it, nothing
/// happens.
///
/// ```
/// let numbers = [1, 2, 3];
/// threadbare_sys::hint::prefetch(&raw const numbers[2]);
/// threadbare_sys::hint::prefetch(core::ptr::null::<u8>());
/// ```
#[inline]
pub fn prefetch<T>(address: *const T) {
    fetch(address.cast());
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
#[inline]
fn fetch(address: *const i8) {
    use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: the instruction is part of every x86-64, and an address that is none is ignored.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(address) };
}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
#[inline]
fn fetch(_address: *const i8) {}
