//! Which process this is, as a number: another one in each forked child.
//!
//! What a fork copies in the middle of things (a held lock, a list of waiters that do not exist in
//! the child) carries the number of its time; whoever finds another number than today's knows.

use crate::atomic::{AtomicU32, Ordering::Relaxed};

/// 0: nobody has asked yet, so nothing carries a number.
static GENERATION: AtomicU32 = AtomicU32::new(0);

/// The number of this process: 1 at first, and another one in each forked child. One load, after
/// the first call in a program, which registers a handler with the C library's `fork`.
///
/// A child that was made by the bare system call, behind the C library's back, is not noticed.
///
/// ```
/// use threadbare_sys::fork::{fork, generation};
///
/// let ours = generation();
/// // SAFETY: the child reads a number.
/// let child = unsafe { fork(|| u8::from(generation() != ours)) }?;
/// assert_eq!(child.join()?, Some(1));
/// assert_eq!(generation(), ours);
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use]
#[inline]
pub fn generation() -> u32 {
    // [FG1] Relaxed: a number that stands for itself; it changes in a child before anything else
    // runs there.
    let known = GENERATION.load(Relaxed);
    if known == 0 { register() } else { known }
}

/// Two threads may come here at once; then the handler runs twice in a child, which does no harm.
#[cold]
fn register() -> u32 {
    // SAFETY: the handler is a function of this program, and does what a child may do.
    let failed = unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
    // Without memory for the handler a fork goes unnoticed; the next call tries again.
    if failed == 0 {
        // [FG2] Relaxed/Relaxed: as [FG1].
        let _ = GENERATION.compare_exchange(0, 1, Relaxed, Relaxed);
    }
    1
}

unsafe extern "C" fn in_child() {
    // [FG3] Relaxed: as [FG1]; the child has one thread.
    GENERATION.fetch_add(1, Relaxed);
    crate::thread::in_child();
}
