//! What is called for a thread that panicked.

use threadbare_sys::brief_lock::BriefLock;
use threadbare_sys::global;

use super::info::Thread;
use crate::completion::Panic;

/// What [`set_excepthook`] takes.
pub type Excepthook = fn(&Thread, &Panic);

global! {
    static HOOK: BriefLock<Option<Excepthook>> = BriefLock::new(None);
}

/// Sets what is called, once, for each thread started here that panics, on that thread, before
/// whoever joins it goes on; returns what was set before. Python's `threading.excepthook`.
///
/// `None`, as at first: nothing beyond std's own panic message. A panic of the hook is caught.
///
/// ```
/// use threadbare_sync::thread;
///
/// let before = thread::set_excepthook(Some(|thread, panic| {
///     assert_eq!((thread.name(), panic.message()), (Some("clumsy"), Some("out of cheese")));
/// }));
/// assert!(before.is_none());
/// let clumsy = thread::Builder::new().name("clumsy").spawn(|| panic!("out of cheese")).unwrap();
/// assert!(clumsy.join().is_err());
/// ```
pub fn set_excepthook(hook: Option<Excepthook>) -> Option<Excepthook> {
    HOOK.with(|current| core::mem::replace(current, hook))
}

/// Calls the hook for a panic.
pub(super) fn report(thread: &Thread, panic: &Panic) {
    if let Some(hook) = HOOK.with(|hook| *hook) {
        // The panic hook of std has reported what the hook itself panics with.
        drop(Panic::catch(|| hook(thread, panic)));
    }
}
