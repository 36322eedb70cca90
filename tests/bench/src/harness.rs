//! Runs contestants in turn, round after round, so that whatever else the machine does falls
//! on all of them alike.

use std::{
    io::{self, IsTerminal, Write},
    time::Duration,
};

/// How much to measure.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    /// One very short round of everything: does it run at all?
    pub(crate) smoke: bool,
    /// The one part to run, where not all of them are wanted.
    pub(crate) only: Option<String>,
}

impl Plan {
    pub(crate) fn wants(&self, part: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only.split(',').any(|wanted| wanted == part))
    }

    pub(crate) fn duration(&self, full: Duration) -> Duration {
        if self.smoke { full / 12 } else { full }
    }
}

/// Takes one sample of each contestant a round; each round starts with another of them.
///
/// The answer has the samples of one contestant in a row, in the order of the rounds.
pub(crate) fn interleave<Contestant, Sample>(
    plan: &Plan,
    what: &str,
    contestants: &[Contestant],
    mut sample: impl FnMut(&Contestant) -> Sample,
) -> Vec<Vec<Sample>> {
    let mut samples: Vec<Vec<Sample>> = contestants.iter().map(|_| Vec::new()).collect();
    for round in 0..plan.rounds {
        progress(what, round + 1, plan.rounds);
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            samples[index].push(sample(&contestants[index]));
        }
    }
    samples
}

/// One line a measurement, rewritten in place where there is somebody to watch it.
fn progress(what: &str, round: usize, rounds: usize) {
    let mut stderr = io::stderr();
    let written = match (stderr.is_terminal(), round == rounds) {
        (true, false) => write!(stderr, "\r{what}: round {round} of {rounds}"),
        (true, true) => writeln!(stderr, "\r{what}: round {round} of {rounds}"),
        (false, _) if round == 1 => writeln!(stderr, "{what}: {rounds} rounds"),
        (false, _) => Ok(()),
    };
    // A closed standard error is no reason to lose the figures.
    written.unwrap_or(());
}

#[cfg(test)]
mod tests {
    use super::{Plan, interleave};

    #[test]
    fn every_contestant_has_one_turn_a_round_and_starts_one_round() {
        let plan = Plan { rounds: 3, smoke: true, only: None };
        let mut order = Vec::new();

        let samples = interleave(&plan, "test", &["a", "b", "c"], |name| {
            order.push(*name);
            order.len()
        });

        assert_eq!(order.concat(), "abcbcacab");
        assert_eq!(samples, [[1, 6, 8], [2, 4, 9], [3, 5, 7]]);
    }
}
