//! Model builds: the facade over loom, with a futex, a clock and mutations of its own.
//!
//! [`check`] explores every interleaving of a closure up to a preemption bound, and counts what
//! it explored: loom's own limits end a run silently, ours say `state=cut`. Within a model
//!
//! * each atomic operation knows its place in the source (`#[track_caller]`), so one build can
//!   weaken any one ordering, drop any one wake, skip any one re-check (`mutation`), record which
//!   places a model executes, and print a failing interleaving as a table (`trace`);
//! * the futex is modelled beside its word (`futex`): check and enqueue are one step, a timed
//!   waiter may time out at any moment, and wake-ups may be spurious;
//! * time stands still unless the model lets it tick (`clock`).
//!
//! # What a green model means
//!
//! No interleaving within the bound broke the claim, under loom's reading of the memory model,
//! which is neither sound nor complete; docs/VERIFICATION.md has the table of what it gets wrong.
//!
//! # Environment
//!
//! `THREADBARE_BOUND`, `THREADBARE_SPURIOUS`, `THREADBARE_CAP_MS`, `THREADBARE_WEAKEN`,
//! `THREADBARE_RECORD` and `THREADBARE_TRACE`: set by `cargo xtask loom` and `cargo xtask weaken`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a model reports what it explored")]

pub mod atomic;
pub mod cell;
pub mod clock;
pub mod fork;
pub mod futex;
mod mutation;
mod settings;
pub mod thread;
mod trace;

#[doc(hidden)]
pub use loom::lazy_static;

use core::cell::Cell;
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any, resume_unwind};

use settings::settings;

/// Explores `body` with time standing still; see [`Model`] for more.
///
/// # Panics
///
/// When an interleaving breaks the model: by its own assertion, a data race, a leak, or a
/// deadlock. A deadlock usually aborts, so run one model a process.
pub fn check(body: impl Fn() + Send + Sync + 'static) {
    Model::new().check(body);
}

/// A model and its conditions.
#[derive(Clone, Copy, Debug)]
#[must_use = "call `check`"]
pub struct Model {
    tick: Duration,
    bound: Option<usize>,
    spurious_max: u32,
    is_patient: bool,
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

impl Model {
    /// A model in which time stands still and the preemption bound is what the command asks for.
    pub const fn new() -> Self {
        Self { tick: Duration::ZERO, bound: None, spurious_max: u32::MAX, is_patient: false }
    }

    /// Lets time pass by `tick` whenever somebody reads the clock.
    pub const fn ticking(self, tick: Duration) -> Self {
        Self { tick, ..self }
    }

    /// Explores up to this preemption bound, whatever the command asks for.
    pub const fn bound_exactly(self, bound: usize) -> Self {
        Self { bound: Some(bound), ..self }
    }

    /// Never wakes a waiter for no reason: for models that count wake-ups.
    pub const fn never_spurious(self) -> Self {
        Self { spurious_max: 0, ..self }
    }

    /// Lets a spin go on until it sees what it waits for. One that does not fails the model, and so
    /// does a thread that goes to sleep.
    pub const fn patient(self) -> Self {
        Self { is_patient: true, ..self }
    }

    /// Explores `body`.
    ///
    /// # Panics
    ///
    /// As [`check`].
    pub fn check(self, body: impl Fn() + Send + Sync + 'static) {
        let bound = self.bound.unwrap_or(settings().bound);
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(bound);
        builder.max_branches = 20_000;
        // Cuts are ours to make: loom's are not told from the end.
        builder.max_duration = None;
        builder.max_permutations = None;
        let spurious = settings().spurious.min(self.spurious_max);
        let tick_ns = u64::try_from(self.tick.as_nanos()).unwrap_or(u64::MAX);
        trace::install();
        EXECUTIONS.set(0);
        let start = cpu_ms();
        let explored = catch_unwind(AssertUnwindSafe(|| {
            builder.check(move || {
                IS_PATIENT.set(self.is_patient);
                begin_execution(start, tick_ns, spurious);
                body();
            });
        }));
        let state = match explored {
            Ok(()) => "complete",
            Err(payload) if payload.is::<Cut>() => "cut",
            Err(payload) => {
                println!("model: executions={} failed", EXECUTIONS.get());
                resume_unwind(payload)
            }
        };
        mutation::write_record();
        println!(
            "model: executions={} bound={bound} spurious={spurious} state={state} cpu_ms={}",
            EXECUTIONS.get(),
            cpu_ms().saturating_sub(start),
        );
    }
}

/// The payload of the panic by which a run that reached its cap ends.
struct Cut;

thread_local! {
    /// Executions of the current check. loom runs all model threads on one thread of the system.
    static EXECUTIONS: Cell<u64> = const { Cell::new(0) };
    /// Turns of spin loops in this execution.
    static SPINS: Cell<u32> = const { Cell::new(0) };
    static IS_PATIENT: Cell<bool> = const { Cell::new(false) };
}

fn begin_execution(start_ms: u64, tick_ns: u64, spurious: u32) {
    // The processor clock is a system call: ask it now and then.
    if EXECUTIONS.get() % 64 == 63 && cpu_ms().saturating_sub(start_ms) > settings().cap_ms {
        panic_any(Cut);
    }
    EXECUTIONS.set(EXECUTIONS.get() + 1);
    SPINS.set(0);
    clock::begin_execution(tick_ns);
    fork::begin_execution();
    thread::begin_execution();
    futex::begin_execution(spurious);
    trace::begin_execution();
}

fn cpu_ms() -> u64 {
    let usage = crate::usage::process().unwrap_or_default();
    u64::try_from((usage.user + usage.system).as_millis()).unwrap_or(u64::MAX)
}

/// Spin turns in one execution after which it is given up: a spin loop has endless executions.
const SPINS_MAX: u32 = 64;

/// A turn of a spin loop: somebody else runs first.
///
/// # Panics
///
/// When a model that is [patient](Model::patient) spins for too long.
#[track_caller]
pub fn spin_loop() {
    SPINS.set(SPINS.get() + 1);
    if SPINS.get() > SPINS_MAX {
        assert!(!is_patient(), "a spin does not see what it waits for");
        loom::skip_branch();
    }
    loom::thread::yield_now();
}

/// True while a spin is to go on for as long as it may.
pub(crate) fn is_patient() -> bool {
    IS_PATIENT.get()
}

/// As [`crate::unwind::catch`], but panics pass: a model that fails must not be caught.
///
/// # Errors
///
/// Never.
pub fn catch<T>(body: impl FnOnce() -> T) -> Result<T, Box<dyn core::any::Any + Send>> {
    Ok(body())
}
