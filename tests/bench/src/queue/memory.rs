//! What a queue takes of the memory: when it is made, and when somebody waits.

use super::{
    OURS,
    channel::{Channel, Getter, Putter, every},
};
use crate::{
    allocations::{Allocated, count},
    harness::Plan,
    report::{Bar, Findings, Section, Table},
};
use std::{hint::black_box, thread, time::Duration};

/// Long enough for whoever waits to have stopped spinning.
const GAP: Duration = Duration::from_micros(300);

struct Contestant {
    name: &'static str,
    made: fn() -> Allocated,
    get: fn(u32) -> f64,
    put: fn(u32) -> f64,
}

const fn contestant<C: Channel>() -> Contestant {
    Contestant { name: C::NAME, made: made::<C>, get: blocked_get::<C>, put: blocked_put::<C> }
}

const CONTESTANTS: [Contestant; 10] = every!(C => contestant::<C>());

/// What it takes to make a queue with room for 16 numbers.
fn made<C: Channel>() -> Allocated {
    count(|| C::bounded(16)).1
}

/// Allocations of one blocked get and the put that ends it.
fn blocked_get<C: Channel>(waits: u32) -> f64 {
    let (put, mut get) = C::bounded(16);
    let gets = move |count| {
        for _ in 0..count {
            black_box(get.get());
        }
    };
    blocked(waits, gets, |item| put.put(item.into()))
}

/// Allocations of one blocked put and the get that ends it.
fn blocked_put<C: Channel>(waits: u32) -> f64 {
    let (put, mut get) = C::bounded(1);
    put.put(0);
    let puts = move |count| (0..count).for_each(|item| put.put(item));
    blocked(waits, puts, |_| {
        black_box(get.get());
    })
}

/// Allocations of one of the calls that `block`, made by another thread so many times, and of the
/// call that lets it through.
fn blocked(waits: u32, block: impl FnOnce(u64) + Send, mut release: impl FnMut(u32)) -> f64 {
    thread::scope(|scope| {
        scope.spawn(move || block(u64::from(waits) + 1));
        // The first wait may set something up for the thread.
        thread::sleep(GAP * 10);
        release(0);
        thread::sleep(GAP);
        let (_, allocated) = count(|| {
            for number in 1..=waits {
                release(number);
                thread::sleep(GAP);
            }
        });
        allocated.calls as f64 / f64::from(waits)
    })
}

pub(super) fn run(plan: &Plan) -> Findings {
    let waits = if plan.smoke { 10 } else { 200 };
    let title = "Memory";
    let columns = ["queue", "bytes", "allocations", "a blocked get", "a blocked put"];
    let mut table = Table::new(&columns);
    let mut bars = Vec::new();
    let cell = |value: f64| format!("{value:.2}");
    for one in CONTESTANTS {
        let (made, get, put) = ((one.made)(), (one.get)(waits), (one.put)(waits));
        let (bytes, calls) = (made.bytes.to_string(), made.calls.to_string());
        table.row([one.name.to_owned(), bytes, calls, cell(get), cell(put)]);
        if one.name == OURS {
            let bar = |claim: &str, figure: f64, limit: f64| {
                Bar::single_at_most(format!("{title}: {claim}"), figure, limit)
            };
            bars.push(bar("bytes of 16 numbers", made.bytes as f64, 640.0));
            bars.push(bar("allocations of 16 numbers", made.calls as f64, 2.0));
            bars.push(bar("allocations of a blocked get", get, 0.0));
            bars.push(bar("allocations of a blocked put", put, 0.0));
        }
    }
    let prose = "A queue with room for 16 numbers of 8 bytes, just made: some allocate more when \
                 they are used. Then the allocations of a get that waits and of the put that ends \
                 it, and of a put that waits and the get.";
    let section = Section { title: title.to_owned(), prose: vec![prose.to_owned()], table };
    Findings { sections: vec![section], bars }
}
