//! What code that is written for `lock_api` relies on, in both versions of it.

/// The same claims, about the locks behind one version.
macro_rules! version {
    ($version:ident, $lock_api:ident) => {
        #[path = "."]
        mod $version {
            #[expect(clippy::duplicate_mod, reason = "the same claims, of another version")]
            mod mutex;
            #[expect(clippy::duplicate_mod, reason = "the same claims, of another version")]
            mod remutex;
            #[expect(clippy::duplicate_mod, reason = "the same claims, of another version")]
            mod rwlock;
            #[expect(clippy::duplicate_mod, reason = "the same claims, of another version")]
            mod upgradable;

            use threadbare_interop::$version as ours;
            use $lock_api as lock_api;
        }
    };
}

version!(v04, lock_api_04);
version!(v05, lock_api_05);

use std::sync::mpsc;
use std::thread;

/// Runs `meanwhile` while another thread holds what `hold` gives it, until it is over.
fn while_held<G>(hold: impl FnOnce() -> G + Send, meanwhile: impl FnOnce()) {
    let (held, is_held) = mpsc::channel();
    let (let_go, may_go) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let _guard = hold();
            held.send(()).expect("the test listens");
            let _ = may_go.recv();
        });
        is_held.recv().expect("the holder speaks");
        meanwhile();
        drop(let_go);
    });
}

/// Fails to compile unless a value of this type may go to another thread.
fn is_send<T: Send>(value: T) -> T {
    value
}
