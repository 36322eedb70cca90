//! The queues of `threadbare-queue`, to be judged.

use std::time::Duration;

use threadbare_queue::{
    Fifo, GetError, GetTimeoutError, PutError, PutTimeoutError, TryGetError, TryPutError,
};

use crate::program::Target;
use crate::spec::queue::{Answer, Call, Item};

/// How long a wait lasts that is to end by itself: long enough to fall asleep. In a model it may
/// end at any moment.
const SOME_TIME: Duration = Duration::from_micros(20);

/// What a queue of any kind answers; the kinds have one face, but no trait for it.
macro_rules! target {
    ($name:ty) => {
        impl Target for $name {
            fn apply(&self, call: &Call) -> Answer {
                match call {
                    Call::Put(item) => self.put(*item).into(),
                    Call::TryPut(item) => self.try_put(*item).into(),
                    Call::PutTimeout(item) => self.put_timeout(*item, SOME_TIME).into(),
                    Call::Get => self.get().into(),
                    Call::TryGet => self.try_get().into(),
                    Call::GetTimeout => self.get_timeout(SOME_TIME).into(),
                    Call::Shutdown => Answer::First(self.shutdown()),
                    Call::ShutdownNow => Answer::Items(self.shutdown_now()),
                    Call::Len => Answer::Count(self.len()),
                    other => panic!("{other:?}: for queues to join alone"),
                }
            }
        }
    };
}

target!(Fifo<Item>);

/// One result of the queues as an answer.
macro_rules! answer {
    ($ok:ty, $error:ty: $item:pat => $done:expr; $($pattern:pat => $answer:ident,)+) => {
        impl From<Result<$ok, $error>> for Answer {
            fn from(result: Result<$ok, $error>) -> Self {
                match result {
                    Ok($item) => $done,
                    $(Err($pattern) => Self::$answer,)+
                }
            }
        }
    };
}

answer!((), PutError<Item>: () => Self::Done; PutError(_) => ShutDown,);
answer!((), TryPutError<Item>: () => Self::Done;
    TryPutError::Full(_) => Full,
    TryPutError::ShutDown(_) => ShutDown,
);
answer!((), PutTimeoutError<Item>: () => Self::Done;
    PutTimeoutError::Timeout(_) => Timeout,
    PutTimeoutError::ShutDown(_) => ShutDown,
);
answer!(Item, GetError: item => Self::Got(item); _ => ShutDown,);
answer!(Item, TryGetError: item => Self::Got(item);
    TryGetError::Empty => Empty,
    TryGetError::ShutDown => ShutDown,
);
answer!(Item, GetTimeoutError: item => Self::Got(item);
    GetTimeoutError::Timeout => Timeout,
    GetTimeoutError::ShutDown => ShutDown,
);
