//! The queues of `threadbare-queue`, to be judged.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use threadbare_queue::deque::{Injector, Steal, Stealer, Worker};
use threadbare_queue::{
    Fifo, FifoEngine, GetError, GetTimeoutError, Joinable, Lifo, LockedFifo, Priority, PutError,
    PutTimeoutError, TryGetError, TryPutError,
};
use threadbare_sys::thread;

use crate::program::Target;
use crate::spec::queue::{Answer, Call, Item};

/// How long a wait lasts that is to end by itself: long enough to fall asleep. In a model it may
/// end at any moment.
const SOME_TIME: Duration = Duration::from_micros(20);

/// What a queue of any kind answers; the kinds have one face, but no trait for it.
macro_rules! target {
    ($name:ty, $into:expr, $from:expr, $other:expr) => {
        impl Target for $name {
            fn apply(&self, call: &Call) -> Answer {
                match call {
                    Call::Put(item) => self.put($into(*item)).into(),
                    Call::TryPut(item) => self.try_put($into(*item)).into(),
                    Call::PutTimeout(item) => self.put_timeout($into(*item), SOME_TIME).into(),
                    Call::PutAsync(item) => {
                        let mut put = pin!(self.put_async($into(*item)));
                        match poll_once(put.as_mut()) {
                            Poll::Ready(answer) => answer.into(),
                            Poll::Pending if put.cancel().is_some() => Answer::Timeout,
                            // Somebody has put it for the task.
                            Poll::Pending => Answer::Done,
                        }
                    }
                    Call::GetAsync => match poll_once(pin!(self.get_async())) {
                        Poll::Ready(answer) => answer.map($from).into(),
                        Poll::Pending => Answer::Timeout,
                    },
                    Call::Get => self.get().map($from).into(),
                    Call::TryGet => self.try_get().map($from).into(),
                    Call::GetTimeout => self.get_timeout(SOME_TIME).map($from).into(),
                    Call::Shutdown => Answer::First(self.shutdown()),
                    Call::ShutdownNow => {
                        Answer::Items(self.shutdown_now().into_iter().map($from).collect())
                    }
                    Call::Len => Answer::Count(self.len()),
                    other => $other(self, other),
                }
            }
        }
    };
}

target!(Fifo<Item>, Item::from, Item::from, force_ring);
target!(LockedFifo<Item>, Item::from, Item::from, force_line);
target!(Lifo<Item>, Item::from, Item::from, unknown);
target!(Priority<u32, u32>, ranked_pair, ranked_item, unknown);
target!(Joinable<FifoEngine<Item>>, Item::from, Item::from, join);

/// True: it was rung. A model does not see it, so it adds no step there.
#[derive(Default)]
struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

/// Polls until it waits for somebody: one that wakes itself has only let others run.
fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    loop {
        let answer = future.as_mut().poll(&mut Context::from_waker(&waker));
        if answer.is_ready() || !bell.0.swap(false, Ordering::Acquire) {
            return answer;
        }
    }
}

fn unknown<Q>(_: &Q, call: &Call) -> Answer {
    panic!("{call:?}: not for this kind of queue")
}

fn force_ring(ring: &Fifo<Item>, call: &Call) -> Answer {
    match call {
        Call::ForcePut(item) => forced(ring.force_put(*item)),
        other => unknown(ring, other),
    }
}

fn force_line(line: &LockedFifo<Item>, call: &Call) -> Answer {
    match call {
        Call::ForcePut(item) => forced(line.force_put(*item)),
        other => unknown(line, other),
    }
}

fn forced(result: Result<Option<Item>, PutError<Item>>) -> Answer {
    match result {
        Ok(None) => Answer::Done,
        Ok(Some(oldest)) => Answer::Got(oldest),
        Err(PutError(_)) => Answer::ShutDown,
    }
}

fn join(jobs: &Joinable<FifoEngine<Item>>, call: &Call) -> Answer {
    match call {
        Call::TaskDone => jobs.task_done().map_or(Answer::TooMany, |()| Answer::Done),
        Call::Join => {
            jobs.join();
            Answer::Done
        }
        Call::JoinTimeout => {
            jobs.join_timeout(SOME_TIME).map_or(Answer::Timeout, |()| Answer::Done)
        }
        other => unknown(jobs, other),
    }
}

fn ranked_pair(item: Item) -> (u32, u32) {
    (item.rank, item.id)
}

fn ranked_item((rank, id): (u32, u32)) -> Item {
    Item { rank, id }
}

/// It has no bound, no waits and no shutdown.
impl Target for Injector<Item> {
    fn apply(&self, call: &Call) -> Answer {
        match call {
            Call::TryPut(item) => {
                self.push(*item);
                Answer::Done
            }
            Call::TryGet => loop {
                match self.steal() {
                    Steal::Success(item) => return Answer::Got(item),
                    Steal::Empty => return Answer::Empty,
                    Steal::Retry => thread::yield_now(),
                }
            },
            other => panic!("{other:?}: an injector knows tries alone"),
        }
    }
}

/// A deque of [`deque`](threadbare_queue::deque), with its owner in it.
#[derive(Debug)]
pub struct Deque {
    /// Used by the first thread of a program alone. So the lock, which a model does not see, orders
    /// nothing and keeps nobody waiting.
    owner: Mutex<Worker<Item>>,
    thief: Stealer<Item>,
}

impl Deque {
    /// The deque of this owner.
    #[must_use]
    pub fn of(owner: Worker<Item>) -> Self {
        Self { thief: owner.stealer(), owner: Mutex::new(owner) }
    }
}

impl Target for Deque {
    fn apply(&self, call: &Call) -> Answer {
        let owner = || self.owner.try_lock().expect("the first thread alone puts and gets");
        match call {
            Call::TryPut(item) => {
                owner().push(*item);
                Answer::Done
            }
            Call::TryGet => owner().pop().map_or(Answer::Empty, Answer::Got),
            Call::Steal => match self.thief.steal() {
                Steal::Success(item) => Answer::Got(item),
                Steal::Empty => Answer::Empty,
                Steal::Retry => Answer::Retry,
            },
            other => unknown(self, other),
        }
    }
}

/// One result of the queues as an answer.
macro_rules! answer {
    ([$($T:ident)?] $ok:ty, $error:ty: $item:pat => $done:expr;
        $($pattern:pat => $answer:ident,)+) => {
        impl $(<$T>)? From<Result<$ok, $error>> for Answer {
            fn from(result: Result<$ok, $error>) -> Self {
                match result {
                    Ok($item) => $done,
                    $(Err($pattern) => Self::$answer,)+
                }
            }
        }
    };
}

answer!([T] (), PutError<T>: () => Self::Done; PutError(_) => ShutDown,);
answer!([T] (), TryPutError<T>: () => Self::Done;
    TryPutError::Full(_) => Full,
    TryPutError::ShutDown(_) => ShutDown,
);
answer!([T] (), PutTimeoutError<T>: () => Self::Done;
    PutTimeoutError::Timeout(_) => Timeout,
    PutTimeoutError::ShutDown(_) => ShutDown,
);
answer!([] Item, GetError: item => Self::Got(item); _ => ShutDown,);
answer!([] Item, TryGetError: item => Self::Got(item);
    TryGetError::Empty => Empty,
    TryGetError::ShutDown => ShutDown,
);
answer!([] Item, GetTimeoutError: item => Self::Got(item);
    GetTimeoutError::Timeout => Timeout,
    GetTimeoutError::ShutDown => ShutDown,
);
