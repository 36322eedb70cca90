//! One thing done by several contestants, each as a loop of its own, in nanoseconds.

use crate::{
    harness::{Plan, interleave},
    report::{Bar, Findings, Section, Table, spread_cell},
    series::Series,
};
use std::{
    thread,
    time::{Duration, Instant},
};

/// Turns of the loop that finds out how many fit into a sample.
const TRIAL: u64 = 1_000;

/// One contestant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// Nanoseconds of one turn, from about as much time as it is given.
    pub(crate) sample: fn(Duration) -> f64,
}

/// What the figure of ours is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// At most so many times that of the quickest of these.
    OfBest(f64, &'static [&'static str]),
    /// At most so many nanoseconds.
    Nanoseconds(f64),
}

/// What is done, and by whom; ours comes first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contest {
    pub(crate) title: &'static str,
    /// What one turn is.
    pub(crate) turn: &'static str,
    pub(crate) length: Duration,
    pub(crate) subjects: &'static [Subject],
    pub(crate) goals: &'static [Goal],
}

impl Contest {
    pub(crate) fn run(&self, plan: &Plan) -> Findings {
        let length = plan.duration(self.length);
        let samples = interleave(plan, self.title, self.subjects, |one| (one.sample)(length));
        let ours = self.subjects[0].name;
        let series = Series::new(ours, self.subjects.iter().map(|one| one.name).zip(samples));
        let mut table = Table::new(&[self.title, "ns", "ours ÷ it"]);
        for one in self.subjects {
            let ratio = series.ratio_cell(one.name);
            table.row([one.name.to_owned(), spread_cell(series.spread(one.name)), ratio]);
        }
        let title = self.title.to_owned();
        let section = Section { title, prose: vec![self.turn.to_owned()], table };
        let bars = self.goals.iter().map(|goal| self.bar(*goal, &series)).collect();
        Findings { sections: vec![section], bars }
    }

    fn bar(&self, goal: Goal, series: &Series) -> Bar {
        match goal {
            Goal::OfBest(limit, peers) => {
                let best = series.least_of(peers);
                let claim = format!("{}: time over {best}'s", self.title);
                Bar::at_most(claim, series.ratio(best), limit)
            }
            Goal::Nanoseconds(limit) => {
                let figure = series.spread(self.subjects[0].name).median;
                Bar::single_at_most(format!("{}: ns", self.title), figure, limit)
            }
        }
    }
}

/// Nanoseconds of one call of `turn`, from a loop of about `length`.
///
/// The loop runs beside a sleeping thread: in a process with a single thread glibc leaves out
/// its atomic instructions, which no program that needs a lock would see.
pub(crate) fn each(length: Duration, turn: impl FnMut() + Send) -> f64 {
    thread::scope(|scope| {
        let timing = scope.spawn(|| time_each(length, turn));
        timing.join().expect("the loop has nothing that panics")
    })
}

/// As [`each`], on the calling thread, for what must stay there.
pub(crate) fn time_each(length: Duration, mut turn: impl FnMut()) -> f64 {
    per_turn(length, TRIAL, |turns| time(turns, &mut turn))
}

#[inline(never)]
fn time(turns: u64, turn: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    for _ in 0..turns {
        turn();
    }
    start.elapsed()
}

/// Nanoseconds of one of the `rounds` that `parties` threads make together. `play` is called once
/// in each of them, with its number and the rounds that it is to make.
pub(crate) fn together(
    length: Duration,
    parties: usize,
    trial: u64,
    play: impl Fn(usize, u64) + Sync,
) -> f64 {
    per_turn(length, trial, |rounds| {
        let start = Instant::now();
        thread::scope(|scope| {
            let play = &play;
            for party in 1..parties {
                scope.spawn(move || play(party, rounds));
            }
            play(0, rounds);
        });
        start.elapsed()
    })
}

/// Nanoseconds of one turn, from as many as take about `length`. `run` makes a number of them and
/// says how long they took.
pub(crate) fn per_turn(length: Duration, trial: u64, mut run: impl FnMut(u64) -> Duration) -> f64 {
    let turns = turns_in(length, trial, &mut run);
    run(turns).as_nanos() as f64 / turns as f64
}

/// How many turns take about `length`, by a trial of at least `trial` turns: as many as make a
/// twentieth of the length, since the first ones are slower than the rest.
pub(crate) fn turns_in(length: Duration, trial: u64, mut run: impl FnMut(u64) -> Duration) -> u64 {
    let mut turns = trial;
    loop {
        let spent = run(turns).max(Duration::from_nanos(1));
        if spent * 20 >= length {
            let fit = length.as_nanos() * u128::from(turns) / spent.as_nanos();
            return u64::try_from(fit.max(1)).expect("a turn takes some nanoseconds");
        }
        turns *= 4;
    }
}
