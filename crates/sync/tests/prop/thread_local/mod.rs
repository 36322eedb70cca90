//! `ThreadLocal` in made-up programs: threads that come and go, use several objects, and look at
//! all values meanwhile.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use proptest::prelude::*;
use threadbare_sync::ThreadLocal;

/// One act of a thread.
#[derive(Clone, Debug)]
enum Act {
    Add {
        object: usize,
        amount: u32,
    },
    Look {
        object: usize,
    },
    /// A thread of its own does the rest, and ends.
    Nest(Vec<Self>),
}

fn any_act() -> impl Strategy<Value = Act> {
    let leaf = prop_oneof![
        3 => (0_usize..2, 1_u32..9).prop_map(|(object, amount)| Act::Add { object, amount }),
        1 => (0_usize..2).prop_map(|object| Act::Look { object }),
    ];
    leaf.prop_recursive(3, 12, 4, |act| prop::collection::vec(act, 1..4).prop_map(Act::Nest))
}

/// What is added to one object, by however many threads.
fn added(acts: &[Act], which: usize) -> u32 {
    let one = |act: &Act| match act {
        Act::Add { object, amount } if *object == which => *amount,
        Act::Nest(acts) => added(acts, which),
        Act::Add { .. } | Act::Look { .. } => 0,
    };
    acts.iter().map(one).sum()
}

type Sums = ThreadLocal<AtomicU32>;

fn sum(object: &Sums) -> u32 {
    object.all().iter().map(|sum| sum.load(Ordering::Relaxed)).sum()
}

/// Runs the acts on the calling thread, which began with no value; it sees what it added itself.
fn run(objects: &[Sums; 2], acts: &[Act]) {
    let mut own = [0; 2];
    for act in acts {
        match act {
            Act::Add { object, amount } => {
                own[*object] += amount;
                let sum = objects[*object].get_or(AtomicU32::default);
                let before = sum.fetch_add(*amount, Ordering::Relaxed);
                assert_eq!(before + amount, own[*object], "nobody else adds to it");
            }
            Act::Look { object } => assert!(sum(&objects[*object]) >= own[*object]),
            Act::Nest(acts) => thread::scope(|scope| drop(scope.spawn(|| run(objects, acts)))),
        }
    }
}

proptest! {
    /// What is kept adds up, and what is not kept goes with its threads.
    #[test]
    fn every_thread_adds_to_its_own(
        programs in prop::collection::vec(prop::collection::vec(any_act(), 1..8), 1..4),
    ) {
        let objects = [Sums::keeping(), Sums::new()];
        thread::scope(|scope| {
            for acts in &programs {
                scope.spawn(|| run(&objects, acts));
            }
        });
        let all: u32 = programs.iter().map(|acts| added(acts, 0)).sum();
        prop_assert_eq!(sum(&objects[0]), all);
        // A scope is over before the last destructors of its threads are; a join is not.
        let [kept, _gone] = objects;
        prop_assert_eq!(kept.into_iter().map(AtomicU32::into_inner).sum::<u32>(), all);
    }
}
