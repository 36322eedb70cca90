//! In a model, whoever waits for another's step lets it run.

/// As the real one, without the times.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Stall;

impl Stall {
    /// The first wait.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// Lets others run.
    #[track_caller]
    pub fn wait(&mut self) {
        crate::thread::yield_now();
    }
}
