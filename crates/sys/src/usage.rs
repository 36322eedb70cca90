//! What a process or a thread has used so far: time, memory, context switches.

use core::time::Duration;
use std::io;

use crate::errno;

/// Resources used, as `getrusage` counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// Processor time spent in the program.
    pub user: Duration,
    /// Processor time spent in the kernel on the program's behalf.
    pub system: Duration,
    /// The largest resident set so far, in bytes. Always that of the whole process.
    pub max_rss_bytes: u64,
    /// Times that a thread gave up the processor by itself, to wait for something.
    pub voluntary_switches: u64,
    /// Times that the kernel took the processor away.
    pub involuntary_switches: u64,
}

/// What this process has used, all its threads together.
///
/// # Errors
///
/// What `getrusage` says; on Linux it does not fail.
///
/// ```
/// let usage = threadbare_sys::usage::process()?;
/// assert!(usage.max_rss_bytes > 0);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn process() -> io::Result<Usage> {
    usage(libc::RUSAGE_SELF)
}

/// What the calling thread has used.
///
/// # Errors
///
/// What `getrusage` says; on Linux it does not fail.
pub fn thread() -> io::Result<Usage> {
    usage(libc::RUSAGE_THREAD)
}

fn usage(whose: libc::c_int) -> io::Result<Usage> {
    // SAFETY: `rusage` is numbers alone, for which all zeros is a value.
    let mut raw: libc::rusage = unsafe { core::mem::zeroed() };
    // SAFETY: `raw` is ours, and as large as the kernel thinks it is.
    errno::check(unsafe { libc::getrusage(whose, &raw mut raw) })?;
    let count = |value: libc::c_long| u64::try_from(value).unwrap_or(0);
    let time = |value: libc::timeval| {
        Duration::from_secs(count(value.tv_sec)) + Duration::from_micros(count(value.tv_usec))
    };
    Ok(Usage {
        user: time(raw.ru_utime),
        system: time(raw.ru_stime),
        max_rss_bytes: count(raw.ru_maxrss).saturating_mul(1024),
        voluntary_switches: count(raw.ru_nvcsw),
        involuntary_switches: count(raw.ru_nivcsw),
    })
}
