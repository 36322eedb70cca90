//! Tables, sentences and bars, written as markdown that is also readable in a terminal.

use crate::{machine::Machine, statistics::Spread};
use std::{
    fmt::{self, Display, Formatter, Write},
    iter::Sum,
};

/// What an area found out.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) sections: Vec<Section>,
    pub(crate) bars: Vec<Bar>,
}

impl Findings {
    pub(crate) fn add(&mut self, more: Self) {
        self.sections.extend(more.sections);
        self.bars.extend(more.bars);
    }
}

impl Sum for Findings {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |mut sum, part| {
            sum.add(part);
            sum
        })
    }
}

/// One table with the sentences that say what its columns are.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) prose: Vec<String>,
    pub(crate) table: Table,
}

/// Rows under named columns; the first column names the row.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { columns, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        debug_assert_eq!(cells.len(), self.columns.len(), "a row has a cell for every column");
        self.rows.push(cells);
    }
}

impl Display for Table {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let all = || [&self.columns].into_iter().chain(&self.rows);
        let width = |column: usize| all().map(|row| row[column].chars().count()).max();
        let widths: Vec<usize> = (0..self.columns.len()).filter_map(width).collect();
        for (index, row) in all().enumerate() {
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                if column == 0 {
                    write!(formatter, "| {cell:<width$} ")?;
                } else {
                    write!(formatter, "| {cell:>width$} ")?;
                }
            }
            writeln!(formatter, "|")?;
            if index == 0 {
                for (column, &width) in widths.iter().enumerate() {
                    let colon = if column == 0 { "-" } else { ":" };
                    write!(formatter, "|{}{colon}", "-".repeat(width + 1))?;
                }
                writeln!(formatter, "|")?;
            }
        }
        Ok(())
    }
}

/// A promise in figures, and whether it was kept.
#[derive(Debug)]
pub(crate) struct Bar {
    claim: String,
    figure: String,
    limit: String,
    kept: bool,
}

impl Bar {
    /// A ratio of which less is better, judged by its median.
    pub(crate) fn at_most(claim: String, ratio: Spread, limit: f64) -> Self {
        let figure = format!("{:.3} ({:.3}..{:.3})", ratio.median, ratio.min, ratio.max);
        Self { claim, figure, limit: format!("≤ {limit}"), kept: ratio.median <= limit }
    }

    /// A ratio of which more is better, judged by its median.
    pub(crate) fn at_least(claim: String, ratio: Spread, limit: f64) -> Self {
        let figure = format!("{:.3} ({:.3}..{:.3})", ratio.median, ratio.min, ratio.max);
        Self { claim, figure, limit: format!("≥ {limit}"), kept: ratio.median >= limit }
    }

    /// A figure that was taken over all rounds together, of which less is better.
    pub(crate) fn single_at_most(claim: String, figure: f64, limit: f64) -> Self {
        let kept = figure <= limit;
        Self { claim, figure: number(figure), limit: format!("≤ {}", number(limit)), kept }
    }
}

/// The median with the least and the greatest round behind it.
pub(crate) fn spread_cell(spread: Spread) -> String {
    if spread.median.is_nan() {
        return "?".to_owned();
    }
    format!("{} ({}..{})", number(spread.median), number(spread.min), number(spread.max))
}

/// How many of something there were.
pub(crate) fn count_cell(count: usize) -> String {
    grouped(&count.to_string())
}

/// Microseconds, from nanoseconds.
pub(crate) fn micros_cell(nanoseconds: Option<u64>) -> String {
    nanoseconds.map_or_else(|| "?".to_owned(), |value| number(value as f64 / 1e3))
}

/// Three digits that matter, and a gap at every thousand.
fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return if value.is_nan() { "?".to_owned() } else { "∞".to_owned() };
    }
    if size > 0.0 && size < 0.9995 {
        return format!("{value:.3}");
    }
    if size < 9.995 {
        return format!("{value:.2}");
    }
    if size < 99.95 {
        return format!("{value:.1}");
    }
    grouped(&format!("{value:.0}"))
}

fn grouped(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// The whole page.
pub(crate) fn page(area: &str, machine: &Machine, findings: &Findings) -> String {
    let mut page = format!("## `{area}` beside its peers\n\n{machine}");
    if !findings.bars.is_empty() {
        let missed = findings.bars.iter().filter(|bar| !bar.kept).count();
        let all = findings.bars.len();
        page.push_str(&format!("\n### Bars: {} of {all} kept\n\n", all - missed));
        page.push_str(&bars_table(&findings.bars).to_string());
    }
    for section in &findings.sections {
        write!(page, "\n### {}\n\n", section.title).expect("a string takes everything");
        for sentence in &section.prose {
            writeln!(page, "{sentence}\n").expect("a string takes everything");
        }
        page.push_str(&section.table.to_string());
    }
    page
}

/// What was missed comes first.
fn bars_table(bars: &[Bar]) -> Table {
    let mut table = Table::new(&["bar", "wanted", "measured", "verdict"]);
    for kept in [false, true] {
        for bar in bars.iter().filter(|bar| bar.kept == kept) {
            let verdict = if kept { "PASS" } else { "**MISS**" };
            let Bar { claim, limit, figure, .. } = bar;
            table.row([claim.clone(), limit.clone(), figure.clone(), verdict.to_owned()]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Bar, Spread, Table, bars_table, number, spread_cell};

    #[test]
    fn numbers_keep_three_digits_that_matter() {
        let shown = [0.0214, 0.9999, 9.999, 99.99, 123.4, 303_732.4, 1e6].map(number);

        assert_eq!(shown, ["0.021", "1.00", "10.0", "100", "123", "303 732", "1 000 000"]);
        assert_eq!([f64::NAN, f64::INFINITY].map(number), ["?", "∞"]);
    }

    #[test]
    fn a_cell_shows_the_median_and_how_far_the_rounds_strayed() {
        assert_eq!(spread_cell(Spread::of(&[1.0, 2.0, 30.0])), "2.00 (1.00..30.0)");
    }

    #[test]
    fn a_table_is_aligned_markdown() {
        let mut table = Table::new(&["lock", "ns"]);
        table.row(["µ".to_owned(), "12.5".to_owned()]);

        assert_eq!(table.to_string(), "| lock |   ns |\n|------|-----:|\n| µ    | 12.5 |\n");
    }

    #[test]
    fn bars_are_judged_by_the_median_and_misses_come_first() {
        let spread = Spread::of(&[0.5, 0.96, 2.0]);
        let bars = [
            Bar::at_least("kept".to_owned(), spread, 0.95),
            Bar::at_most("missed".to_owned(), spread, 0.95),
            Bar::single_at_most("unknown".to_owned(), f64::NAN, 1.0),
        ];

        let lines: Vec<String> =
            bars_table(&bars).to_string().lines().skip(2).map(str::to_owned).collect();

        assert!(lines[0].starts_with("| missed") && lines[0].contains("MISS"), "{lines:?}");
        assert!(lines[1].starts_with("| unknown") && lines[1].contains("MISS"), "{lines:?}");
        assert!(lines[2].starts_with("| kept") && lines[2].contains("PASS"), "{lines:?}");
    }
}
