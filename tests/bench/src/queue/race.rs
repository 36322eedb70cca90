//! Threads that put beside threads that get, as fast as the queue lets them: the time and the
//! processor time of a message.

use super::channel::{Channel, Getter, Putter};
use crate::{
    contest::turns_in,
    harness::{Plan, interleave},
    report::{Bar, Findings, Section, Table, spread_cell},
    series::Series,
    statistics::Spread,
    usage::Usage,
};
use std::{
    sync::Barrier,
    thread,
    time::{Duration, Instant},
};

/// Messages of the first trial.
const TRIAL: u64 = 512;

/// What the threads of one sample do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    pub(super) putters: usize,
    pub(super) getters: usize,
    pub(super) capacity: usize,
    pub(super) length: Duration,
}

impl Load {
    pub(super) fn shape(&self) -> String {
        format!("{}p{}c", self.putters, self.getters)
    }
}

/// What a message cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// Nanoseconds that passed.
    pub(super) wall: f64,
    /// Nanoseconds of all processors together.
    pub(super) cpu: f64,
    /// Context switches.
    pub(super) switches: f64,
}

/// One queue, as a loop that was compiled for it alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Racer {
    pub(super) name: &'static str,
    pub(super) run: fn(&Load) -> Cost,
    shared_get: bool,
    rendezvous: bool,
}

impl Racer {
    pub(super) const fn of<C: Channel>() -> Self {
        Self {
            name: C::NAME,
            run: sample::<C>,
            shared_get: C::SHARED_GET,
            rendezvous: C::RENDEZVOUS,
        }
    }

    fn can(&self, load: &Load) -> bool {
        (load.getters == 1 || self.shared_get) && (load.capacity > 0 || self.rendezvous)
    }
}

/// As many messages as take about the length of the load, in a fresh queue.
fn sample<C: Channel>(load: &Load) -> Cost {
    let messages = turns_in(load.length, TRIAL, |messages| pass::<C>(load, messages).0);
    let before = Usage::now();
    let (spent, passed) = pass::<C>(load, messages);
    let after = Usage::now();
    let each = |figure: f64| figure / passed as f64;
    Cost {
        wall: each(spent.as_nanos() as f64),
        cpu: each(after.cpu_since(before).as_nanos() as f64),
        switches: each(after.switches_since(before) as f64),
    }
}

/// Passes at least so many messages from thread to thread; says how long it took, and how many
/// they were. The clocks are the threads' own, as this one may be late on a machine that is full.
fn pass<C: Channel>(load: &Load, messages: u64) -> (Duration, u64) {
    let messages = messages.next_multiple_of((load.putters * load.getters) as u64);
    let (puts, gets) = (messages / load.putters as u64, messages / load.getters as u64);
    let (put, get) = C::bounded(load.capacity);
    let barrier = Barrier::new(load.putters + load.getters);
    let (times, sum) = thread::scope(|scope| {
        let barrier = &barrier;
        let others: Vec<C::Get> = (1..load.getters).map(|_| get.another()).collect();
        let getting = |mut get: C::Get| {
            scope.spawn(move || {
                barrier.wait();
                let start = Instant::now();
                let sum = (0..gets).map(|_| get.get()).sum::<u64>();
                (start, Instant::now(), sum)
            })
        };
        let putting = |put: C::Put| {
            scope.spawn(move || {
                barrier.wait();
                let start = Instant::now();
                (0..puts).for_each(|item| put.put(item));
                (start, Instant::now(), 0)
            })
        };
        let mut threads: Vec<_> = others.into_iter().chain([get]).map(getting).collect();
        threads.extend((1..load.putters).map(|_| putting(put.clone())));
        threads.push(putting(put));
        let join = |thread: thread::ScopedJoinHandle<'_, (Instant, Instant, u64)>| {
            thread.join().expect("nothing in the loops panics")
        };
        let done: Vec<_> = threads.into_iter().map(join).collect();
        let times: Vec<_> = done.iter().map(|&(start, end, _)| (start, end)).collect();
        (times, done.iter().map(|(_, _, sum)| sum).sum::<u64>())
    });
    assert_eq!(sum, puts * (puts - 1) / 2 * load.putters as u64, "{}: not what was put", C::NAME);
    let start = times.iter().map(|(start, _)| *start).min();
    let end = times.iter().map(|(_, end)| *end).max();
    let spent = start.zip(end).map_or(Duration::ZERO, |(start, end)| end - start);
    (spent, messages)
}

/// Has all that can do it race, and compares ours with the best of `peers`.
pub(super) fn race(
    plan: &Plan,
    title: String,
    load: Load,
    racers: &[Racer],
    ours: &'static str,
    peers: &[&'static str],
) -> Findings {
    let load = Load { length: plan.duration(load.length), ..load };
    let racers: Vec<Racer> = racers.iter().copied().filter(|racer| racer.can(&load)).collect();
    let samples = interleave(plan, &title, &racers, |racer| (racer.run)(&load));
    let series = |figure: fn(&Cost) -> f64| {
        let rows = samples.iter().map(|costs| costs.iter().map(figure).collect());
        Series::new(ours, racers.iter().map(|racer| racer.name).zip(rows))
    };
    let (wall, cpu) = (series(|cost| cost.wall), series(|cost| cost.cpu));
    let switches = series(|cost| cost.switches * 1e3);
    let mut table =
        Table::new(&[&title, "wall ns", "ours ÷ it", "CPU ns", "ours ÷ it", "switches a 1 000"]);
    for racer in &racers {
        let name = racer.name;
        table.row([
            name.to_owned(),
            spread_cell(wall.spread(name)),
            wall.ratio_cell(name),
            spread_cell(cpu.spread(name)),
            cpu.ratio_cell(name),
            spread_cell(switches.spread(name)),
        ]);
    }
    let bar = |what: &str, series: &Series| {
        let best = series.least_of(peers);
        let ratio: Spread = series.ratio(best);
        Bar::at_most(format!("{title}: {what} over {best}'s"), ratio, 1.0)
    };
    let bars = vec![bar("wall", &wall), bar("CPU", &cpu)];
    Findings { sections: vec![Section { title, prose: Vec::new(), table }], bars }
}
