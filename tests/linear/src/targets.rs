//! The queues of `threadbare-queue`, to be judged.

use std::time::Duration;

use threadbare_queue::deque::{Injector, Steal};
use threadbare_queue::{
    Fifo, GetError, GetTimeoutError, Lifo, LockedFifo, Priority, PutError, PutTimeoutError,
    TryGetError, TryPutError,
};
use threadbare_sys::thread;

use crate::program::Target;
use crate::spec::queue::{Answer, Call, Item};

/// How long a wait lasts that is to end by itself: long enough to fall asleep. In a model it may
/// end at any moment.
const SOME_TIME: Duration = Duration::from_micros(20);

/// What a queue of any kind answers; the kinds have one face, but no trait for it.
macro_rules! target {
    ($name:ty, $into:expr, $from:expr) => {
        impl Target for $name {
            fn apply(&self, call: &Call) -> Answer {
                match call {
                    Call::Put(item) => self.put($into(*item)).into(),
                    Call::TryPut(item) => self.try_put($into(*item)).into(),
                    Call::PutTimeout(item) => self.put_timeout($into(*item), SOME_TIME).into(),
                    Call::Get => self.get().map($from).into(),
                    Call::TryGet => self.try_get().map($from).into(),
                    Call::GetTimeout => self.get_timeout(SOME_TIME).map($from).into(),
                    Call::Shutdown => Answer::First(self.shutdown()),
                    Call::ShutdownNow => {
                        Answer::Items(self.shutdown_now().into_iter().map($from).collect())
                    }
                    Call::Len => Answer::Count(self.len()),
                    other => panic!("{other:?}: for queues to join alone"),
                }
            }
        }
    };
}

target!(Fifo<Item>, Item::from, Item::from);
target!(LockedFifo<Item>, Item::from, Item::from);
target!(Lifo<Item>, Item::from, Item::from);
target!(Priority<u32, u32>, ranked_pair, ranked_item);

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
