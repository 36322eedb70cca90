//! One figure of all contestants over all rounds, found again by name.

use crate::{report::spread_cell, statistics::Spread};

/// A figure that every contestant gave in every round, and which contestant is ours.
#[derive(Debug)]
pub(crate) struct Series {
    ours: &'static str,
    rows: Vec<(&'static str, Vec<f64>)>,
}

impl Series {
    pub(crate) fn new(
        ours: &'static str,
        rows: impl IntoIterator<Item = (&'static str, Vec<f64>)>,
    ) -> Self {
        Self { ours, rows: rows.into_iter().collect() }
    }

    pub(crate) fn of(&self, name: &str) -> &[f64] {
        self.rows.iter().find(|(row, _)| *row == name).map_or(&[], |(_, values)| values)
    }

    pub(crate) fn spread(&self, name: &str) -> Spread {
        Spread::of(self.of(name))
    }

    /// Ours over that of the peer, a ratio a round.
    pub(crate) fn ratio(&self, peer: &str) -> Spread {
        Spread::of_ratios(self.of(self.ours), self.of(peer))
    }

    /// The peer with the least median: the quickest, where the figure is a time.
    pub(crate) fn least_peer(&self) -> Option<&'static str> {
        let peers = self.rows.iter().map(|(name, _)| *name).filter(|name| *name != self.ours);
        peers.min_by(|left, right| self.spread(left).median.total_cmp(&self.spread(right).median))
    }

    /// The one of these with the least median.
    pub(crate) fn least_of<'names>(&self, peers: &[&'names str]) -> &'names str {
        let median = |peer: &&str| self.spread(peer).median;
        let least = peers.iter().min_by(|left, right| median(left).total_cmp(&median(right)));
        least.copied().unwrap_or("no peer")
    }

    /// The cell that compares a row with ours; ours itself has nothing to be compared with.
    pub(crate) fn ratio_cell(&self, peer: &str) -> String {
        if peer == self.ours { "–".to_owned() } else { spread_cell(self.ratio(peer)) }
    }
}

#[cfg(test)]
mod tests {
    use super::Series;

    #[test]
    fn a_series_compares_ours_with_the_quickest_peer_round_by_round() {
        let rows = [
            ("slow", vec![9.0, 9.0, 9.0]),
            ("quick", vec![4.0, 5.0, 40.0]),
            ("ours", vec![2.0, 5.0, 20.0]),
        ];
        let series = Series::new("ours", rows);

        let best = series.least_peer().expect("there are peers");

        assert_eq!(best, "quick");
        assert_eq!(series.ratio(best).median, 0.5);
        assert_eq!(series.least_of(&["absent", "slow"]), "slow");
        assert!(series.ratio("absent").median.is_nan());
    }
}
