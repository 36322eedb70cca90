//! What a thread asks of the kernel: its calls counted, or forbidden.
//!
//! The waist, and std as well, call the futex by the C library's `syscall`. An executable that has
//! a function of this name is asked instead, and asks the library's in turn:
//! [`count_calls!`](crate::count_calls) makes one that counts.

use core::cell::Cell;
use core::ffi::{c_char, c_int, c_long, c_ulong, c_void};
use core::mem::transmute;
use core::ptr::{null_mut, without_provenance_mut};
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

use threadbare_sys::fork::fork;
use threadbare_sys::mmap::Shared;

/// The numbers that a call has, as registers hold them.
pub type Arguments = [usize; 6];

/// How often a thread called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calls {
    /// To wake others by a futex.
    wakes: u32,
    /// For all else that goes by `syscall`: to sleep in a futex, for one.
    others: u32,
}

impl Calls {
    /// So many wakes, and nothing else.
    #[must_use]
    pub const fn of_wakes(wakes: u32) -> Self {
        Self { wakes, others: 0 }
    }
}

thread_local! {
    static CALLS: Cell<Calls> = const { Cell::new(Calls::of_wakes(0)) };
}

unsafe extern "C" {
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn prctl(option: c_int, ...) -> c_int;
}

/// Says that the libraries behind the executable are meant.
const RTLD_NEXT: usize = usize::MAX;
/// Younger architectures have the numbers in common.
const SYS_FUTEX: c_long = if cfg!(target_arch = "x86_64") { 202 } else { 98 };
const FUTEX_WAKE: usize = 1;
const FUTEX_COMMAND: usize = 0x7F;
const PR_SET_SECCOMP: c_int = 22;
const SECCOMP_MODE_STRICT: c_ulong = 1;

/// Defines the `syscall` that counts, once in an executable.
#[macro_export]
macro_rules! count_calls {
    () => {
        #[unsafe(no_mangle)]
        unsafe extern "C" fn syscall(
            number: ::core::ffi::c_long,
            a: usize,
            b: usize,
            c: usize,
            d: usize,
            e: usize,
            f: usize,
        ) -> ::core::ffi::c_long {
            // SAFETY: the caller's promise, which is that of the library's `syscall`.
            unsafe { $crate::calls::counted(number, [a, b, c, d, e, f]) }
        }
    };
}

type Syscall = unsafe extern "C" fn(c_long, usize, usize, usize, usize, usize, usize) -> c_long;

/// Counts a call, and makes it.
///
/// # Safety
///
/// As for the C library's `syscall`.
///
/// # Panics
///
/// In an executable that the C library is part of.
#[expect(clippy::must_use_candidate, reason = "calls are made for their effect")]
pub unsafe fn counted(number: c_long, arguments: Arguments) -> c_long {
    let [a, b, c, d, e, f] = arguments;
    CALLS.with(|calls| {
        let Calls { mut wakes, mut others } = calls.get();
        match number == SYS_FUTEX && b & FUTEX_COMMAND == FUTEX_WAKE {
            true => wakes += 1,
            false => others += 1,
        }
        calls.set(Calls { wakes, others });
    });
    // SAFETY: the caller's promise.
    unsafe { of_the_library()(number, a, b, c, d, e, f) }
}

/// The `syscall` that would have been called.
fn of_the_library() -> Syscall {
    static FOUND: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

    let mut found = FOUND.load(Ordering::Relaxed);
    if found.is_null() {
        // SAFETY: the name is a string that ends.
        found = unsafe { dlsym(without_provenance_mut(RTLD_NEXT), c"syscall".as_ptr()) };
        assert!(!found.is_null(), "the C library is loaded, not a part of the executable");
        FOUND.store(found, Ordering::Relaxed);
    }
    // SAFETY: the library's function takes numbers, seven at the most.
    unsafe { transmute::<*mut c_void, Syscall>(found) }
}

/// What this thread calls meanwhile, in an executable that counts.
pub fn calls_of(work: impl FnOnce()) -> Calls {
    let before = CALLS.get();
    work();
    let after = CALLS.get();
    Calls { wakes: after.wakes - before.wakes, others: after.others - before.others }
}

/// True when the work is done without a call of any kind, in a forked child that the kernel would
/// kill for one.
///
/// The work may try primitives; it may not allocate, and not touch a lock that another thread of
/// the parent may hold.
///
/// # Panics
///
/// When there can be no child, or the kernel has no such mode.
pub fn asks_the_kernel_nothing(work: impl FnOnce()) -> bool {
    let is_done = Shared::new(AtomicBool::new(false)).expect("a page can be shared");
    let body = || {
        // SAFETY: two numbers; whatever this thread calls from here on, but to read, to write and
        // to end alone, is its end.
        unsafe { prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) };
        work();
        is_done.store(true, Ordering::Relaxed);
        // To leave is a call as well.
        0
    };
    // SAFETY: the work keeps to what stands above.
    let child = unsafe { fork(body) }.expect("a process can be forked");
    let code = child.join().expect("it is our child");
    assert_eq!(code, None, "the kernel knows the strict mode of seccomp");
    is_done.load(Ordering::Relaxed)
}
