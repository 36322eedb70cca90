//! A progress bar on standard error, when that is a terminal.
//!
//! What a model has done is read from the kernel's count of the bytes that its process has read:
//! a model that had to report its progress would be measured while it does.

use std::env;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use threadbare_sync::Lock;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

/// Often enough to look alive.
const REDRAW: Duration = Duration::from_millis(100);

/// The length of the bar between its brackets, in characters.
const BAR_LENGTH: u64 = 30;

/// One line that is drawn again and again, and removed in the end.
#[derive(Debug)]
pub(crate) struct Bar {
    label: &'static str,
    total: u64,
    /// Whether there is a terminal to draw on.
    on: bool,
    drawn: Option<Instant>,
}

impl Bar {
    pub(crate) fn new(label: &'static str, total: u64) -> Self {
        let dumb = env::var_os("TERM").is_none_or(|terminal| terminal == "dumb");
        Self { label, total, on: !dumb && io::stderr().is_terminal(), drawn: None }
    }

    /// Draws the line if the last drawing was a while ago.
    pub(crate) fn show(&mut self, done: u64) {
        if !self.on || self.drawn.is_some_and(|drawn| drawn.elapsed() < REDRAW) {
            return;
        }
        self.drawn = Some(Instant::now());
        let done = done.min(self.total);
        let part = |of: u64| (u128::from(done) * u128::from(of)).checked_div(self.total.into());
        let (percent, length) = (part(100).unwrap_or(100), part(BAR_LENGTH).unwrap_or(0));
        let bar: String = (0..u128::from(BAR_LENGTH))
            .map(|place| if place < length { '=' } else { ' ' })
            .collect();
        draw(&format!("\r{:<12} [{bar}] {percent:>3}%\x1b[K", self.label));
    }

    /// Follows a process until `finished` can be locked, in a thread of its own.
    fn follow(mut self, process: u32, finished: &Lock<()>) {
        while finished.lock_timeout(REDRAW).is_err() {
            if let Some(bytes) = bytes_read(process) {
                self.show(bytes);
            }
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            draw("\r\x1b[K");
        }
    }
}

/// Calls `wait`, which returns when the process has ended, and shows a bar meanwhile.
pub(crate) fn during<T>(bar: Bar, process: u32, wait: impl FnOnce() -> T) -> T {
    if !bar.on {
        return wait();
    }
    let finished = Arc::new(Lock::new(()));
    let not_yet = finished.lock();
    let theirs = Arc::clone(&finished);
    let follower = thread::spawn(move || bar.follow(process, &theirs));
    let result = wait();
    drop(not_yet);
    // A bar that panicked has said so already, and the result is none of its business.
    drop(follower.join());
    result
}

/// `None` where the kernel keeps no such count, or does not let us see it.
fn bytes_read(process: u32) -> Option<u64> {
    let counts = fs::read_to_string(format!("/proc/{process}/io")).ok()?;
    counts.lines().find_map(|line| line.strip_prefix("rchar: "))?.parse().ok()
}

fn draw(line: &str) {
    // A terminal that has gone away is no reason to stop.
    drop(io::stderr().write_all(line.as_bytes()));
}
