//! What a system call says when it fails, as [`io::Error`].

use std::io;

/// The result of a call that returns -1 when it fails.
pub(crate) fn check<N: From<i8> + PartialEq>(returned: N) -> io::Result<N> {
    if returned == N::from(-1) { Err(io::Error::last_os_error()) } else { Ok(returned) }
}
