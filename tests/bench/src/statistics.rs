//! The arithmetic of the reports: medians, ratios taken within a round, evenness, percentiles.

/// One figure of many rounds: the middle one and how far the others strayed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// An empty slice gives not-a-number everywhere, which no bar accepts.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else {
            return Self { median: f64::NAN, min: f64::NAN, max: f64::NAN };
        };
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        };
        Self { median, min, max }
    }

    /// Ours over theirs, round by round: what slows a whole round cancels out.
    pub(crate) fn of_ratios(ours: &[f64], theirs: &[f64]) -> Self {
        let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(our, their)| our / their).collect();
        Self::of(&ratios)
    }
}

/// Jain's index: 1 when all have the same, 1/n when one has everything.
pub(crate) fn jain(counts: &[u64]) -> f64 {
    let sum: f64 = counts.iter().map(|&count| count as f64).sum();
    let squares: f64 = counts.iter().map(|&count| (count as f64).powi(2)).sum();
    if squares == 0.0 { f64::NAN } else { sum * sum / (counts.len() as f64 * squares) }
}

/// The busiest over the idlest: infinite when one got nothing.
pub(crate) fn most_over_least(counts: &[u64]) -> f64 {
    let most = counts.iter().copied().max().unwrap_or(0);
    let least = counts.iter().copied().min().unwrap_or(0);
    most as f64 / least as f64
}

/// Which of `count` sorted values, from 1, is the percentile (nearest rank).
pub(crate) fn rank(count: u64, per_mille: u64) -> u64 {
    (count * per_mille).div_ceil(1000).max(1)
}

/// The percentile of values that are sorted already; `None` when there are none.
pub(crate) fn percentile(sorted: &[u64], per_mille: u64) -> Option<u64> {
    let rank = rank(sorted.len() as u64, per_mille);
    sorted.get(usize::try_from(rank - 1).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::{Spread, jain, most_over_least, percentile};

    #[test]
    fn the_median_of_an_odd_number_is_the_middle_one() {
        let spread = Spread::of(&[9.0, 1.0, 4.0]);

        assert_eq!(spread, Spread { median: 4.0, min: 1.0, max: 9.0 });
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(Spread::of(&[8.0, 1.0, 4.0, 2.0]).median, 3.0);
    }

    #[test]
    fn nothing_has_no_median() {
        assert!(Spread::of(&[]).median.is_nan());
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        // The second round was ten times slower for both: a ratio of medians would say 2 as well,
        // but its spread would be 0.2..20.
        let spread = Spread::of_ratios(&[2.0, 20.0, 2.2], &[1.0, 10.0, 1.0]);

        assert_eq!(spread, Spread { median: 2.0, min: 2.0, max: 2.2 });
    }

    #[test]
    fn jain_is_one_for_equals_and_one_nth_for_a_monopoly() {
        assert_eq!(jain(&[7, 7, 7, 7]), 1.0);
        assert_eq!(jain(&[8, 0, 0, 0]), 0.25);
        assert!(jain(&[0, 0]).is_nan());
    }

    #[test]
    fn a_starved_thread_makes_the_imbalance_infinite() {
        assert_eq!(most_over_least(&[6, 3]), 2.0);
        assert_eq!(most_over_least(&[6, 0]), f64::INFINITY);
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let values: Vec<u64> = (1..=200).collect();

        assert_eq!(percentile(&values, 500), Some(100));
        assert_eq!(percentile(&values, 990), Some(198));
        assert_eq!(percentile(&values, 1000), Some(200));
        assert_eq!(percentile(&values[..150], 990), Some(149), "99 % of 150 takes 149 of them");
        assert_eq!(percentile(&values[..1], 990), Some(1));
        assert_eq!(percentile(&[], 500), None);
    }
}
