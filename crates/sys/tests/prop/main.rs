//! Property tests: the waiter list against a queue of numbers, and deadlines against arithmetic.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Wake, Waker};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sys::clock::Deadline;
use threadbare_sys::waitlist::{Key, WaitList, WaitQueue, Waiter, Wakeup};

/// One move on a list of at most eight nodes.
#[derive(Clone, Debug)]
enum Move {
    Push { node: usize, key: usize, is_task: bool },
    Remove(usize),
    Replace(usize),
    Choose,
    ChooseKey(usize),
    CountKey { key: usize, most: usize },
    ForgetKey(usize),
}

const NODES: usize = 8;

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        5 => (0..NODES, 0_usize..3, any::<bool>())
            .prop_map(|(node, key, is_task)| Move::Push { node, key, is_task }),
        2 => (0..NODES).prop_map(Move::Remove),
        1 => (0..NODES).prop_map(Move::Replace),
        2 => Just(Move::Choose),
        2 => (0_usize..3).prop_map(Move::ChooseKey),
        2 => (0_usize..3, 1_usize..4).prop_map(|(key, most)| Move::CountKey { key, most }),
        1 => (0_usize..3).prop_map(Move::ForgetKey),
    ]
}

#[derive(Default)]
struct Bell(AtomicU32);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Whose wakers the list has forgotten: whoever looks for leaks finds them here.
static FORGOTTEN: Mutex<Vec<Arc<Bell>>> = Mutex::new(Vec::new());

/// The list, its nodes and what we expect of them. A chosen node is replaced by a new one.
struct Table {
    queue: WaitQueue,
    #[expect(clippy::vec_box, reason = "a linked node is not reached through its neighbours")]
    nodes: Vec<Box<Waiter>>,
    bells: Vec<Arc<Bell>>,
    /// Those that wait, in order: node, key, whether it brought a waker.
    expected: VecDeque<(usize, usize, bool)>,
}

impl Table {
    fn new() -> Self {
        Self {
            queue: WaitQueue::new(),
            nodes: (0..NODES).map(|_| Box::default()).collect(),
            bells: (0..NODES).map(|_| Arc::default()).collect(),
            expected: VecDeque::new(),
        }
    }

    fn waits(&self, node: usize) -> bool {
        self.expected.iter().any(|(other, ..)| *other == node)
    }

    fn waker(&self, node: usize) -> Waker {
        Waker::from(Arc::clone(&self.bells[node]))
    }

    /// Checks that the chosen one is the one at `place` of the queue, and wakes it.
    fn check_chosen(
        &mut self,
        wakeup: Option<Wakeup>,
        place: Option<usize>,
    ) -> Result<(), TestCaseError> {
        let expected = place.and_then(|place| self.expected.remove(place));
        let Some((node, _, is_task)) = expected else {
            prop_assert!(wakeup.is_none());
            return Ok(());
        };
        let wakeup = wakeup.ok_or_else(|| TestCaseError::fail("nobody was chosen"))?;
        prop_assert_eq!(matches!(wakeup, Wakeup::Task(_)), is_task);
        let rings = self.bells[node].0.load(Ordering::Relaxed);
        wakeup.deliver();
        let rung = self.bells[node].0.load(Ordering::Relaxed) - rings;
        prop_assert_eq!(rung, u32::from(is_task), "the chosen task was woken, and once");
        prop_assert!(self.nodes[node].wait(Deadline::NOW), "the chosen node knows that it was");
        // SAFETY: the node is in no list; only this thread uses the list.
        let removed = self.queue.with(|list| unsafe { list.remove(&self.nodes[node]) });
        prop_assert!(removed.is_none(), "a chosen node is in no list");
        *self.nodes[node] = Waiter::new();
        Ok(())
    }

    fn play(&mut self, step: &Move) -> Result<(), TestCaseError> {
        match *step {
            Move::Push { node, key, is_task } if !self.waits(node) => {
                let waker = is_task.then(|| self.waker(node));
                // SAFETY: the node is in no list and stays in its box; one thread uses the list.
                self.queue.with(|list| unsafe {
                    list.push_back(&self.nodes[node], Key::number(key), waker);
                });
                self.expected.push_back((node, key, is_task));
            }
            Move::Push { .. } => {}
            Move::Remove(node) => {
                // SAFETY: the node is in this list or in none; one thread uses the list.
                let removed = self.queue.with(|list| unsafe { list.remove(&self.nodes[node]) });
                prop_assert_eq!(removed.is_some(), self.waits(node));
                prop_assert!(!self.nodes[node].wait(Deadline::NOW), "nobody chose it");
                self.expected.retain(|(other, ..)| *other != node);
            }
            Move::Replace(node) => {
                let waker = self.waker(node);
                // SAFETY: the node is in this list or in none; one thread uses the list.
                let replaced =
                    self.queue.with(|list| unsafe { list.replace_waker(&self.nodes[node], waker) });
                prop_assert_eq!(replaced.is_ok(), self.waits(node));
                for (other, _, is_task) in &mut self.expected {
                    *is_task |= *other == node;
                }
            }
            Move::Choose => {
                let wakeup = self.queue.with(WaitList::choose);
                self.check_chosen(wakeup, Some(0))?;
            }
            Move::ChooseKey(key) => {
                let wakeup = self.queue.with(|list| list.choose_key(Key::number(key)));
                let place = self.expected.iter().position(|(_, other, _)| *other == key);
                self.check_chosen(wakeup, place)?;
            }
            Move::CountKey { key, most } => {
                let count = self.expected.iter().filter(|(_, other, _)| *other == key).count();
                let counted = self.queue.with(|list| list.count_key(Key::number(key), most));
                prop_assert_eq!(counted, count.min(most));
            }
            Move::ForgetKey(key) => {
                self.queue.with(|list| list.forget_key(Key::number(key)));
                let forgotten = self.expected.iter().filter(|(_, other, _)| *other == key);
                let bells = forgotten.map(|(node, ..)| Arc::clone(&self.bells[*node]));
                FORGOTTEN.lock().expect("nothing panics in here").extend(bells);
                self.expected.retain(|(_, other, _)| *other != key);
            }
        }
        prop_assert_eq!(self.queue.is_empty(), self.expected.is_empty());
        prop_assert_eq!(self.queue.with(|list| list.is_empty()), self.expected.is_empty());
        Ok(())
    }
}

proptest! {
    /// The list keeps the order of arrival through every sequence of moves.
    #[test]
    fn the_list_agrees_with_a_queue(moves in prop::collection::vec(any_move(), 0..80)) {
        let mut table = Table::new();
        for step in &moves {
            table.play(step)?;
        }
    }

    /// A deadline is past when its time has come, and never wraps.
    #[test]
    fn a_deadline_never_wraps(seconds in any::<u64>(), ns in 0_u32..1_000_000_000) {
        let timeout = Duration::new(seconds, ns);
        let deadline = Deadline::after(timeout);
        prop_assert_eq!(deadline.is_now(), timeout.is_zero());
        let fits = timeout.as_nanos() < u128::from(u64::MAX / 2);
        prop_assert!(!fits || !deadline.is_never());
        prop_assert!(timeout < Duration::from_secs(600 * 31_557_600) || deadline.is_never());
        prop_assert!(seconds < 2 || !deadline.is_past());
    }

    /// A deadline at an instant is the deadline after the time until then.
    #[test]
    fn an_instant_is_a_deadline(ms in 0_u64..100_000) {
        let now = Instant::now();
        let early = Deadline::after(Duration::from_millis(ms));
        let deadline = Deadline::at(now + Duration::from_millis(ms));
        let late = Deadline::after(Duration::from_millis(ms + 60_000));
        prop_assert!(deadline.is_now() || deadline <= late);
        prop_assert!(ms == 0 || deadline.is_now() || early < late);
        prop_assert!(Deadline::at(now).is_now());
    }
}
