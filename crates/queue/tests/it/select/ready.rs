//! What a selection says is ready.

use std::time::{Duration, Instant};

use threadbare_queue::channel::{Receiver, after, bounded, never, tick, unbounded};
use threadbare_queue::select::{ReadyTimeoutError, Select, TryReadyError};
use threadbare_queue::{Fifo, LockedFifo, Priority};

use crate::support::fewer_under_miri;

const SHORT: Duration = Duration::from_millis(2);

#[test]
fn an_item_room_and_the_end_are_ready() {
    for (sender, receiver) in [bounded(1), unbounded()] {
        let mut receive = Select::new();
        receive.recv(&receiver);
        assert_eq!(receive.try_ready(), Err(TryReadyError));
        let mut send = Select::new();
        send.send(&sender);
        assert_eq!(send.try_ready(), Ok(0));
        sender.send(1).expect("there is room");
        assert_eq!(receive.try_ready(), Ok(0));
        assert_eq!(send.try_ready().is_err(), sender.is_full());
        sender.close();
        assert_eq!((send.ready(), receive.ready()), (0, 0));
        assert_eq!(receiver.recv(), Ok(1));
        assert_eq!(receive.ready(), 0, "it would say that nobody sends any more");
    }
}

#[test]
fn a_timeout_of_every_size_ends_a_selection() {
    let (_sender, receiver) = bounded::<u8>(1);
    let mut select = Select::new();
    for timeout in [Duration::ZERO, Duration::from_nanos(1), SHORT] {
        assert_eq!(select.clone().ready_timeout(timeout), Err(ReadyTimeoutError), "nothing in it");
    }
    select.recv(&receiver);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), SHORT] {
        assert_eq!(select.ready_timeout(timeout), Err(ReadyTimeoutError));
    }
    assert_eq!(select.ready_deadline(Instant::now()), Err(ReadyTimeoutError));
    assert_eq!(select.ready_deadline(Instant::now() + SHORT), Err(ReadyTimeoutError));
}

#[test]
fn clocks_can_be_selected() {
    let (alarm, nothing, ticks) = (after(SHORT), never::<u8>(), tick(4 * SHORT));
    let mut select = Select::new_biased();
    let numbers = [select.recv(&nothing), select.recv(&alarm), select.recv(&ticks)];
    assert_eq!(numbers, [0, 1, 2]);
    assert_eq!(select.ready(), 1);
    assert!(alarm.try_recv().is_ok());
    assert_eq!(select.ready(), 2);
    assert!(ticks.try_recv().is_ok());
}

#[test]
fn every_kind_of_queue_can_be_selected() {
    let (ring, locked) = (Fifo::bounded(1), LockedFifo::bounded(1));
    let heap = Priority::unbounded();
    let mut select = Select::new();
    select.recv_queue(&ring);
    select.recv_queue(&locked);
    select.recv_queue(&heap);
    assert_eq!(select.try_ready(), Err(TryReadyError));
    heap.put((1, ())).expect("it is open");
    assert_eq!(select.ready(), 2);
    assert!(heap.try_get().is_ok() && select.try_ready().is_err());
    locked.put(1).expect("it is open");
    assert_eq!(select.ready(), 1);
    assert!(locked.try_get().is_ok() && select.try_ready().is_err());
    ring.put(1).expect("it is open");
    assert_eq!(select.ready(), 0);
}

#[test]
fn more_operations_than_find_room_in_the_selection() {
    let channels: Vec<_> = (0..20).map(|_| bounded::<usize>(1)).collect();
    let mut select = Select::new();
    let numbers: Vec<_> = channels.iter().map(|(_, receiver)| select.recv(receiver)).collect();
    assert!(numbers.into_iter().eq(0..20));
    assert_eq!(select.ready_timeout(SHORT), Err(ReadyTimeoutError));
    for number in [0, 7, 8, 19] {
        channels[number].0.send(number).expect("there is room");
        assert_eq!(select.ready(), number);
        assert_eq!(channels[number].1.try_recv(), Ok(number));
    }
    select.remove(19);
    channels[19].0.send(19).expect("there is room");
    assert_eq!(select.try_ready(), Err(TryReadyError));
}

const TIMES: u32 = fewer_under_miri(3_000, 600);

/// How often each of them was the answer.
fn answers<'a>(mut select: Select<'a>, receivers: &'a [Receiver<u8>; 3]) -> [u32; 3] {
    for receiver in receivers {
        select.recv(receiver);
    }
    let mut counts = [0; 3];
    (0..TIMES).for_each(|_| counts[select.ready()] += 1);
    counts
}

#[test]
fn each_that_is_ready_may_be_the_answer_unless_biased() {
    let channels = [(); 3].map(|()| bounded::<u8>(1));
    channels.iter().for_each(|(sender, _)| sender.send(1).expect("there is room"));
    let receivers = channels.map(|(sender, receiver)| {
        drop(sender);
        receiver
    });
    assert_eq!(answers(Select::new_biased(), &receivers), [TIMES, 0, 0]);
    let fair = TIMES * 7 / 30..TIMES * 13 / 30;
    let answers = answers(Select::new(), &receivers);
    assert!(answers.iter().all(|count| fair.contains(count)), "{answers:?}");
}

#[test]
#[should_panic = "nothing to wait for"]
fn a_selection_of_nothing_does_not_wait_for_ever() {
    Select::new().ready();
}

#[test]
#[should_panic = "no operation 1"]
fn what_was_not_added_is_not_removed() {
    let receiver = never::<u8>();
    let mut select = Select::new();
    select.recv(&receiver);
    select.remove(1);
}
