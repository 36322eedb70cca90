//! Queues with a known bug: both judges must find it.

use std::sync::Arc;
use std::thread;

use threadbare_linear::axioms::{Kind, QueueOperation, judge, per_producer};
use threadbare_linear::program::{Program, Target};
use threadbare_linear::record::{Clock, Mode};
use threadbare_linear::search::linearizable;
use threadbare_linear::spec::queue::{Call, Fifo, Item, Queue};
use threadbare_linear::specimens::{Broken, Bug};

const CAPACITY: usize = 3;

/// One thread fills the queue and empties it, and asks once more each time.
fn round() -> Program {
    let item = |id| Call::TryPut(Item::new(id));
    let calls = vec![item(1), item(2), item(3), item(4), Call::TryGet, Call::TryGet, Call::TryGet];
    Program { threads: vec![calls] }
}

#[test]
fn both_judges_refuse_each_bug_and_accept_none() {
    let spec = Queue::<Fifo>::bounded(CAPACITY);
    let verdicts = |bug| {
        let history = round().run(&Arc::new(Broken::new(bug, 1, CAPACITY)), Mode::RealTime);
        let axioms = judge(Kind::Fifo, Some(CAPACITY), &history);
        (linearizable(&spec, &history), axioms, per_producer(&history))
    };
    let (search, axioms, producers) = verdicts(Bug::None);
    assert!(search.is_ok() && axioms.is_ok() && producers.is_ok());
    for bug in Bug::ALL {
        if bug == Bug::Duplicates {
            continue;
        }
        let (search, axioms, _) = verdicts(bug);
        assert!(search.is_err(), "the search does not see that it {bug:?}");
        let rule = axioms.expect_err("the axioms are to see it").rule;
        let expected = match bug {
            Bug::FalseEmpty => "empty",
            Bug::FalseFull => "full",
            // What was lost is still there, as far as a history tells.
            Bug::Loses | Bug::Overfills => "room",
            _ => "fifo",
        };
        assert_eq!(rule, expected, "{bug:?}");
    }
    for bug in [Bug::Inverts, Bug::Stacks] {
        assert!(verdicts(bug).2.is_err(), "one producer sees that it {bug:?}");
    }
}

/// A queue that gives the same item for ever would be drained for ever.
#[test]
fn both_judges_refuse_an_item_got_twice() {
    let history = round().run(&Arc::new(Broken::new(Bug::Duplicates, 2, CAPACITY)), Mode::RealTime);
    assert!(linearizable(&Queue::<Fifo>::bounded(CAPACITY), &history).is_err());
    assert_eq!(judge(Kind::Fifo, Some(CAPACITY), &history).expect_err("twice").rule, "once");
    assert_eq!(per_producer(&history).expect_err("twice").rule, "once");
}

const CALLS: u32 = 10_000;

/// Four threads, and a bug that comes once in a thousand times.
fn crowd(bug: Bug) -> Vec<QueueOperation> {
    let target = Arc::new(Broken::new(bug, 1000, 4));
    let clock = Clock::new(Mode::RealTime);
    let mut history = Vec::new();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..4_u32)
            .map(|number| {
                let (target, mut log) = (&target, clock.log(number as usize));
                scope.spawn(move || {
                    for count in 0..CALLS {
                        let item = Item::new(number * CALLS + count);
                        let call =
                            if (count / 8) % 2 == 0 { Call::TryPut(item) } else { Call::TryGet };
                        log.call(call, |call| target.apply(call));
                    }
                    log.finish()
                })
            })
            .collect();
        for thread in threads {
            history.extend(thread.join().expect("it does not panic"));
        }
    });
    history
}

#[test]
fn the_axioms_find_a_rare_bug_in_a_crowd() {
    assert_eq!(judge(Kind::Fifo, Some(4), &crowd(Bug::None)), Ok(()));
    for bug in Bug::ALL {
        let found = (0..20).any(|_| judge(Kind::Fifo, Some(4), &crowd(bug)).is_err());
        assert!(found, "nobody saw in twenty runs that it {bug:?}");
    }
}
