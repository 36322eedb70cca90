//! A call every few milliseconds, until it cancels itself, and one that never comes.
//!
//! All timers of a program share one thread and one wheel; an armed timer is an entry there and no
//! thread of its own.
//!
//!     cargo run -p threadbare-sync --example periodic_timer
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use threadbare_sync::{Event, Timer};

const PERIOD: Duration = Duration::from_millis(5);
const BEATS: u32 = 4;

fn main() {
    let beats = Arc::new(AtomicU32::new(0));
    let enough = Arc::new(Event::new());
    let heart = {
        let (beats, enough) = (Arc::clone(&beats), Arc::clone(&enough));
        Timer::every(PERIOD, move || {
            println!("beat {}", beats.fetch_add(1, Ordering::Relaxed) + 1);
            if beats.load(Ordering::Relaxed) == BEATS {
                enough.set();
            }
        })
    };
    let alarm = Timer::after(Duration::from_secs(3_600), || unreachable!("it is cancelled"));

    enough.wait();
    assert!(heart.cancel(), "there would be another beat");
    assert!(alarm.cancel(), "an hour is not over yet");
    assert!(beats.load(Ordering::Relaxed) >= BEATS);
}

#[test]
fn it_runs() {
    main();
}
