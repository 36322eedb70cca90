//! Made-up programs for real threads: whatever producers and those who wait do, each result
//! arrives once or goes back, and all end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::completion::{
    Completion, Failure, Promise, ReturnWhen, as_completed, pair, wait, wait_timeout,
};

use crate::support::block_on;

/// What a producer does with one promise.
#[derive(Clone, Copy, Debug)]
enum Produce {
    Set,
    Run,
    Panic,
    Drop,
    Late,
}

/// What a consumer does with one completion.
#[derive(Clone, Copy, Debug)]
enum Consume {
    Result,
    Timeout(u64),
    Task,
    Cancel,
    Then,
    Wait,
    TimedWait(u64),
    AsCompleted,
    Drop,
}

fn any_produce() -> impl Strategy<Value = Produce> {
    use Produce as P;
    prop_oneof![
        3 => Just(P::Set), 2 => Just(P::Run), 1 => Just(P::Panic), 1 => Just(P::Drop),
        2 => Just(P::Late),
    ]
}

fn any_consume() -> impl Strategy<Value = Consume> {
    use Consume as C;
    prop_oneof![
        2 => Just(C::Result),
        2 => (0_u64..50).prop_map(C::Timeout),
        2 => Just(C::Task),
        1 => Just(C::Cancel),
        2 => Just(C::Then),
        2 => Just(C::Wait),
        2 => (0_u64..50).prop_map(C::TimedWait),
        2 => Just(C::AsCompleted),
        1 => Just(C::Drop),
    ]
}

type Value = Arc<AtomicU32>;

fn produce(promise: Promise<Value>, how: Produce, value: Value) {
    value.fetch_add(1, Ordering::Relaxed);
    match how {
        Produce::Set => drop(promise.set(value)),
        Produce::Run => promise.run(|| value),
        Produce::Panic => promise.run(|| std::panic::resume_unwind(Box::new("fails"))),
        Produce::Drop => drop(promise),
        Produce::Late => {
            thread::yield_now();
            if promise.start() {
                drop(promise.set(value));
            }
        }
    }
}

fn check(result: Result<Value, Failure>) {
    if let Ok(value) = result {
        assert_eq!(value.fetch_add(1, Ordering::Relaxed), 1, "made once, taken once");
    }
}

fn consume(completion: Completion<Value>, how: Consume) {
    match how {
        Consume::Result => check(completion.result()),
        Consume::Timeout(us) => match completion.result_timeout(Duration::from_micros(us)) {
            Ok(value) => check(Ok(value)),
            Err(late) => {
                if let Ok(completion) = late.into_handle() {
                    check(completion.result());
                }
            }
        },
        Consume::Task => check(block_on(completion.result_async())),
        Consume::Cancel => {
            let is_cancelled = completion.cancel();
            let result = completion.result();
            assert_eq!(is_cancelled, matches!(result, Err(Failure::Cancelled)));
            check(result);
        }
        Consume::Then => completion.then(check),
        Consume::Wait => {
            assert_eq!(wait(&[&completion], ReturnWhen::All).done, [0]);
            check(completion.result());
        }
        Consume::TimedWait(us) => {
            let timeout = Duration::from_micros(us);
            let waited = wait_timeout(&[&completion], ReturnWhen::FirstCompleted, timeout);
            assert_eq!(waited.done.len() + waited.not_done.len(), 1);
        }
        Consume::AsCompleted => {
            let (_, completion) = as_completed([completion]).next().expect("one");
            check(completion.result());
        }
        Consume::Drop => drop(completion),
    }
}

proptest! {
    /// Two producers, and a consumer beside them: all end, nothing is taken twice, and no value is
    /// leaked.
    #[test]
    fn every_result_arrives_once_or_goes_back(
        program in prop::collection::vec((any_produce(), any_consume()), 1..24),
    ) {
        let values: Vec<Value> = program.iter().map(|_| Value::default()).collect();
        let (promises, completions): (Vec<_>, Vec<_>) = program.iter().map(|_| pair()).unzip();
        let jobs = promises.into_iter().zip(&program).zip(&values);
        let jobs: Vec<_> =
            jobs.map(|((promise, (how, _)), value)| (promise, *how, Arc::clone(value))).collect();
        thread::scope(|scope| {
            let (first, second): (Vec<_>, Vec<_>) =
                jobs.into_iter().enumerate().partition(|(number, _)| number % 2 == 0);
            for half in [first, second] {
                scope.spawn(move || {
                    for (_, (promise, how, value)) in half {
                        produce(promise, how, value);
                    }
                });
            }
            for (completion, (_, how)) in completions.into_iter().zip(&program) {
                consume(completion, *how);
            }
        });
        prop_assert!(values.iter().all(|value| Arc::strong_count(value) == 1));
    }
}
