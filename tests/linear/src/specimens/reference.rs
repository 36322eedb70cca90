//! A queue that is right: its own specification behind a lock.

use threadbare_sync::Lock;
use threadbare_sys::thread;

use crate::program::Target;
use crate::spec::Spec;
use crate::spec::queue::{Answer, Call, Queue, Shelf, State, answer};

/// A queue of any kind behind a lock. Its waits have no place in line: they try again.
#[derive(Debug)]
pub struct Reference<S> {
    spec: Queue<S>,
    state: Lock<State<S>>,
}

impl<S: Shelf> Reference<S> {
    /// One with that specification.
    #[must_use]
    pub fn new(spec: Queue<S>) -> Self {
        Self { state: Lock::new(spec.start()), spec }
    }
}

impl<S: Shelf + Send + Sync + 'static> Target for Reference<S> {
    fn apply(&self, call: &Call) -> Answer {
        loop {
            let mut state = self.state.lock();
            if let Some((answer, next)) = answer(&self.spec, &state, call) {
                *state = next;
                return answer;
            }
            drop(state);
            thread::yield_now();
        }
    }
}
