//! Many pieces of work at once, their results in order, and a progress line on a terminal.

use std::io::{IsTerminal, Write, stdout};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// How many processes to run at once.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

enum Event<R> {
    Started(usize),
    Finished(usize, R),
}

/// Runs `work` on every item, `jobs` at a time. `done` gets each result in the order of the
/// items, as soon as all before it are there, and returns whether to go on.
pub(crate) fn in_order<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    name: impl Fn(&T) -> String,
    work: impl Fn(&T) -> R + Sync,
    mut done: impl FnMut(&T, R) -> bool,
) {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, events) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, items.len().max(1)) {
            let (sender, work, next, stop) = (sender.clone(), &work, &next, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    // The receiver lives until the scope's end, so sending cannot fail.
                    let _told = sender.send(Event::Started(index));
                    let _told = sender.send(Event::Finished(index, work(item)));
                }
            });
        }
        drop(sender);
        let mut progress = Progress::new(items.len());
        let mut early: Vec<Option<R>> = items.iter().map(|_| None).collect();
        let mut emitted = 0;
        for event in events {
            match event {
                Event::Started(index) => progress.started(&name(&items[index])),
                Event::Finished(index, result) => {
                    early[index] = Some(result);
                    progress.finished();
                }
            }
            while let Some(result) = early.get_mut(emitted).and_then(Option::take) {
                progress.clear();
                if !stop.load(Ordering::Relaxed) && !done(&items[emitted], result) {
                    stop.store(true, Ordering::Relaxed);
                }
                emitted += 1;
            }
        }
        progress.clear();
    });
}

/// `[12/40] name` at the bottom of a terminal; nothing anywhere else.
struct Progress {
    total: usize,
    finished: usize,
    shown: bool,
}

impl Progress {
    fn new(total: usize) -> Self {
        Self { total, finished: 0, shown: stdout().is_terminal() }
    }

    fn started(&self, name: &str) {
        self.draw(&format!("[{}/{}] {name}", self.finished, self.total));
    }

    fn finished(&mut self) {
        self.finished += 1;
    }

    fn clear(&self) {
        self.draw("");
    }

    fn draw(&self, text: &str) {
        if self.shown {
            print!("\r\x1b[K{text}");
            // Progress that cannot be shown is no reason to stop.
            let _flushed = stdout().flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_arrive_in_order_whatever_finishes_first() {
        let items: Vec<u64> = (0..20).collect();
        let mut seen = Vec::new();
        let work = |item: &u64| {
            thread::sleep(std::time::Duration::from_millis((20 - item) % 3));
            item * 2
        };
        in_order(&items, 4, u64::to_string, work, |item, result| {
            seen.push((*item, result));
            true
        });
        assert_eq!(seen, items.iter().map(|item| (*item, item * 2)).collect::<Vec<_>>());
    }

    #[test]
    fn a_refusal_stops_the_rest() {
        let started = AtomicUsize::new(0);
        let items: Vec<usize> = (0..1000).collect();
        let mut seen = 0;
        let work = |_: &usize| {
            started.fetch_add(1, Ordering::Relaxed);
            thread::sleep(std::time::Duration::from_millis(1));
        };
        in_order(&items, 2, usize::to_string, work, |item, ()| {
            seen += 1;
            *item < 3
        });
        assert_eq!(seen, 4);
        assert!(started.load(Ordering::Relaxed) < 1000);
    }
}
