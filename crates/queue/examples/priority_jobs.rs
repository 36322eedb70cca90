//! Jobs by urgency, and a wait until all are done.
//!
//! The smallest number is next; among equals, the first that came. A worker that fails is no reason
//! to wait for ever: a job counts as finished when its `Task` is dropped, also by a panic.
//!
//!     cargo run -p threadbare-queue --example priority_jobs
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

use threadbare_queue::{Joinable, Priority};

const JOBS: [(u32, &str); 6] = [
    (5, "sweep the floor"),
    (1, "put out the fire"),
    (3, "answer the mail"),
    (1, "call for help"),
    (3, "lose the pen"),
    (5, "water the plants"),
];

fn work(job: &str) {
    if job == "lose the pen" {
        // Not `panic!`, which would print: this failure is expected.
        std::panic::resume_unwind(Box::new("no pen, no work"));
    }
}

fn main() {
    let jobs = Joinable::new(Priority::unbounded());
    jobs.put_many(JOBS).expect("it is open");
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        scope.spawn(|| {
            for task in jobs.tasks() {
                let (urgency, job) = *task;
                let result = catch_unwind(AssertUnwindSafe(move || {
                    let _finished_in_any_case = task;
                    work(job);
                }));
                let how = if result.is_ok() { "done" } else { "failed" };
                println!("{urgency} {job}: {how}");
                done.lock().expect("it only pushes").push(job);
            }
        });
        jobs.join();
        println!("all is finished");
        jobs.shutdown();
    });
    let mut expected = JOBS;
    // A stable sort: the order of arrival among equals.
    expected.sort_by_key(|(urgency, _)| *urgency);
    let done = done.into_inner().expect("it only pushes");
    assert!(done.into_iter().eq(expected.into_iter().map(|(_, job)| job)));
}

#[test]
fn urgent_jobs_come_first_and_a_failure_is_an_end() {
    main();
}
