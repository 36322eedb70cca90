//! The area `queue`: what `threadbare-queue` has, beside the channels, queues and deques of others
//! and what one writes with std alone.

mod batch;
mod channel;
mod deque;
mod flow;
mod idle;
mod kinds;
mod memory;
mod pinned;
mod race;
mod select;
mod turns;

use crate::{Area, harness::Plan, report::Findings};
use channel::{Channel, Crossbeam, Crossfire, Kanal, every};
use race::Racer;

pub(crate) use pinned::asked;

pub(crate) const AREA: Area = Area {
    name: "queue",
    about: "queues, selection and deques beside their peers",
    parts: &[
        "uncontended",
        "memory",
        "cells",
        "zero",
        "pingpong",
        "pinned",
        "kinds",
        "batch",
        "select",
        "idle",
        "deque",
    ],
    run,
};

/// The contestants that the bars speak of.
const OURS: &str = "threadbare Fifo";
/// The same with a lock instead of a ring, whatever the capacity.
const LOCKED: &str = "threadbare locked";
const CROSSBEAM: &str = Crossbeam::NAME;
const CROSSFIRE: &str = Crossfire::NAME;
const KANAL: &str = Kanal::NAME;

const RACERS: [Racer; 10] = every!(C => Racer::of::<C>());

fn run(plan: &Plan) -> Findings {
    type Part = (&'static str, fn(&Plan) -> Findings);
    let parts: [Part; 11] = [
        ("uncontended", turns::uncontended),
        ("memory", memory::run),
        ("cells", flow::cells),
        ("zero", flow::zero),
        ("pingpong", turns::ping_pong),
        ("pinned", pinned::run),
        ("kinds", kinds::run),
        ("batch", batch::run),
        ("select", select::run),
        ("idle", idle::run),
        ("deque", deque::run),
    ];
    channel::prepare();
    parts.iter().filter(|(part, _)| plan.wants(part)).map(|(_, measure)| measure(plan)).sum()
}
