//! What was recorded: calls and answers with the stamps at which they began and ended.

use std::fmt::{Debug, Write as _};

/// The number of a thread that begins when all others have ended: what it does comes after all that
/// they did, however time is understood.
pub const AFTERWARDS: usize = usize::MAX;

/// One call, from its begin to its end. All stamps of a history are different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation<C, A> {
    /// Who called; a thread makes one call after another.
    pub thread: usize,
    /// What was asked.
    pub call: C,
    /// What was said.
    pub answer: A,
    /// The stamp taken before the call.
    pub begin: usize,
    /// The stamp taken after the call.
    pub end: usize,
}

impl<C, A> Operation<C, A> {
    /// Whether it was over before the other began.
    pub fn precedes(&self, other: &Self) -> bool {
        self.end < other.begin
    }
}

impl<C: Debug, A: Debug> Operation<C, A> {
    /// The call and its answer in words.
    pub fn text(&self) -> String {
        format!("{:?} -> {:?}", self.call, self.answer)
    }
}

/// The history as a table: one column a thread, from top to bottom in the order of the stamps.
///
/// A call that nothing else begins or ends within has one row; else a line runs from its begin to
/// its end.
///
/// ```
/// use threadbare_linear::history::{Operation, table};
///
/// let long = Operation { thread: 0, call: "put(1)", answer: "done", begin: 0, end: 5 };
/// let short = Operation { thread: 1, call: "get", answer: "empty", begin: 1, end: 2 };
/// assert_eq!(
///     table(&[long, short]).lines().map(str::trim_end).collect::<Vec<_>>(),
///     [
///         "thread 0             thread 1",
///         "+ \"put(1)\"",
///         "|                    \"get\" -> \"empty\"",
///         "+ -> \"done\"",
///     ]
/// );
/// ```
pub fn table<C: Debug, A: Debug>(history: &[Operation<C, A>]) -> String {
    let mut threads: Vec<usize> = history.iter().map(|one| one.thread).collect();
    threads.sort_unstable();
    threads.dedup();
    let mut stamps: Vec<(usize, usize)> = history
        .iter()
        .enumerate()
        .flat_map(|(index, one)| [(one.begin, index), (one.end, index)])
        .collect();
    stamps.sort_unstable();
    let column = |index: usize| threads.binary_search(&history[index].thread).unwrap_or(0);
    let width = history.iter().map(|one| one.text().len()).max().unwrap_or(0).max(16) + 3;
    let mut text = String::new();
    let mut row = |cells: &[String]| {
        let cells: String = cells.iter().map(|cell| format!("{cell:<width$}")).collect();
        let _infallible = writeln!(text, "{}", cells.trim_end());
    };
    let name = |thread: &usize| match *thread {
        AFTERWARDS => "afterwards".into(),
        thread => format!("thread {thread}"),
    };
    row(&threads.iter().map(name).collect::<Vec<_>>());
    // Of each thread the calls that have begun; more than one where they are pieces of a call.
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); threads.len()];
    let mut place = 0;
    while let Some((_, index)) = stamps.get(place).copied() {
        let lines = open.iter().map(|calls| if calls.is_empty() { "" } else { "|" }.into());
        let mut cells: Vec<String> = lines.collect();
        let (one, at) = (&history[index], column(index));
        if let Some(found) = open[at].iter().position(|call| *call == index) {
            open[at].remove(found);
            let pieces = history.iter().filter(|other| other.thread == one.thread);
            let mut others = pieces.filter(|other| other.begin != one.begin);
            let is_whole = others.all(|other| other.precedes(one) || one.precedes(other));
            cells[at] = if is_whole {
                format!("+ -> {:?}", one.answer)
            } else {
                format!("+ {}", one.text())
            };
        } else if stamps.get(place + 1).is_some_and(|next| next.1 == index) {
            cells[at] = one.text();
            place += 1;
        } else {
            cells[at] = format!("+ {:?}", one.call);
            open[at].push(index);
        }
        row(&cells);
        place += 1;
    }
    text
}
