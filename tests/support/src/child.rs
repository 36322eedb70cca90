//! A forked child that answers a question.

use threadbare_sys::fork::fork;

/// Forks; the child answers a question by its exit code.
///
/// The question may try and wait on primitives, and return; it may not allocate, and not touch a
/// lock that another thread of the parent may hold.
///
/// # Panics
///
/// When there can be no child, or something kills it.
pub fn child_says(question: impl FnOnce() -> bool) -> bool {
    // SAFETY: the questions keep to what stands above.
    let child = unsafe { fork(|| u8::from(question())) }.expect("a process can be forked");
    child.join().expect("it is our child").expect("no signal killed it") == 1
}
