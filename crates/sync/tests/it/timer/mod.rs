//! `Timer`, `Timers` and their handles.

mod cancels;
mod faults;
mod fires;
mod forks;
mod joins;
mod repeats;
mod services;

use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Later than any test runs.
const LATE: Duration = Duration::from_secs(3600);

/// Something that a closure owns, to see when the closure is gone.
#[derive(Default)]
struct Owned(Arc<()>);

impl Owned {
    fn share(&self) -> Arc<()> {
        Arc::clone(&self.0)
    }

    /// True when no closure owns a share any more.
    fn is_free(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

/// Tells the test something, if it still listens.
fn say<T>(to: &mpsc::Sender<T>, what: T) {
    drop(to.send(what));
}
