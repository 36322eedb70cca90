//! What runs when the process exits.

/// Runs `body` when the process exits: when `main` returns or somebody calls
/// [`std::process::exit`], on the thread that does. Not when a signal or an abort ends it.
///
/// What is registered last runs first. False: the C library has no memory for it.
///
/// ```
/// extern "C" fn last_words() {}
///
/// assert!(threadbare_sys::exit::at_exit(last_words));
/// ```
#[must_use = "false means that it will not run"]
pub fn at_exit(body: extern "C" fn()) -> bool {
    // SAFETY: the function lives as long as the program, and takes nothing.
    unsafe { libc::atexit(body) == 0 }
}
