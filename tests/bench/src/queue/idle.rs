//! What it costs to wait for something that comes now and then.

use super::channel::{Channel, Conditions, Getter, Putter, every};
use crate::{
    contest::{Contest, Goal, Subject},
    harness::Plan,
    report::Findings,
    usage::Usage,
};
use std::{hint::black_box, thread, time::Duration};

const REST: Duration = Duration::from_micros(500);

const IDLE: Contest = Contest {
    title: "Getter of a rare item",
    turn: "An item is put every half millisecond: the getter's processor time for each.",
    length: Duration::from_millis(300),
    subjects: &every!(C => Subject { name: C::NAME, sample: rarely::<C> }),
    goals: &[Goal::OfBest(1.1, &[Conditions::NAME])],
};

pub(super) fn run(plan: &Plan) -> Findings {
    IDLE.run(plan)
}

fn rarely<C: Channel>(length: Duration) -> f64 {
    let items = (length.as_nanos() / REST.as_nanos()).max(1);
    let items = u32::try_from(items).expect("a sample is short");
    let (put, mut get) = C::bounded(16);
    thread::scope(|scope| {
        let getter = scope.spawn(move || {
            let before = Usage::of_thread();
            (0..items).for_each(|_| {
                black_box(get.get());
            });
            Usage::of_thread().cpu_since(before)
        });
        for item in 0..items {
            thread::sleep(REST);
            put.put(item.into());
        }
        let spent = getter.join().expect("nothing in the loop panics");
        spent.as_nanos() as f64 / f64::from(items)
    })
}
