//! Waits by magnitude: powers of two, each cut in eight, so that a percentile read from it is
//! at most one eighth too high. Recording is a few instructions and never allocates.

use crate::statistics::rank;

const CUT_BITS: u32 = 3;
const CUTS: usize = 1 << CUT_BITS;
/// Values below `CUTS` have a bucket each, and each higher power of two has `CUTS` buckets.
const BUCKETS: usize = CUTS * (u64::BITS - CUT_BITS + 1) as usize;

/// How often each magnitude occurred, and the greatest value exactly.
#[derive(Clone, Debug)]
pub(crate) struct Histogram {
    buckets: Box<[u64; BUCKETS]>,
    count: u64,
    max: u64,
}

impl Histogram {
    pub(crate) fn new() -> Self {
        Self { buckets: Box::new([0; BUCKETS]), count: 0, max: 0 }
    }

    #[inline]
    pub(crate) fn record(&mut self, value: u64) {
        self.buckets[bucket(value)] += 1;
        self.count += 1;
        self.max = self.max.max(value);
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.buckets.iter_mut().zip(other.buckets.iter()) {
            *mine += theirs;
        }
        self.count += other.count;
        self.max = self.max.max(other.max);
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn max(&self) -> u64 {
        self.max
    }

    /// The upper edge of the bucket that holds the percentile, or the maximum if that is less.
    pub(crate) fn percentile(&self, per_mille: u64) -> Option<u64> {
        let rank = rank(self.count, per_mille);
        let mut seen = 0;
        for (index, &here) in self.buckets.iter().enumerate() {
            seen += here;
            if seen >= rank {
                return Some(upper_edge(index).min(self.max));
            }
        }
        None
    }
}

#[inline]
fn bucket(value: u64) -> usize {
    let magnitude = (value | 1).ilog2();
    let shift = magnitude.saturating_sub(CUT_BITS);
    // Above the first power the leading bit is always set: it counts the powers by itself.
    let cut = usize::try_from(value >> shift).expect("at most CUT_BITS + 1 bits are left");
    shift as usize * CUTS + cut
}

fn upper_edge(index: usize) -> u64 {
    if index < 2 * CUTS {
        return index as u64;
    }
    let shift = index / CUTS - 1;
    let lower = ((index - shift * CUTS) as u64) << shift;
    lower | ((1 << shift) - 1)
}

#[cfg(test)]
mod tests {
    use super::{BUCKETS, Histogram, bucket, upper_edge};

    #[test]
    fn buckets_follow_one_another_without_gap_or_overlap() {
        for index in 0..BUCKETS - 1 {
            let edge = upper_edge(index);

            assert_eq!(bucket(edge), index, "the edge {edge} lies in its own bucket");
            assert_eq!(bucket(edge + 1), index + 1, "the next value after {edge} does not");
        }
        assert_eq!(upper_edge(BUCKETS - 1), u64::MAX);
    }

    #[test]
    fn a_percentile_is_at_most_one_eighth_too_high() {
        let mut histogram = Histogram::new();
        for value in 1..=100_000 {
            histogram.record(value);
        }

        for (per_mille, exact) in [(500, 50_000), (990, 99_000), (999, 99_900)] {
            let read = histogram.percentile(per_mille).expect("there are values");
            assert!((exact..=exact + exact / 8).contains(&read), "{read} for {exact}");
        }
    }

    #[test]
    fn a_percentile_never_exceeds_the_maximum() {
        let mut histogram = Histogram::new();
        histogram.record(1_000_001);

        assert_eq!(histogram.percentile(999), Some(1_000_001));
    }

    #[test]
    fn one_in_a_thousand_is_seen_by_the_maximum_and_not_by_the_percentile() {
        let mut histogram = Histogram::new();
        (0..999).for_each(|_| histogram.record(5));
        histogram.record(1 << 40);

        assert_eq!(histogram.percentile(999), Some(5));
        assert_eq!(histogram.max(), 1 << 40);
    }

    #[test]
    fn merging_adds_what_both_saw() {
        let (mut left, mut right) = (Histogram::new(), Histogram::new());
        left.record(3);
        right.record(7);
        left.merge(&right);

        assert_eq!((left.count(), left.max()), (2, 7));
        assert_eq!(left.percentile(500), Some(3));
    }

    #[test]
    fn nothing_has_no_percentile() {
        assert_eq!(Histogram::new().percentile(500), None);
    }
}
