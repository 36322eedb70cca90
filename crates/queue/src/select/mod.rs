//! Waiting for one of several operations.                             Chapter: docs/queue/select.md
//!
//! A selection never reserves anything: it says which operation is worth a try, and the try is an
//! ordinary one, which may come too late. Then it waits again. So there is nothing between "ready"
//! and "done" that could be forgotten.
//!
//! The arms of the macros know what they move, and hold it out while they wait: an item that they
//! send, an open hand where they receive. A queue with a lock serves one of them where it stands,
//! if it can claim the selection first, and then that arm is done. A [`Select`] holds nothing out.
//!
//! # Moves
//!
//! 1. Look at each operation, from a random one on; one that is ready is the answer.
//! 2. Enter a node for each into its queue's line, with a waker that rings this thread, and with a
//!    ticket for what the operation holds out.
//! 3. Sleep, until somebody rings, the clock of an operation is due, or the deadline comes.
//! 4. Close the claim; take all nodes out: one that was chosen has the next chosen in its place.
//! 5. An operation that was served is the answer. Else back to 1.
//!
//! # Invariants
//!
//! * S1: a node is in a line from its entry until `Stay` is dropped at the latest, and stays where
//!   it is meanwhile; so do its ticket and the claim.
//! * S2: who sleeps has a node in the line of each operation, and saw none ready since it entered.
//! * S3: nothing is in any line while no call is on the stack.
//! * S4: the slot of an arm has the type of the items of its queue. It is touched by others in a
//!   stay alone, by H2 (`hand.rs`); then it is full for one that sends, empty for one that
//!   receives. No code of the user's that knows the arm runs in a stay.
//! * S5: a stay that is over was served in one arm at most. That arm's slot shows it.
//!
//! # Cost
//!
//! Nothing to wait for: a look at one operation after another. A wait: the gate of each queue,
//! twice. Up to 8 operations allocate nothing, after the first wait of the thread.
//!
//! Read next: `stay.rs`, `hands.rs` for the arms, then `parker.rs`.

#[doc(hidden)]
pub mod arms;
mod error;
mod hands;
mod macros;
mod parker;
mod party;
mod stay;

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use threadbare_sys::clock::Deadline;
use threadbare_sys::spin::{SPIN_NS, Spin};

use crate::Queue;
use crate::channel::{Flavor, Receiver, Sender};
use crate::engine::{Engine, Side};
pub use error::{ReadyTimeoutError, TryReadyError};
use party::Party;
use stay::{Ending, Stay};

/// So many operations need no memory beside the selection's own.
const FEW: usize = 8;

/// One of the operations.
#[derive(Clone, Copy)]
struct Operation<'a> {
    /// `None`: it was removed, or can never be done.
    party: Option<&'a dyn Party>,
    side: Side,
}

/// Several operations, one of which is to be done: says which is worth a try.
///
/// ```
/// use threadbare_queue::channel::bounded;
/// use threadbare_queue::select::Select;
///
/// let (one, from_one) = bounded(1);
/// let (_two, from_two) = bounded::<i32>(1);
/// let mut select = Select::new();
/// select.recv(&from_one);
/// select.recv(&from_two);
/// one.send(5)?;
/// let item = loop {
///     let receiver = [&from_one, &from_two][select.ready()];
///     if let Ok(item) = receiver.try_recv() {
///         break item;
///     }
/// };
/// assert_eq!(item, 5);
/// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
/// ```
///
/// Nothing is reserved. What is ready may be gone when it is tried: somebody else was quicker, and
/// one asks again, as above. The [`select!`](crate::select!) macro does that.
///
/// **Without room** (`bounded(0)`), a send is ready while somebody holds a hand open: a thread in
/// `recv`, or in a `select!` that receives. A receive is ready while somebody holds an item out: a
/// thread in `send` or in a `select!` that sends, a task in `send_async`. A `Select` itself holds
/// nothing out, as it knows no item. So two of them do not meet, nor does one that sends meet a
/// task in `recv_async`: take the macro on one of the sides.
pub struct Select<'a> {
    few: [Operation<'a>; FEW],
    more: Vec<Operation<'a>>,
    len: usize,
    /// What decides where to begin; zero: with the first.
    seed: u32,
}

impl<'a> Select<'a> {
    /// Without an operation. When several are ready, each may be the answer.
    #[must_use]
    pub fn new() -> Self {
        Self::seeded(parker::random())
    }

    /// Without an operation. When several are ready, the first of them is the answer.
    ///
    /// ```
    /// use threadbare_queue::channel::bounded;
    /// use threadbare_queue::select::Select;
    ///
    /// let (sender, receiver) = bounded::<i32>(1);
    /// let mut select = Select::new_biased();
    /// assert_eq!(select.recv(&receiver), 0);
    /// assert_eq!(select.send(&sender), 1);
    /// assert_eq!(select.ready(), 1);
    /// sender.send(5)?;
    /// assert_eq!(select.ready(), 0);
    /// # Ok::<(), threadbare_queue::channel::SendError<i32>>(())
    /// ```
    #[must_use]
    pub fn new_biased() -> Self {
        Self::seeded(0)
    }

    fn seeded(seed: u32) -> Self {
        let none = Operation { party: None, side: Side::Get };
        Self { few: [none; FEW], more: Vec::new(), len: 0, seed }
    }

    fn add(&mut self, party: Option<&'a dyn Party>, side: Side) -> usize {
        let index = self.len;
        let operation = Operation { party, side };
        match self.few.get_mut(index) {
            Some(place) => *place = operation,
            None => self.more.push(operation),
        }
        self.len += 1;
        index
    }

    fn at(&self, index: usize) -> Operation<'a> {
        if index < FEW { self.few[index] } else { self.more[index - FEW] }
    }

    /// Adds a receive, and says its number: 0 for the first operation, then one more for each.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_queue::channel::{after, bounded};
    /// use threadbare_queue::select::Select;
    ///
    /// let (_sender, receiver) = bounded::<u8>(1);
    /// let alarm = after(Duration::from_millis(1));
    /// let mut select = Select::new();
    /// assert_eq!((select.recv(&receiver), select.recv(&alarm)), (0, 1));
    /// assert_eq!(select.ready(), 1);
    /// ```
    pub fn recv<T: Send>(&mut self, receiver: &'a Receiver<T>) -> usize {
        let party: Option<&'a dyn Party> = match &receiver.flavor {
            Flavor::Channel(shared) => Some(&shared.engine),
            Flavor::Clock(clock) => Some(&**clock),
            Flavor::Never => None,
        };
        self.add(party, Side::Get)
    }

    /// Adds a send, and says its number. The item is given when it is tried.
    ///
    /// ```
    /// use threadbare_queue::{channel::bounded, select::Select};
    ///
    /// let (sender, receiver) = bounded(1);
    /// let mut select = Select::new();
    /// let number = select.send(&sender);
    /// assert_eq!(select.ready(), number);
    /// assert!(sender.try_send(5).is_ok());
    /// assert!(select.try_ready().is_err());
    /// assert_eq!(receiver.recv(), Ok(5));
    /// ```
    pub fn send<T: Send>(&mut self, sender: &'a Sender<T>) -> usize {
        self.add(Some(&sender.shared.engine), Side::Put)
    }

    /// Adds a get from a queue, and says its number.
    ///
    /// ```
    /// use threadbare_queue::Lifo;
    /// use threadbare_queue::select::Select;
    ///
    /// let stack = Lifo::bounded(1);
    /// let mut select = Select::new_biased();
    /// let (get, put) = (select.recv_queue(&stack), select.send_queue(&stack));
    /// assert_eq!(select.ready(), put);
    /// stack.put(1)?;
    /// assert_eq!(select.ready(), get);
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    pub fn recv_queue<E: Engine>(&mut self, queue: &'a Queue<E>) -> usize {
        self.add(Some(queue.engine()), Side::Get)
    }

    /// Adds a put into a queue, and says its number. As [`recv_queue`](Self::recv_queue).
    pub fn send_queue<E: Engine>(&mut self, queue: &'a Queue<E>) -> usize {
        self.add(Some(queue.engine()), Side::Put)
    }

    /// Takes an operation out; the others keep their numbers. Taken out twice is as once.
    ///
    /// ```
    /// use threadbare_queue::{channel::bounded, select::Select};
    ///
    /// let (one, two) = (bounded::<u8>(1), bounded::<u8>(1));
    /// let mut select = Select::new_biased();
    /// let (first, second) = (select.send(&one.0), select.send(&two.0));
    /// assert_eq!(select.ready(), first);
    /// select.remove(first);
    /// assert_eq!(select.ready(), second);
    /// ```
    ///
    /// # Panics
    ///
    /// When no operation was given this number.
    #[track_caller]
    pub fn remove(&mut self, index: usize) {
        assert!(index < self.len, "no operation {index}: give a number that was said by `recv`");
        let place = if index < FEW { &mut self.few[index] } else { &mut self.more[index - FEW] };
        place.party = None;
    }

    /// Says which operation is worth a try; never blocks.
    ///
    /// # Errors
    ///
    /// [`TryReadyError`]: none of them now.
    ///
    /// ```
    /// use threadbare_queue::{channel::bounded, select::Select};
    ///
    /// let (sender, receiver) = bounded::<u8>(1);
    /// let mut select = Select::new();
    /// let number = select.recv(&receiver);
    /// assert!(select.try_ready().is_err());
    /// drop(sender);
    /// assert_eq!(select.try_ready(), Ok(number), "it would say that nobody sends any more");
    /// ```
    #[doc(alias = "try_select")]
    pub fn try_ready(&mut self) -> Result<usize, TryReadyError> {
        self.look().ok_or(TryReadyError)
    }

    /// Says which operation is worth a try; blocks while none is. When all were taken out, for
    /// ever.
    ///
    /// ```
    /// use threadbare_queue::{channel::bounded, select::Select};
    ///
    /// let (sender, receiver) = bounded(1);
    /// let mut select = Select::new();
    /// let number = select.recv(&receiver);
    /// std::thread::spawn(move || sender.send(5));
    /// assert_eq!(select.ready(), number);
    /// ```
    ///
    /// # Panics
    ///
    /// When no operation was added: it would wait for ever.
    #[track_caller]
    #[doc(alias = "select")]
    pub fn ready(&mut self) -> usize {
        assert!(self.len > 0, "nothing to wait for: add an operation by `recv` or `send`");
        loop {
            if let Ok(index) = self.ready_until(Deadline::NEVER) {
                return index;
            }
        }
    }

    /// Says which operation is worth a try; blocks while none is, for at most `timeout`. Zero means
    /// try; one that does not fit into the clock means for ever.
    ///
    /// # Errors
    ///
    /// [`ReadyTimeoutError`]: none of them in time.
    ///
    /// ```
    /// use std::time::Duration;
    /// use threadbare_queue::{channel::bounded, select::Select};
    ///
    /// let (_sender, receiver) = bounded::<u8>(1);
    /// let mut select = Select::new();
    /// select.recv(&receiver);
    /// assert!(select.ready_timeout(Duration::from_millis(1)).is_err());
    /// ```
    #[doc(alias = "select_timeout")]
    pub fn ready_timeout(&mut self, timeout: Duration) -> Result<usize, ReadyTimeoutError> {
        self.ready_until(Deadline::after(timeout))
    }

    /// Says which operation is worth a try; blocks while none is, at most until `deadline`. One
    /// that has passed means try.
    ///
    /// # Errors
    ///
    /// [`ReadyTimeoutError`]: none of them in time.
    ///
    /// ```
    /// use std::time::Instant;
    /// use threadbare_queue::{channel::bounded, select::Select};
    ///
    /// let (sender, _receiver) = bounded::<u8>(1);
    /// let mut select = Select::new();
    /// let number = select.send(&sender);
    /// assert_eq!(select.ready_deadline(Instant::now()), Ok(number));
    /// ```
    #[doc(alias = "select_deadline")]
    pub fn ready_deadline(&mut self, deadline: Instant) -> Result<usize, ReadyTimeoutError> {
        self.ready_until(Deadline::at(deadline))
    }

    fn ready_until(&mut self, deadline: Deadline) -> Result<usize, ReadyTimeoutError> {
        if let Some(index) = self.look() {
            return Ok(index);
        }
        self.wait(deadline)
    }

    /// Looks at each operation once.
    #[inline]
    fn look(&mut self) -> Option<usize> {
        let start = if self.seed == 0 {
            0
        } else {
            self.seed = parker::stir(self.seed);
            // The upper half of the product: a number below `len`.
            let scaled = u64::from(self.seed) * u64::try_from(self.len).unwrap_or(u64::MAX);
            usize::try_from(scaled >> 32).unwrap_or(0)
        };
        let is_ready = |index: &usize| {
            let Operation { party, side } = self.at(*index);
            party.is_some_and(|party| party.is_ready(side))
        };
        (start..self.len).chain(0..start).find(is_ready)
    }

    #[cold]
    fn wait(&mut self, deadline: Deadline) -> Result<usize, ReadyTimeoutError> {
        let mut spin = if deadline.is_now() { Spin::NONE } else { Spin::on_trial(SPIN_NS) };
        while spin.turn() {
            if let Some(index) = self.look() {
                spin.learn(true);
                return Ok(index);
            }
        }
        spin.learn(false);
        while !deadline.is_past() {
            let ending = Stay::new(self).sleep(deadline);
            if let Ending::Served(index) = ending {
                return Ok(index);
            }
            if let Some(index) = self.look() {
                return Ok(index);
            }
            if ending == Ending::Late {
                break;
            }
        }
        Err(ReadyTimeoutError)
    }
}

impl Default for Select<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl Clone for Select<'_> {
    fn clone(&self) -> Self {
        Self { few: self.few, more: self.more.clone(), len: self.len, seed: self.seed }
    }
}

impl fmt::Debug for Select<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Select").field("len", &self.len).finish_non_exhaustive()
    }
}
