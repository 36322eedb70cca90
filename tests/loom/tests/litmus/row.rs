//! What a row says, and how a row is checked: by exploring its program.

use std::any::Any;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use threadbare_loom::Data;
use threadbare_sys::atomic::AtomicU32;
use threadbare_sys::model::Model;
use threadbare_sys::thread;

/// More preemptions than a program has steps. With a bound, loom looks at more points where a
/// thread might have been preempted than with none.
const UNBOUND: usize = 99;
/// The bound of programs with four threads, which would take minutes without one.
const BOUND_OF_FOUR: usize = 2;

/// The memory of one execution, all zero at first. The registers are not part of the program:
/// loom does not know them.
pub(crate) struct Memory {
    pub(crate) x: AtomicU32,
    pub(crate) y: AtomicU32,
    pub(crate) z: AtomicU32,
    pub(crate) cell: Data,
    pub(crate) r1: Cell<u32>,
    pub(crate) r2: Cell<u32>,
    pub(crate) r3: Cell<u32>,
    pub(crate) r4: Cell<u32>,
}

/// The registers `r1` to `r4` at the end.
pub(crate) type Registers = [u32; 4];

/// One thread of a program.
pub(crate) type Thread = fn(&Memory);

/// What the row asks about.
#[derive(Clone, Copy)]
pub(crate) enum Asked {
    /// Do the registers ever end like this?
    End(fn(Registers) -> bool),
    /// Can two accesses to the cell race?
    Race,
}

/// What C11 says, in the wording of C++20, which is Rust's memory model.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum C11 {
    Allowed,
    Forbidden,
}

/// What loom does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loom {
    Seen,
    NotSeen,
}

/// What the two make of a model that is green.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// C11 and loom agree.
    Right,
    /// C11 allows what loom never shows.
    Misses,
    /// C11 forbids what loom shows.
    FalseAlarm,
}

/// One row of the table: a program, a question, and two answers.
pub(crate) struct Row {
    /// The program's name.
    pub(crate) program: &'static str,
    /// Its threads, in code.
    pub(crate) code: &'static str,
    /// The outcome asked about.
    pub(crate) asks: &'static str,
    /// C11's answer.
    pub(crate) c11: C11,
    /// Why C11 answers so.
    pub(crate) because: &'static str,
    /// loom's answer, which the row's test checks.
    pub(crate) loom: Loom,
    /// Its answer in a run with spurious wake-ups, if that is another.
    pub(crate) loom_spurious: Option<Loom>,
    /// Why loom answers so, where it is wrong, and what to do about it.
    pub(crate) remark: &'static str,
    /// The threads that run at once.
    pub(crate) threads: &'static [Thread],
    /// What the main thread does when they have ended.
    pub(crate) after: Thread,
    /// The outcome asked about, in code.
    pub(crate) asked: Asked,
    /// An outcome that C11 allows and loom must show, so that "not seen" is no empty claim.
    pub(crate) control: fn(Registers) -> bool,
}

/// What most rows share; the other fields are empty, which a row that forgets them does not
/// survive.
pub(crate) const BASE: Row = Row {
    program: "",
    code: "",
    asks: "",
    c11: C11::Forbidden,
    because: "",
    loom: Loom::NotSeen,
    loom_spurious: None,
    remark: "",
    threads: &[],
    after: |_| {},
    asked: Asked::Race,
    control: |_| false,
};

impl Row {
    pub(crate) fn verdict(&self) -> Verdict {
        match (self.c11, self.loom) {
            (C11::Allowed, Loom::Seen) | (C11::Forbidden, Loom::NotSeen) => Verdict::Right,
            (C11::Allowed, Loom::NotSeen) => Verdict::Misses,
            (C11::Forbidden, Loom::Seen) => Verdict::FalseAlarm,
        }
    }

    /// Explores the program; fails when loom answers otherwise than the row says.
    pub(crate) fn check(&self) {
        let is_spurious = std::env::var("THREADBARE_SPURIOUS").is_ok_and(|value| value == "1");
        let expected = self.loom_spurious.filter(|_| is_spurious).unwrap_or(self.loom);
        let explored = explore(self.threads, self.after);
        let seen = match self.asked {
            Asked::End(asked) => explored.ends.iter().copied().any(asked),
            Asked::Race => explored.raced,
        };
        let ends = &explored.ends;
        let found = if seen { Loom::Seen } else { Loom::NotSeen };
        assert_eq!(
            found, expected,
            "{}: {}: loom has changed its answer; the registers ended as {ends:?}",
            self.program, self.asks
        );
        let controlled = explored.raced || ends.iter().copied().any(self.control);
        assert!(controlled, "{}: the control is not among {ends:?}", self.program);
    }
}

struct Explored {
    ends: BTreeSet<Registers>,
    raced: bool,
}

fn explore(threads: &'static [Thread], after: Thread) -> Explored {
    let bound = if threads.len() < 4 { UNBOUND } else { BOUND_OF_FOUR };
    let begun = Arc::new(AtomicU64::new(0));
    let ends = Arc::new(Mutex::new(BTreeSet::new()));
    let (count, collected) = (Arc::clone(&begun), Arc::clone(&ends));
    let explored = catch_unwind(AssertUnwindSafe(|| {
        Model::new().bound_exactly(bound).check(move || {
            count.fetch_add(1, Relaxed);
            let end = run(threads, after);
            collected.lock().expect("nobody panics with it").insert(end);
        });
    }));
    let raced = match explored {
        Ok(()) => false,
        Err(panic) if is_race(&*panic) => true,
        Err(panic) => resume_unwind(panic),
    };
    if raced {
        say_that_a_race_was_found(bound, begun.load(Relaxed));
    }
    let ends = ends.lock().expect("nobody panics with it").clone();
    Explored { ends, raced }
}

fn run(threads: &[Thread], after: Thread) -> Registers {
    let memory = Rc::new(Memory {
        x: AtomicU32::new(0),
        y: AtomicU32::new(0),
        z: AtomicU32::new(0),
        cell: Data::new(),
        r1: Cell::default(),
        r2: Cell::default(),
        r3: Cell::default(),
        r4: Cell::default(),
    });
    let spawn = |thread: &Thread| {
        let (thread, memory) = (*thread, Rc::clone(&memory));
        thread::spawn(move || thread(&memory))
    };
    let running: Vec<_> = threads.iter().map(spawn).collect();
    for thread in running {
        thread.join().expect("a panic ends the whole execution");
    }
    after(&memory);
    [&memory.r1, &memory.r2, &memory.r3, &memory.r4].map(Cell::get)
}

/// Whether a panic is loom's report of two accesses that nothing orders.
fn is_race(panic: &(dyn Any + Send)) -> bool {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.is_some_and(|text| text.contains("Causality violation"))
}

/// A race ends the exploration as a failure; here it is the answer, and the model held.
#[expect(clippy::print_stdout, reason = "the line by which a model says that it held")]
fn say_that_a_race_was_found(bound: usize, executions: u64) {
    println!("model: executions={executions} bound={bound} spurious=0 state=complete cpu_ms=0");
}
