//! The futex in a model: its queue lies beside the word.
//!
//! What stands between two loom operations happens at once. So the look at the word and the
//! enqueueing are one step, as they are under the kernel's bucket lock:
//!
//! ```text
//!   wait: [newest value of the word] = expected? -> enqueue    wake: [touch the word] -> dequeue n
//! ```
//!
//! * A timed waiter is enqueued but stays runnable; its next step is the timer. If a wake chose it
//!   before that step it was woken, else it takes itself out and has timed out.
//! * With `THREADBARE_SPURIOUS=1` the first untimed wait of an execution does the same and calls
//!   it a wake-up: nobody woke it.
//! * An untimed waiter parks. loom lets what the waker did before the wake be seen after it, which
//!   the kernel does not promise; the timed and the spurious runs see through that.
//! * A move takes sleepers from one queue to another; both words must be alive.
//! * A word that its owner freed (or that a model declared dead, [`bury`]) has no sleepers: a
//!   wake by its address finds nobody, and any other access to it fails the model.

use core::cell::{Cell, RefCell};
use core::panic::Location;
use core::ptr;
use std::collections::VecDeque;
use std::rc::Rc;

use super::atomic::{AtomicU32, Beside, Ordering, Word};
use super::mutation::{self, Slot};
use super::trace;
use crate::clock::Deadline;
use crate::futex::Wait;

thread_local! {
    /// Spurious wake-ups left in this execution.
    static SPURIOUS: Cell<u32> = const { Cell::new(0) };
    /// The words of this execution, also those that are gone.
    static WORDS: RefCell<Vec<Rc<Sleepers>>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn begin_execution(spurious: u32) {
    SPURIOUS.set(spurious);
    WORDS.take();
}

/// Those asleep on one word, first come first.
#[derive(Debug)]
pub(super) struct Sleepers {
    word: Word,
    /// The place in `WORDS`.
    index: usize,
    queue: RefCell<VecDeque<Rc<Sleeper>>>,
    is_dead: Cell<bool>,
}

#[derive(Debug)]
struct Sleeper {
    is_woken: Cell<bool>,
    /// Whose queue it is in: that of the word it waits on, until it is moved.
    index: Cell<usize>,
    /// The thread to unpark, unless it stays runnable.
    parked: Option<loom::thread::Thread>,
}

impl Beside<Word> for Rc<Sleepers> {
    fn new(word: &Word) -> Self {
        WORDS.with_borrow_mut(|words| {
            let sleepers = Self::new(Sleepers {
                word: Rc::clone(word),
                index: words.len(),
                queue: RefCell::default(),
                is_dead: Cell::new(false),
            });
            words.push(Self::clone(&sleepers));
            sleepers
        })
    }

    #[track_caller]
    fn assert_alive(&self) {
        Sleepers::assert_alive(self);
    }
}

impl Sleepers {
    #[track_caller]
    fn assert_alive(&self) {
        assert!(!self.is_dead.get(), "the word was touched after its owner freed it");
    }

    pub(super) fn bury(&self) {
        self.is_dead.set(true);
    }

    /// The newest value, and a scheduling point that depends on every access to the word: a CAS
    /// that cannot succeed, because nobody stores the value that it asks for.
    #[track_caller]
    fn newest(&self) -> u32 {
        const NEVER_STORED: u32 = 0x5EED_DEAD;
        let relaxed = Ordering::Relaxed;
        self.word
            .compare_exchange(NEVER_STORED, NEVER_STORED, relaxed, relaxed)
            .unwrap_or_else(|seen| seen)
    }

    fn enqueue(&self, parks: bool) -> Rc<Sleeper> {
        let parked = parks.then(loom::thread::current);
        let is_woken = Cell::new(false);
        let sleeper = Rc::new(Sleeper { is_woken, index: Cell::new(self.index), parked });
        self.queue.borrow_mut().push_back(Rc::clone(&sleeper));
        sleeper
    }

    fn dequeue(&self, sleeper: &Rc<Sleeper>) {
        self.queue.borrow_mut().retain(|other| !Rc::ptr_eq(other, sleeper));
    }
}

/// Where a word is, or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    number: usize,
    index: usize,
}

impl Address {
    pub(crate) fn of(word: &AtomicU32) -> Self {
        Self { number: ptr::from_ref(word).addr(), index: word.beside.index }
    }

    pub(crate) const fn number(self) -> usize {
        self.number
    }

    fn sleepers(self) -> Rc<Sleepers> {
        sleepers_at(self.index)
    }
}

fn sleepers_at(index: usize) -> Rc<Sleepers> {
    WORDS.with_borrow(|words| Rc::clone(&words[index]))
}

/// How many threads sleep on a word, to wait for a state in a model's main thread.
#[must_use]
pub fn sleeping(word: &AtomicU32) -> usize {
    // A step of its own, so that the count is one of this moment.
    word.beside.newest();
    word.beside.queue.borrow().len()
}

#[track_caller]
pub(crate) fn wait(word: &AtomicU32, expected: u32, deadline: Deadline) -> Wait {
    let place = Location::caller();
    let unchecked = mutation::left_out(place, Slot::Wait);
    let sleepers = Rc::clone(&word.beside);
    let seen = sleepers.newest();
    if seen != expected && !unchecked {
        trace::note(place, "wait", None, || format!("expects {expected:?}, sees {seen:?}"));
        return Wait::Mismatch;
    }
    if deadline.is_now() {
        return Wait::TimedOut;
    }
    trace::note(place, "wait", None, || format!("sleeps on {seen:?}"));
    assert!(!super::is_patient(), "who may look for ever went to sleep");
    let is_spurious = deadline.is_never() && SPURIOUS.get() > 0;
    let parks = deadline.is_never() && !is_spurious;
    let sleeper = sleepers.enqueue(parks);
    if parks {
        while !sleeper.is_woken.get() {
            loom::thread::park();
        }
    } else {
        SPURIOUS.set(SPURIOUS.get() - u32::from(is_spurious));
        // The step at which the timer fires, or the wake-up comes from nowhere.
        sleepers.newest();
        // One that was moved competes with the wakes of the word to which it was moved.
        if sleeper.index.get() != sleepers.index {
            sleepers_at(sleeper.index.get()).newest();
        }
    }
    let result = if sleeper.is_woken.get() || is_spurious { Wait::Woken } else { Wait::TimedOut };
    sleepers_at(sleeper.index.get()).dequeue(&sleeper);
    trace::note(place, "waited", None, || format!("{result:?}"));
    result
}

#[track_caller]
pub(crate) fn wake(address: Address, n: u32) -> u32 {
    let place = Location::caller();
    if mutation::left_out(place, Slot::Wake) {
        trace::note(place, "wake", None, || "DROPPED by the mutation".into());
        return 0;
    }
    if n == 0 {
        return 0;
    }
    let sleepers = address.sleepers();
    sleepers.newest();
    let mut woken = 0;
    while woken < n {
        let Some(sleeper) = sleepers.queue.borrow_mut().pop_front() else { break };
        sleeper.is_woken.set(true);
        if let Some(thread) = &sleeper.parked {
            thread.unpark();
        }
        woken += 1;
    }
    trace::note(place, "wake", None, || format!("{woken} of {n}"));
    woken
}

#[track_caller]
pub(crate) fn requeue(from: Address, to: Address, n: u32) -> u32 {
    let place = Location::caller();
    if mutation::left_out(place, Slot::Wake) {
        trace::note(place, "requeue", None, || "DROPPED by the mutation".into());
        return 0;
    }
    let (source, target) = (from.sleepers(), to.sleepers());
    // The move happens at the second step: a timer of one that sleeps at the source competes.
    target.newest();
    source.newest();
    source.assert_alive();
    target.assert_alive();
    let mut moved = 0;
    while moved < n {
        let Some(sleeper) = source.queue.borrow_mut().pop_front() else { break };
        sleeper.index.set(target.index);
        target.queue.borrow_mut().push_back(sleeper);
        moved += 1;
    }
    trace::note(place, "requeue", None, || format!("{moved} of {n}"));
    moved
}

/// The look of a task before it is linked.
#[track_caller]
pub(crate) fn still(word: &AtomicU32, expected: u32) -> bool {
    let place = Location::caller();
    let unchecked = mutation::left_out(place, Slot::Wait);
    let seen = word.glance();
    trace::note(place, "look", None, || format!("expects {expected:?}, sees {seen:?}"));
    unchecked || seen == expected
}

/// True when the wake of tasks at the caller's place is to be dropped.
#[track_caller]
pub(crate) fn wake_is_dropped() -> bool {
    mutation::left_out(Location::caller(), Slot::Wake)
}

/// Declares a word dead, as if its owner had freed it: from here on, every access but a wake by
/// its address fails the model.
pub fn bury(word: &AtomicU32) {
    // An access to the word, so that loom tries it before and after each of the others: it leaves
    // out orders of steps that seem to have nothing to do with each other.
    word.beside.newest();
    word.beside.bury();
}
