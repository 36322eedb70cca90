//! Waiting for several: what counts, in which order, and what is left behind.

use std::pin::pin;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use threadbare_sync::completion::{
    Completion, Promise, ReturnWhen, Waitable, Waited, as_completed, pair, wait, wait_async,
    wait_deadline, wait_timeout,
};

use crate::support::{Bell, block_on, forget, poll_once, until};

fn pairs<const N: usize>() -> (Vec<Option<Promise<usize>>>, [Completion<usize>; N]) {
    let mut promises = Vec::new();
    let completions = std::array::from_fn(|_| {
        let (promise, completion) = pair();
        promises.push(Some(promise));
        completion
    });
    (promises, completions)
}

fn set(promises: &mut [Option<Promise<usize>>], number: usize) {
    promises[number].take().expect("set once").set(number).expect("nobody cancels");
}

fn listeners<T>(completion: &Completion<T>) -> bool {
    format!("{completion:?}").contains("listeners: true")
}

#[test]
fn a_wait_for_nothing_is_over() {
    let none: [&Completion<u32>; 0] = [];
    for when in [ReturnWhen::FirstCompleted, ReturnWhen::FirstFailed, ReturnWhen::All] {
        assert_eq!(wait(&none, when), Waited::default());
    }
    assert!(as_completed(none).next().is_none());
}

#[test]
fn what_is_reached_already_does_not_observe() {
    let (mut promises, completions) = pairs::<2>();
    set(&mut promises, 0);
    let waited = wait(&completions, ReturnWhen::FirstCompleted);
    assert_eq!((waited.done, waited.not_done), (vec![0], vec![1]));
    let waited = wait_timeout(&completions, ReturnWhen::All, Duration::ZERO);
    assert_eq!((waited.done, waited.not_done), (vec![0], vec![1]));
    assert!(!listeners(&completions[1]));
}

#[test]
fn a_failure_ends_a_wait_for_the_first_failed_and_a_value_does_not() {
    let (mut promises, completions) = pairs::<3>();
    let waiter = |completions: [Completion<usize>; 3]| {
        thread::spawn(move || {
            let waited = wait(&completions, ReturnWhen::FirstFailed);
            (waited, completions)
        })
    };
    set(&mut promises, 1);
    let waiter = waiter(completions);
    until(|| format!("{promises:?}").matches("listeners: true").count() == 2);
    drop(promises[2].take());
    let (waited, completions) = waiter.join().expect("no panic");
    assert_eq!((waited.done, waited.not_done), (vec![1, 2], vec![0]));
    set(&mut promises, 0);
    assert_eq!(wait(&completions, ReturnWhen::FirstFailed).done, [0, 1, 2]);
}

#[test]
fn a_wait_that_times_out_says_how_far_it_came() {
    let (mut promises, completions) = pairs::<3>();
    set(&mut promises, 2);
    for timeout in [Duration::ZERO, Duration::from_nanos(1), Duration::from_millis(2)] {
        let waited = wait_timeout(&completions, ReturnWhen::All, timeout);
        assert_eq!((waited.done, waited.not_done), (vec![2], vec![0, 1]), "{timeout:?}");
        let deadline = Instant::now() + timeout;
        assert_eq!(wait_deadline(&completions, ReturnWhen::All, deadline).done, [2]);
    }
    // The observers are gone: nothing is touched by these.
    set(&mut promises, 0);
    set(&mut promises, 1);
    assert_eq!(wait_timeout(&completions, ReturnWhen::All, Duration::MAX).done, [0, 1, 2]);
}

#[test]
fn handles_of_several_kinds_are_waited_for_together() {
    let (number, text) = (pair::<u32>(), pair::<String>());
    let those: [&dyn Waitable; 2] = [&number.1, &text.1];
    let setter = thread::spawn(move || (number.0.set(1), text.0.set("a".into())));
    assert_eq!(wait(&those, ReturnWhen::All).done, [0, 1]);
    setter.join().expect("no panic").0.expect("nobody cancels");
}

#[test]
fn they_are_yielded_in_the_order_in_which_they_end() {
    let (mut promises, completions) = pairs::<5>();
    set(&mut promises, 3);
    set(&mut promises, 1);
    let mut ended = as_completed(completions);
    assert_eq!(ended.size_hint(), (5, Some(5)));
    let mut order = Vec::new();
    for number in [4, 0, 2] {
        set(&mut promises, number);
    }
    for (place, completion) in &mut ended {
        assert_eq!(completion.result().expect("it was set"), place);
        order.push(place);
    }
    assert_eq!(order, [1, 3, 4, 0, 2], "first those that were over, as they were given");
    assert!(ended.next().is_none() && ended.try_next().expect("all were yielded").is_none());
}

#[test]
fn a_next_that_times_out_loses_nothing() {
    let (mut promises, completions) = pairs::<2>();
    let mut ended = as_completed(completions);
    assert!(ended.try_next().is_err());
    assert!(ended.next_timeout(Duration::from_millis(1)).is_err());
    assert!(ended.next_deadline(Instant::now()).is_err());
    set(&mut promises, 1);
    let next = ended.try_next().expect("one has ended");
    assert_eq!(next.map(|(place, _)| place), Some(1));
    assert!(ended.next_timeout(Duration::from_nanos(1)).is_err());
    set(&mut promises, 0);
    let next = ended.next_timeout(Duration::MAX).expect("for ever");
    assert_eq!(next.map(|(place, _)| place), Some(0));
}

#[test]
fn one_completion_may_be_observed_by_many_and_be_left_by_any() {
    let (promise, completion) = pair();
    let those = [&completion, &completion];
    let mut first = as_completed(those);
    let second = as_completed(those);
    let mut third = as_completed(those);
    drop(second);
    promise.set(1).expect("nobody cancels");
    assert!(third.next().is_some());
    drop(third);
    assert_eq!(first.by_ref().map(|(place, _)| place).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn a_forgotten_iterator_is_not_touched_by_those_who_leave() {
    let (promise, completion) = pair();
    let completion = Arc::new(completion);
    let mut before = as_completed([&*completion]);
    let kept = &*forget(Arc::clone(&completion));
    forget(as_completed([kept.as_ref()]));
    let after = as_completed([&*completion]);
    drop(after);
    promise.set(1).expect("nobody cancels");
    assert!(before.next().is_some());
}

#[test]
fn a_task_waits_for_several_and_may_be_dropped_at_every_poll() {
    for polls in 0..4 {
        let (mut promises, completions) = pairs::<2>();
        let bell = Arc::new(Bell::default());
        {
            let mut waited = pin!(wait_async(&completions, ReturnWhen::All));
            for number in 0..polls {
                assert!(bell.poll(waited.as_mut()).is_pending());
                if number == 1 {
                    set(&mut promises, 0);
                    assert_eq!(bell.rings(), 1);
                }
            }
        }
        if polls < 2 {
            set(&mut promises, 0);
        }
        set(&mut promises, 1);
        assert_eq!(bell.rings(), u32::from(polls > 1));
        assert_eq!(block_on(wait_async(&completions, ReturnWhen::All)).done, [0, 1]);
    }
}

#[test]
fn a_next_that_is_dropped_loses_nothing() {
    let (mut promises, completions) = pairs::<2>();
    let mut ended = as_completed(completions);
    assert!(poll_once(pin!(ended.next_async())).is_pending());
    set(&mut promises, 1);
    assert_eq!(block_on(ended.next_async()).map(|(place, _)| place), Some(1));
    assert!(poll_once(pin!(ended.next_async())).is_pending());
    set(&mut promises, 0);
    assert_eq!(ended.next().map(|(place, _)| place), Some(0));
    assert!(block_on(ended.next_async()).is_none());
}

#[test]
fn ten_thousand_are_yielded_each_once() {
    let (promises, completions): (Vec<_>, Vec<_>) = (0..10_000).map(|_| pair::<usize>()).unzip();
    thread::scope(|scope| {
        let (first, second): (Vec<_>, Vec<_>) =
            promises.into_iter().enumerate().partition(|(number, _)| number % 3 == 0);
        for half in [first, second] {
            scope.spawn(move || {
                for (number, promise) in half {
                    promise.set(number).expect("nobody cancels");
                }
            });
        }
        let mut seen = vec![false; 10_000];
        for (place, completion) in as_completed(completions) {
            assert_eq!(completion.result().expect("it was set"), place);
            assert!(!std::mem::replace(&mut seen[place], true));
        }
        assert!(seen.iter().all(|seen| *seen));
    });
}
