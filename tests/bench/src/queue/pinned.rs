//! Two threads on one processor: whoever spins there keeps off the one it waits for.
//!
//! Each sample is a process of its own, as libraries count the processors once.

use super::{
    CROSSBEAM, CROSSFIRE, KANAL, OURS, RACERS, channel,
    race::{Cost, Load, Racer},
};
use crate::{
    harness::{Plan, interleave},
    report::{Bar, Findings, Section, Table, spread_cell},
    series::Series,
    statistics::Spread,
};
use std::{env, mem::size_of, process::Command, time::Duration};

/// The first argument of a process that takes one sample.
const CHILD: &str = "--pinned-sample";
const LENGTH: Duration = Duration::from_millis(60);
/// Over its own time on all processors.
const LIMIT: f64 = 1.5;
/// Over the time on one of the peer that is best at it.
const LIMIT_OF_BEST: f64 = 1.1;

/// On how many processors a sample runs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum On {
    One,
    All,
}

/// The answer of a process that was started for one sample; `None` in any other.
pub(crate) fn asked(arguments: &[String]) -> Option<String> {
    let [child, name, capacity, milliseconds, on] = arguments else {
        return None;
    };
    if child != CHILD {
        return None;
    }
    if on == "one" {
        stay_on_one();
    }
    channel::prepare();
    let racer = RACERS.iter().find(|racer| racer.name == name)?;
    let length = Duration::from_millis(milliseconds.parse().ok()?);
    let load = Load { putters: 1, getters: 1, capacity: capacity.parse().ok()?, length };
    let Cost { wall, cpu, switches } = (racer.run)(&load);
    Some(format!("{wall} {cpu} {switches}\n"))
}

/// Keeps this process on one of the processors that it may use.
fn stay_on_one() {
    // SAFETY: a set of processors is made of integers, for which zeroes are valid.
    let mut allowed: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is to a whole set.
    let failed =
        unsafe { libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut allowed) };
    assert_eq!(failed, 0, "the kernel says where this thread may run");
    let most = usize::try_from(libc::CPU_SETSIZE).expect("a small number");
    let first = (0..most)
        // SAFETY: the number is below the size of the set.
        .find(|&number| unsafe { libc::CPU_ISSET(number, &allowed) })
        .expect("this thread runs somewhere");
    // SAFETY: a set of processors is made of integers, as above.
    let mut one: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: the number is below the size of the set.
    unsafe { libc::CPU_SET(first, &mut one) };
    // SAFETY: the pointer is to a whole set.
    let failed =
        unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const one) };
    assert_eq!(failed, 0, "one of the processors that were allowed");
}

/// Has a process of its own take one sample.
fn sample(racer: &Racer, capacity: usize, length: Duration, on: On) -> Cost {
    let program = env::current_exe().expect("this program has a file");
    let output = Command::new(program)
        .args([CHILD, racer.name, &capacity.to_string(), &length.as_millis().to_string()])
        .arg(if on == On::One { "one" } else { "all" })
        .output()
        .expect("this program can be started again");
    let answer = String::from_utf8_lossy(&output.stdout);
    let figures: Vec<f64> = answer.split_whitespace().flat_map(str::parse).collect();
    let &[wall, cpu, switches] = figures.as_slice() else {
        panic!("{}: {answer}{}", racer.name, String::from_utf8_lossy(&output.stderr));
    };
    Cost { wall, cpu, switches }
}

pub(super) fn run(plan: &Plan) -> Findings {
    [1, 128].into_iter().map(|capacity| compare(plan, capacity)).sum()
}

fn compare(plan: &Plan, capacity: usize) -> Findings {
    let title = format!("1p1c on one processor, capacity {capacity}");
    let length = plan.duration(LENGTH);
    let both = |racer: &Racer| [(*racer, On::One), (*racer, On::All)];
    let contestants: Vec<(Racer, On)> = RACERS.iter().flat_map(both).collect();
    let samples =
        interleave(plan, &title, &contestants, |(racer, on)| sample(racer, capacity, length, *on));
    let columns = [&title, "wall ns", "CPU ns", "switches a 1 000", "wall on all, ns", "one ÷ all"];
    let mut table = Table::new(&columns);
    let (mut bars, mut walls) = (Vec::new(), Vec::new());
    for (racer, pair) in RACERS.iter().zip(samples.chunks(2)) {
        let figures = |costs: &[Cost], figure: fn(&Cost) -> f64| -> Vec<f64> {
            costs.iter().map(figure).collect()
        };
        let wall = figures(&pair[0], |cost| cost.wall);
        let wall_on_all = figures(&pair[1], |cost| cost.wall);
        let ratio = Spread::of_ratios(&wall, &wall_on_all);
        table.row([
            racer.name.to_owned(),
            spread_cell(Spread::of(&wall)),
            spread_cell(Spread::of(&figures(&pair[0], |cost| cost.cpu))),
            spread_cell(Spread::of(&figures(&pair[0], |cost| cost.switches * 1e3))),
            spread_cell(Spread::of(&wall_on_all)),
            spread_cell(ratio),
        ]);
        if racer.name == OURS {
            bars.push(Bar::at_most(format!("{title}: time over that on all"), ratio, LIMIT));
        }
        walls.push((racer.name, wall));
    }
    let series = Series::new(OURS, walls);
    let best = series.least_of(&[CROSSFIRE, KANAL, CROSSBEAM]);
    let claim = format!("{title}: time over {best}'s");
    bars.push(Bar::at_most(claim, series.ratio(best), LIMIT_OF_BEST));
    let prose = "One thread puts and one gets, both kept on the same processor: a process that \
                 may use no other, and beside it one that may use all of them.";
    Findings { sections: vec![Section { title, prose: vec![prose.to_owned()], table }], bars }
}
