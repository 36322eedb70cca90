//! A failing interleaving as a table: one column a thread, one row an operation.

use core::cell::RefCell;
use core::panic::Location;
use std::sync::Once;

use super::atomic::Ordering;
use super::mutation::ordering_name;
use super::settings::settings;

struct Event {
    thread: usize,
    text: String,
    place: &'static Location<'static>,
}

#[derive(Default)]
struct Trace {
    events: Vec<Event>,
    threads: Vec<loom::thread::ThreadId>,
}

thread_local! {
    static TRACE: RefCell<Trace> = RefCell::default();
}

pub(super) fn begin_execution() {
    if settings().trace {
        TRACE.take();
        // The main thread is the first column.
        TRACE.with_borrow_mut(|trace| trace.threads.push(loom::thread::current().id()));
    }
}

/// Notes one operation of the running thread.
pub(super) fn note(
    place: &'static Location<'static>,
    operation: &str,
    order: Option<Ordering>,
    value: impl FnOnce() -> String,
) {
    if !settings().trace || std::thread::panicking() {
        return;
    }
    let id = loom::thread::current().id();
    let order = order.map_or("", |order| ordering_name(Some(order)));
    let words = [operation, &value(), order].map(str::to_owned);
    let text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    TRACE.with_borrow_mut(|trace| {
        let known = trace.threads.iter().position(|other| *other == id);
        let thread = known.unwrap_or_else(|| {
            trace.threads.push(id);
            trace.threads.len() - 1
        });
        trace.events.push(Event { thread, text, place });
    });
}

/// Prints the table when the model panics; a deadlock panics as well, before it aborts.
pub(super) fn install() {
    static ONCE: Once = Once::new();
    if !settings().trace {
        return;
    }
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !panic.payload().is::<super::Cut>() {
                print();
            }
            usual(panic);
        }));
    });
}

const COLUMN: usize = 34;

fn print() {
    let trace = TRACE.take();
    if trace.events.is_empty() {
        return;
    }
    let heads = (0..trace.threads.len())
        .map(|thread| if thread == 0 { "main".into() } else { format!("thread {thread}") });
    let head: String = heads.map(|name| format!("{name:<COLUMN$}")).collect();
    eprintln!("\nthe interleaving that fails ({} operations):\n{head}", trace.events.len());
    for Event { thread, text, place } in &trace.events {
        let indent = " ".repeat(thread * COLUMN);
        let row = format!("{indent}{text}");
        let width = trace.threads.len() * COLUMN;
        eprintln!("{row:<width$}{}:{}", place.file(), place.line());
    }
}
