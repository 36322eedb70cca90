//! The system's own names for a thread.

/// The number that the system has for the calling thread, as `top -H` and a debugger show it. One
/// system call; in a forked child it is another.
///
/// ```
/// use threadbare_sys::thread::native_id;
///
/// let theirs = std::thread::spawn(native_id).join().expect("it does not panic");
/// assert_ne!(native_id(), theirs);
/// ```
#[must_use]
pub fn native_id() -> u32 {
    // SAFETY: the call takes nothing and always succeeds.
    let id = unsafe { libc::gettid() };
    id.unsigned_abs()
}

/// True for the thread that the process began with; in a forked child, for the one that forked.
///
/// ```
/// let theirs = std::thread::spawn(threadbare_sys::thread::is_main);
/// assert!(!theirs.join().expect("it does not panic"));
/// ```
#[must_use]
pub fn is_main() -> bool {
    // SAFETY: the call takes nothing and always succeeds.
    let process = unsafe { libc::getpid() };
    process.unsigned_abs() == native_id()
}
