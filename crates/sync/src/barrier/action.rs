//! What is done once a round.

/// What one party does when all have arrived and before any leaves: `()`, which is nothing, or a
/// closure. Made for [`Barrier::with_action`](crate::Barrier::with_action), and not to be
/// implemented elsewhere.
pub trait BarrierAction: sealed::Sealed {
    /// False: there is nothing to run.
    #[doc(hidden)]
    const RUNS: bool;

    #[doc(hidden)]
    fn run(&self);
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for () {}

    impl<F: Fn()> Sealed for F {}
}

impl BarrierAction for () {
    const RUNS: bool = false;

    fn run(&self) {}
}

impl<F: Fn()> BarrierAction for F {
    const RUNS: bool = true;

    fn run(&self) {
        self();
    }
}
