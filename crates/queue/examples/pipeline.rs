//! Three stages with bounded queues between them: the slowest sets the pace, and what lies between
//! the stages is bounded, however many lines there are.
//!
//! The end runs down the line: a stage whose queue was shut down empties it, and shuts down the
//! next. A stage that can put nothing any more, because the one behind it has left, ends as well.
//!
//!     cargo run -p threadbare-queue --example pipeline
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use threadbare_queue::Fifo;

const LINES: u64 = 2_000;
const BETWEEN: usize = 8;

/// Shuts the next queue down when the stage ends, also by a panic.
struct Stage<'a, T: Send>(&'a Fifo<T>);

impl<T: Send> Drop for Stage<'_, T> {
    fn drop(&mut self) {
        self.0.shutdown();
    }
}

/// Does the three stages; the sum, and the most lines that were under way.
fn run(lines: u64) -> (u64, u64) {
    let (text, numbers) = (Fifo::bounded(BETWEEN), Fifo::bounded(BETWEEN));
    let under_way = AtomicU64::new(0);
    let mut most = 0;
    let mut sum = 0;
    thread::scope(|scope| {
        scope.spawn(|| {
            let next = Stage(&text);
            for line in 0..lines {
                under_way.fetch_add(1, Relaxed);
                if next.0.put(line.to_string()).is_err() {
                    break;
                }
            }
        });
        scope.spawn(|| {
            let next = Stage(&numbers);
            for line in &text {
                let number: u64 = line.parse().expect("the first stage writes numbers");
                if next.0.put(number).is_err() {
                    break;
                }
            }
            // Nobody is to wait for room in a queue that nobody empties.
            text.shutdown();
        });
        for number in &numbers {
            most = most.max(under_way.fetch_sub(1, Relaxed));
            sum += number;
        }
    });
    (sum, most)
}

fn main() {
    let (sum, most) = run(LINES);
    println!("{LINES} lines, their sum is {sum}; at most {most} were under way");
    assert_eq!(sum, (0..LINES).sum());
    // Two full queues, and one line in the hands of each stage.
    assert!(most <= 2 * BETWEEN as u64 + 3, "back-pressure holds the first stage");
}

#[test]
fn the_pipeline_is_bounded_and_loses_nothing() {
    main();
}
