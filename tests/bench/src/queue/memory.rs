//! What a queue takes of the memory: when it is made, and when somebody waits.

use super::{
    OURS,
    channel::{Channel, Getter, Putter, every},
};
use crate::{
    allocations::{Allocated, count},
    harness::Plan,
    report::{Bar, Findings, Section, Table, spread_cell},
    statistics::Spread,
};
use std::{hint::black_box, thread, time::Duration};

/// Long enough for whoever waits to have stopped spinning.
const GAP: Duration = Duration::from_micros(300);

struct Contestant {
    name: &'static str,
    made: fn() -> Allocated,
    waited: fn(u32) -> f64,
}

const CONTESTANTS: [Contestant; 9] =
    every!(C => Contestant { name: C::NAME, made: made::<C>, waited: waited::<C> });

/// What it takes to make a queue with room for 16 numbers.
fn made<C: Channel>() -> Allocated {
    count(|| C::bounded(16)).1
}

/// Allocations of one blocked get and the put that ends it.
fn waited<C: Channel>(waits: u32) -> f64 {
    let (put, mut get) = C::bounded(16);
    thread::scope(|scope| {
        // The first wait may set something up for the thread.
        scope.spawn(move || {
            (0..=waits).for_each(|_| {
                black_box(get.get());
            });
        });
        thread::sleep(GAP * 10);
        put.put(0);
        thread::sleep(GAP);
        let (_, allocated) = count(|| {
            for item in 1..=waits {
                put.put(item.into());
                thread::sleep(GAP);
            }
        });
        allocated.calls as f64 / f64::from(waits)
    })
}

pub(super) fn run(plan: &Plan) -> Findings {
    let waits = if plan.smoke { 10 } else { 200 };
    let title = "Memory";
    let mut table = Table::new(&["queue", "bytes", "allocations", "allocations a blocked get"]);
    let mut bars = Vec::new();
    let cell = |value: f64| spread_cell(Spread::of(&[value]));
    for one in CONTESTANTS {
        let (made, waited) = ((one.made)(), (one.waited)(waits));
        table.row([
            one.name.to_owned(),
            made.bytes.to_string(),
            made.calls.to_string(),
            cell(waited),
        ]);
        if one.name == OURS {
            let bar = |claim: &str, figure: f64, limit: f64| {
                Bar::single_at_most(format!("{title}: {claim}"), figure, limit)
            };
            bars.push(bar("bytes of 16 numbers", made.bytes as f64, 640.0));
            bars.push(bar("allocations of 16 numbers", made.calls as f64, 2.0));
            bars.push(bar("allocations of a blocked get", waited, 0.0));
        }
    }
    let prose = "A queue with room for 16 numbers of 8 bytes, just made: some allocate more when \
                 they are used. Then a get that waits, and the put that ends it.";
    let section = Section { title: title.to_owned(), prose: vec![prose.to_owned()], table };
    Findings { sections: vec![section], bars }
}
