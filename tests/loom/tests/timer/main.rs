//! The models of `Timers`, whose thread is a thread of the model. The clock ticks whenever somebody
//! looks at it, and a sleep with a deadline may end at any moment: so every timer that has one
//! expires after a few looks. Deadlines are near, or never: a far one is a loop without end.
#![cfg(threadbare_loom)]

mod calls;
mod ends;
mod repeats;

use std::time::Duration;

use threadbare_loom::{Data, SOME_TIME};
use threadbare_sync::{TimerEnd, TimerHandle, Timers};
use threadbare_sys::model::Model;
use threadbare_sys::sync::Arc;

/// A look at the clock.
const TICK: Duration = Duration::from_millis(1);

fn ticking() -> Model {
    Model::new().ticking(TICK)
}

/// Timers, and data that their calls touch.
struct Clock {
    timers: Timers,
    data: Arc<Data>,
}

impl Clock {
    fn new() -> Self {
        Self { timers: Timers::new(), data: Arc::new(Data::new()) }
    }

    /// A call that touches the data.
    fn bump(&self) -> impl FnMut() + Send + 'static {
        let data = Arc::clone(&self.data);
        move || data.bump()
    }

    fn after(&self, delay: Duration) -> TimerHandle {
        self.timers.after(delay, self.bump())
    }

    /// Stops the timers, which orders all their calls before what follows; returns their number.
    fn calls(self) -> u32 {
        self.timers.stop();
        self.data.get()
    }
}

fn end_of(timer: &TimerHandle) -> TimerEnd {
    timer.join().expect("no call of the model panics")
}
