//! What every kind of queue with room promises: one list of tests, run on each.
//!
//! What is special to a kind stands in `fifo` and `locked`. An item is a number, by which a heap
//! sorts.
#![expect(clippy::duplicate_mod, reason = "that each kind has the same tests is the point")]

mod heap;
mod line;
mod ring;
mod stack;

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, Wake, Waker};
use std::time::Duration;

use crate::support::poll_once;

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);
/// Over before anybody comes.
const SHORT: Duration = Duration::from_millis(2);

/// What the tests ask of a kind: its type, and how a value becomes an item.
macro_rules! kind {
    ($queue:ident, $packed:ty, $pack:expr, $number:expr) => {
        use threadbare_queue::$queue;

        /// An item with a value.
        type Packed<T> = $packed;

        fn pack<T: Send>(rank: u32, value: T) -> Packed<T> {
            ($pack)(rank, value)
        }

        fn item(number: u32) -> Packed<u32> {
            pack(number, number)
        }

        fn items(numbers: impl IntoIterator<Item = u32>) -> Vec<Packed<u32>> {
            numbers.into_iter().map(item).collect()
        }

        /// A queue that holds these items, and no more.
        fn full_of(numbers: &[u32]) -> Kind<u32> {
            let queue = $queue::bounded(numbers.len());
            for number in numbers {
                queue.try_put(item(*number)).expect("there is room");
            }
            queue
        }

        /// What is there, in ascending order.
        fn rest(queue: &Kind<u32>) -> Vec<u32> {
            let mut rest: Vec<u32> =
                std::iter::from_fn(|| queue.try_get().ok()).map($number).collect();
            rest.sort_unstable();
            rest
        }
    };
}
use kind;

/// A task whose waker panics.
struct Grenade;

impl Wake for Grenade {
    fn wake(self: Arc<Self>) {
        panic!("on purpose");
    }
}

fn grenade() -> Waker {
    Waker::from(Arc::new(Grenade))
}

fn panics<R>(body: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

/// Polls again, as an executor may for no reason at all.
fn polls_panic<F: Future>(future: Pin<&mut F>) -> bool {
    panics(|| matches!(poll_once(future), Poll::Ready(_)))
}
