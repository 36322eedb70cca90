//! What waiting costs in memory: nothing, after a thread's first wait.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use threadbare_queue::channel::{after, bounded, unbounded};
use threadbare_queue::select;
use threadbare_queue::select::Select;

use crate::support::{asleep::all_asleep, asleep::own_tid, poll_once};

/// Long enough for anything that does not hang.
const LONG: Duration = Duration::from_secs(60);
/// Over before anybody comes.
const SHORT: Duration = Duration::from_millis(2);

/// The system's, with a count for each thread.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // A thread that ends may have none any more.
    let _counted = COUNT.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: everything is left to the system's; the count is a number of the thread's own, which
// needs no memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) };
    }
}

/// How often this thread asked for memory meanwhile.
fn asked(work: impl FnOnce()) -> usize {
    let before = COUNT.get();
    work();
    COUNT.get() - before
}

#[test]
fn the_count_counts() {
    assert_eq!(asked(|| drop(Box::new(1))), 1);
    assert_eq!(asked(|| drop(vec![0_u8; 100])), 1);
}

#[test]
fn waiting_for_an_item_or_room_asks_for_nothing() {
    for room in [Some(0), Some(1), None] {
        let (sender, receiver) = room.map_or_else(unbounded::<u32>, bounded);
        let wait = || {
            let is_full = sender.is_full();
            assert!(receiver.recv_timeout(SHORT).is_err());
            assert!(!is_full || sender.send_timeout(1, SHORT).is_err());
        };
        wait();
        assert_eq!(asked(wait), 0);
    }
}

/// As above, of a thread that sleeps until another comes.
#[test]
fn a_wait_that_is_ended_by_another_asks_for_nothing() {
    for (sender, receiver) in [bounded(0), bounded(1), unbounded()] {
        let (tell, told) = std::sync::mpsc::channel();
        thread::scope(|scope| {
            let receiving = scope.spawn(|| {
                tell.send(own_tid()).expect("the test listens");
                assert!(receiver.recv().is_ok());
                asked(|| assert_eq!(receiver.recv(), Ok(2)))
            });
            let receiver = told.recv().expect("the thread speaks");
            assert!(sender.send(1).is_ok());
            all_asleep(&[receiver]);
            assert!(sender.send(2).is_ok());
            assert_eq!(receiving.join().expect("no panic"), 0);
        });
    }
}

/// Making a selection of up to eight, looking, waiting and leaving.
#[test]
fn a_selection_of_eight_asks_for_nothing() {
    let (_kept, nothing) = bounded::<u32>(1);
    let (_also_kept, endless) = unbounded::<u32>();
    let (full, _unread) = bounded(1);
    full.send(1).expect("there is room");
    let alarm = after(LONG);
    let wait = || {
        let mut select = Select::new();
        for receiver in [&nothing, &endless, &nothing, &endless, &nothing] {
            select.recv(receiver);
        }
        select.recv(&alarm);
        select.send(&full);
        select.send(&full);
        assert!(select.try_ready().is_err());
        assert!(select.ready_timeout(SHORT).is_err());
    };
    wait();
    assert_eq!(asked(wait), 0);
    let by_macro = || {
        select! {
            recv(nothing) -> _ => unreachable!("nobody sends"),
            send(full, 2) -> _ => unreachable!("nobody receives"),
            default(SHORT) => {}
        }
    };
    assert_eq!(asked(by_macro), 0);
}

#[test]
fn a_ninth_operation_has_its_price() {
    let (_kept, nothing) = bounded::<u32>(1);
    let wait = |n: usize| {
        let mut select = Select::new();
        for _ in 0..n {
            select.recv(&nothing);
        }
        assert!(select.ready_timeout(SHORT).is_err());
    };
    wait(1);
    assert_eq!(asked(|| wait(8)), 0);
    assert!(asked(|| wait(9)) > 0);
}

/// A future is on the stack, and so is its place in the line.
#[test]
fn tasks_that_wait_ask_for_nothing() {
    for (sender, receiver) in [bounded(0), bounded(1), unbounded()] {
        let wait = || {
            let mut recv = pin!(receiver.recv_async());
            assert!(poll_once(recv.as_mut()).is_pending());
            if sender.capacity() == Some(0) {
                return;
            }
            assert!(sender.try_send(1).is_ok() && poll_once(recv).is_ready());
            let mut task = Context::from_waker(Waker::noop());
            let mut send = pin!(sender.send_async(2));
            assert!(send.as_mut().poll(&mut task).is_ready() && receiver.try_recv() == Ok(2));
        };
        wait();
        assert_eq!(asked(wait), 0);
    }
}
