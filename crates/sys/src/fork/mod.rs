//! Child processes by `fork`, in the one form that is sound in a program with threads, and the
//! number by which a child knows that it is one.

#[cfg(not(threadbare_loom))]
mod generation;

use std::io;

use crate::errno;

#[cfg(not(threadbare_loom))]
pub use generation::generation;

#[cfg(threadbare_loom)]
pub use crate::model::fork::generation;

/// A forked child that has not been waited for.
#[derive(Debug)]
#[must_use = "a child that nobody waits for stays a zombie"]
pub struct Child {
    pid: libc::pid_t,
}

/// Forks; the child runs `body` and exits with what it returns.
///
/// The child never returns from here: it leaves by `_exit`, so no destructor, no `atexit`
/// handler and no buffered output of the parent runs twice.
///
/// # Errors
///
/// What `fork` says: `EAGAIN` at the limit of processes, `ENOMEM`.
///
/// # Safety
///
/// In a process with other threads, `body` may only do what a signal handler may: system calls,
/// atomics, the futex waist. Other threads do not exist in the child, and a lock that one of them
/// held (the allocator's, say) is held for ever.
///
/// ```
/// // SAFETY: the child does nothing at all.
/// let child = unsafe { threadbare_sys::fork::fork(|| 7) }?;
/// assert_eq!(child.join()?, Some(7));
/// # Ok::<(), std::io::Error>(())
/// ```
pub unsafe fn fork(body: impl FnOnce() -> u8) -> io::Result<Child> {
    // SAFETY: the caller keeps the child to what is allowed after a fork.
    let pid = errno::check(unsafe { libc::fork() })?;
    if pid == 0 {
        let code = body();
        // SAFETY: `_exit` ends the process and is always allowed.
        unsafe { libc::_exit(libc::c_int::from(code)) };
    }
    Ok(Child { pid })
}

impl Child {
    /// Waits for the child's end: its exit code, or `None` when a signal killed it.
    ///
    /// # Errors
    ///
    /// What `waitpid` says: `ECHILD` when somebody else waited for this child.
    pub fn join(self) -> io::Result<Option<u8>> {
        let mut status = 0;
        loop {
            // SAFETY: `status` is ours; the process id is that of our own child.
            match errno::check(unsafe { libc::waitpid(self.pid, &raw mut status, 0) }) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(_) if libc::WIFEXITED(status) => {
                    return Ok(u8::try_from(libc::WEXITSTATUS(status)).ok());
                }
                Ok(_) => return Ok(None),
            }
        }
    }
}
