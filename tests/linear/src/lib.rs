//! Is it linearizable? Two judges for queues and whatever else has a specification.
//!
//! An object is linearizable when each call on it takes effect at one moment between its begin and
//! its end, and the calls in the order of these moments are ones that a [`spec`] allows.
//!
//! | part | what it does |
//! |---|---|
//! | [`spec`] | specifications: queues, also to join, rendezvous, deque, register, lock |
//! | [`history`] | what was recorded: calls, answers, begins and ends; its table |
//! | [`search`] | decides, for histories of up to 64 calls, by search |
//! | [`axioms`] | refutes, for histories of millions of calls on a queue, in O(n log n) |
//! | [`record`] | records histories, of real threads and of a model's |
//! | [`program`] | made-up programs, run on any queue |
//! | [`targets`] | the queues of `threadbare-queue`, as programs call them |
//! | [`selecting`] | a channel without room, by selections alone |
//! | [`specimens`] | queues that are right, and queues that are wrong in a known way |
//!
//! The package is built in both ways: ordinary, for real threads, and over the models. What is
//! recorded is kept outside the model, so that recording adds no step to it; only the fences of
//! [`record::Mode::RealTime`] are steps.
//!
//! Read next: docs/queue/linearizability.md, then `spec`, `search`.
#![expect(
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    reason = "for tests of this workspace alone, which are to know every case"
)]

pub mod axioms;
pub mod history;
pub mod program;
pub mod record;
pub mod search;
pub mod selecting;
pub mod spec;
pub mod specimens;
pub mod targets;
