//! The models of the queues with a lock.
#![cfg(threadbare_loom)]

mod closing;
mod forks;
mod many;
mod rendezvous;
mod tasks;
mod threads;

use threadbare_loom::{Parcel, SOME_TIME, block_on};
use threadbare_queue::{Lifo, LockedFifo, Priority};
use threadbare_sys::thread::{self, JoinHandle};

/// What the models need of each kind.
trait Shop: Clone + Send + 'static {
    /// One with room for one.
    fn small() -> Self;
    fn bring(&self);
    fn fetch(&self);
    fn bring_as_task(&self);
    fn fetch_as_task(&self);
    fn bring_in_time(&self) -> bool;
    fn fetch_in_time(&self) -> bool;
    fn is_empty(&self) -> bool;
    fn close(&self);
    /// How many items that took out.
    fn close_now(&self) -> usize;
    /// False: the queue was shut down.
    fn bring_if_open(&self) -> bool;
    /// False: the queue was shut down.
    fn fetch_if_open(&self) -> bool;
}

macro_rules! shop {
    ($kind:ty, $in:expr, $out:expr) => {
        impl Shop for $kind {
            fn small() -> Self {
                Self::bounded(1)
            }

            fn bring(&self) {
                assert!(self.bring_if_open(), "it is open");
            }

            fn fetch(&self) {
                assert!(self.fetch_if_open(), "it is open");
            }

            fn bring_as_task(&self) {
                assert!(block_on(self.put_async($in(Parcel::pack()))).is_ok(), "it is open");
            }

            fn fetch_as_task(&self) {
                let got = block_on(self.get_async()).expect("it is open");
                $out(got).unpack();
            }

            fn bring_in_time(&self) -> bool {
                self.put_timeout($in(Parcel::pack()), SOME_TIME).is_ok()
            }

            fn fetch_in_time(&self) -> bool {
                self.get_timeout(SOME_TIME).map(|got| $out(got).unpack()).is_ok()
            }

            fn is_empty(&self) -> bool {
                self.is_empty()
            }

            fn close(&self) {
                self.shutdown();
            }

            fn close_now(&self) -> usize {
                let left = self.shutdown_now();
                left.into_iter().map(|got| $out(got).unpack()).count()
            }

            fn bring_if_open(&self) -> bool {
                self.put($in(Parcel::pack())).is_ok()
            }

            fn fetch_if_open(&self) -> bool {
                self.get().map(|got| $out(got).unpack()).is_ok()
            }
        }
    };
}

shop!(Lifo<Parcel>, |item| item, |got| got);
shop!(LockedFifo<Parcel>, |item| item, |got| got);
shop!(Priority<u32, Parcel>, |item| (0, item), |got: (u32, Parcel)| got.1);

type Line = LockedFifo<Parcel>;
type Stack = Lifo<Parcel>;
type Heap = Priority<u32, Parcel>;

fn nowhere() -> Line {
    Line::bounded(0)
}

fn spawn<S: Shop, R: 'static>(shop: &S, visit: impl FnOnce(&S) -> R + 'static) -> JoinHandle<R> {
    let shop = shop.clone();
    thread::spawn(move || visit(&shop))
}

fn join<R>(visitor: JoinHandle<R>) -> R {
    visitor.join().expect("a visitor panics in its own name")
}
