//! The queues that are measured, behind one trait, so that each has its own compiled loops.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex},
};
use threadbare_queue::{Fifo, LockedFifo};

/// Why no call below can fail: the other side is there as long as the loop.
const THERE: &str = "the other side is there";

/// An array of one value for every channel, ours first: `every!(C => name_of::<C>())`. More values
/// may follow.
macro_rules! every {
    ($channel:ident => $value:expr $(; $more:expr)*) => {
        $crate::queue::channel::every!(
            @ [Ours Locked Crossfire Kanal Crossbeam Flume AsyncChannel Std Tokio Conditions]
            $channel => $value $(; $more)*
        )
    };
    (@ [$($each:ident)+] $channel:ident => $value:expr $(; $more:expr)*) => {
        [$({
            type $channel = $crate::queue::channel::$each;
            $value
        },)+ $($more),*]
    };
}
pub(super) use every;

/// A bounded queue of numbers.
pub(super) trait Channel {
    const NAME: &'static str;
    /// Whether several threads may get.
    const SHARED_GET: bool = true;
    /// Whether its capacity may be 0.
    const RENDEZVOUS: bool = true;

    type Put: Putter;
    type Get: Getter;

    fn bounded(capacity: usize) -> (Self::Put, Self::Get);
}

/// Where a thread puts.
pub(super) trait Putter: Clone + Send {
    /// Blocks while there is no room.
    fn put(&self, item: u64);

    /// True: there was room.
    fn try_put(&self, item: u64) -> bool;
}

/// Where a thread gets.
pub(super) trait Getter: Send + Sized {
    /// Blocks while there is nothing.
    fn get(&mut self) -> u64;

    fn try_get(&mut self) -> Option<u64>;

    /// A handle for one more thread.
    ///
    /// # Panics
    ///
    /// If there may be only one: see [`Channel::SHARED_GET`].
    fn another(&self) -> Self;
}

/// What the peers want to be told before their first use.
pub(super) fn prepare() {
    // By default crossfire behaves as on a machine with many processors.
    crossfire::detect_backoff_cfg();
}

/// Ours. One handle is for both sides.
macro_rules! ours {
    ($channel:ident, $name:expr, rendezvous: $rendezvous:path, $queue:ident) => {
        #[derive(Debug)]
        pub(super) struct $channel;

        impl Channel for $channel {
            const NAME: &'static str = $name;

            type Put = $queue<u64>;
            type Get = $queue<u64>;

            fn bounded(capacity: usize) -> (Self::Put, Self::Get) {
                let queue = if capacity == 0 { $rendezvous() } else { $queue::bounded(capacity) };
                (queue.clone(), queue)
            }
        }

        impl Putter for $queue<u64> {
            #[inline]
            fn put(&self, item: u64) {
                self.put(item).expect(THERE);
            }

            #[inline]
            fn try_put(&self, item: u64) -> bool {
                self.try_put(item).is_ok()
            }
        }

        impl Getter for $queue<u64> {
            #[inline]
            fn get(&mut self) -> u64 {
                Self::get(self).expect(THERE)
            }

            #[inline]
            fn try_get(&mut self) -> Option<u64> {
                Self::try_get(self).ok()
            }

            fn another(&self) -> Self {
                self.clone()
            }
        }
    };
}

ours!(Ours, super::OURS, rendezvous: Fifo::rendezvous, Fifo);
ours!(Locked, super::LOCKED, rendezvous: no_room, LockedFifo);

fn no_room() -> LockedFifo<u64> {
    LockedFifo::bounded(0)
}

/// Those whose handles are cloned for each thread, on either side.
macro_rules! channel {
    ($channel:ident, $name:literal, rendezvous: $rendezvous:literal, $bounded:path,
     $putter:ty: $put:ident, $put_done:pat, $getter:ty: $get:ident, $($got:ident)+) => {
        #[derive(Debug)]
        pub(super) struct $channel;

        impl Channel for $channel {
            const NAME: &'static str = $name;
            const RENDEZVOUS: bool = $rendezvous;

            type Put = $putter;
            type Get = $getter;

            fn bounded(capacity: usize) -> (Self::Put, Self::Get) {
                $bounded(capacity)
            }
        }

        impl Putter for $putter {
            #[inline]
            fn put(&self, item: u64) {
                self.$put(item).expect(THERE);
            }

            #[inline]
            fn try_put(&self, item: u64) -> bool {
                matches!(self.try_send(item), $put_done)
            }
        }

        impl Getter for $getter {
            #[inline]
            fn get(&mut self) -> u64 {
                self.$get().expect(THERE)
            }

            #[inline]
            fn try_get(&mut self) -> Option<u64> {
                self.try_recv()$(.$got())+
            }

            fn another(&self) -> Self {
                self.clone()
            }
        }
    };
}

channel!(Crossbeam, "crossbeam", rendezvous: true, crossbeam_channel::bounded,
    crossbeam_channel::Sender<u64>: send, Ok(()),
    crossbeam_channel::Receiver<u64>: recv, ok);
// It takes a capacity of 0 for 1.
channel!(Crossfire, "crossfire mpmc", rendezvous: false, crossfire::mpmc::bounded_blocking,
    crossfire::MTx<crossfire::mpmc::Array<u64>>: send, Ok(()),
    crossfire::MRx<crossfire::mpmc::Array<u64>>: recv, ok);
channel!(Kanal, "kanal", rendezvous: true, kanal::bounded,
    kanal::Sender<u64>: send, Ok(true),
    kanal::Receiver<u64>: recv, ok flatten);
channel!(Flume, "flume", rendezvous: true, flume::bounded,
    flume::Sender<u64>: send, Ok(()),
    flume::Receiver<u64>: recv, ok);
channel!(AsyncChannel, "async-channel", rendezvous: false, async_channel::bounded,
    async_channel::Sender<u64>: send_blocking, Ok(()),
    async_channel::Receiver<u64>: recv_blocking, ok);

/// Those that one thread alone may get from.
macro_rules! single {
    ($channel:ident, $name:literal, rendezvous: $rendezvous:literal, $bounded:path,
     $putter:ty: $put:ident, $getter:ty: $get:ident) => {
        #[derive(Debug)]
        pub(super) struct $channel;

        impl Channel for $channel {
            const NAME: &'static str = $name;
            const SHARED_GET: bool = false;
            const RENDEZVOUS: bool = $rendezvous;

            type Put = $putter;
            type Get = $getter;

            fn bounded(capacity: usize) -> (Self::Put, Self::Get) {
                $bounded(capacity)
            }
        }

        impl Putter for $putter {
            #[inline]
            fn put(&self, item: u64) {
                self.$put(item).expect(THERE);
            }

            #[inline]
            fn try_put(&self, item: u64) -> bool {
                self.try_send(item).is_ok()
            }
        }

        impl Getter for $getter {
            #[inline]
            fn get(&mut self) -> u64 {
                self.$get().expect(THERE)
            }

            #[inline]
            fn try_get(&mut self) -> Option<u64> {
                self.try_recv().ok()
            }

            fn another(&self) -> Self {
                panic!("{} has one getter", $name)
            }
        }
    };
}

single!(Std, "std sync_channel", rendezvous: true, std::sync::mpsc::sync_channel,
    std::sync::mpsc::SyncSender<u64>: send, std::sync::mpsc::Receiver<u64>: recv);
single!(Tokio, "tokio mpsc", rendezvous: false, tokio::sync::mpsc::channel,
    tokio::sync::mpsc::Sender<u64>: blocking_send, tokio::sync::mpsc::Receiver<u64>: blocking_recv);

/// What one writes without a library: a container, a mutex and two conditions.
#[derive(Debug)]
pub(super) struct Conditions;

/// A handle of it, for either side.
#[derive(Clone, Debug)]
pub(super) struct Handle(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    items: Mutex<VecDeque<u64>>,
    capacity: usize,
    has_item: Condvar,
    has_room: Condvar,
}

impl Channel for Conditions {
    const NAME: &'static str = "std Mutex + Condvar";
    const RENDEZVOUS: bool = false;

    type Put = Handle;
    type Get = Handle;

    fn bounded(capacity: usize) -> (Handle, Handle) {
        let parts = Parts {
            items: Mutex::new(VecDeque::with_capacity(capacity)),
            capacity,
            has_item: Condvar::new(),
            has_room: Condvar::new(),
        };
        let handle = Handle(Arc::new(parts));
        (handle.clone(), handle)
    }
}

impl Putter for Handle {
    fn put(&self, item: u64) {
        let parts = &*self.0;
        let items = parts.items.lock().expect(THERE);
        let is_full = |items: &mut VecDeque<u64>| items.len() == parts.capacity;
        let mut items = parts.has_room.wait_while(items, is_full).expect(THERE);
        items.push_back(item);
        drop(items);
        parts.has_item.notify_one();
    }

    fn try_put(&self, item: u64) -> bool {
        let mut items = self.0.items.lock().expect(THERE);
        let has_room = items.len() < self.0.capacity;
        if has_room {
            items.push_back(item);
            drop(items);
            self.0.has_item.notify_one();
        }
        has_room
    }
}

impl Getter for Handle {
    fn get(&mut self) -> u64 {
        let parts = &*self.0;
        let items = parts.items.lock().expect(THERE);
        let mut items = parts.has_item.wait_while(items, |items| items.is_empty()).expect(THERE);
        let item = items.pop_front().expect("the wait was for an item");
        drop(items);
        parts.has_room.notify_one();
        item
    }

    fn try_get(&mut self) -> Option<u64> {
        let item = self.0.items.lock().expect(THERE).pop_front();
        if item.is_some() {
            self.0.has_room.notify_one();
        }
        item
    }

    fn another(&self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{Channel, Getter, Putter};

    fn keeps_its_bound<C: Channel>() {
        let (put, mut get) = C::bounded(2);

        assert!(put.try_put(1) && put.try_put(2), "{}: there was room", C::NAME);
        assert!(!put.try_put(3), "{}: there was none", C::NAME);
        assert_eq!((get.get(), get.try_get(), get.try_get()), (1, Some(2), None), "{}", C::NAME);
    }

    #[test]
    fn every_channel_keeps_order_and_bound() {
        let tests: [fn(); 10] = every!(C => keeps_its_bound::<C>);
        for test in tests {
            test();
        }
    }
}
