//! Where, when and with what the figures were taken: a figure without these says nothing.

use crate::company::{Company, QUIET_SHARE};
use std::{
    ffi::CStr,
    fmt::{self, Display, Formatter},
    fs, thread,
    time::{SystemTime, UNIX_EPOCH},
};

/// Above this load something else is running, and the figures are suspect.
const QUIET_LOAD: f64 = 0.5;

/// Everything that the head of a report says.
#[derive(Debug)]
pub(crate) struct Machine {
    when: String,
    processor: String,
    cpus: usize,
    kernel: String,
    load: String,
    company: Company,
    /// What others had of the processors, once the measurements are over.
    others: Option<f64>,
    command: String,
    rounds: usize,
    smoke: bool,
}

impl Machine {
    /// To be called before the measurements, which raise the load themselves.
    pub(crate) fn survey(command: String, rounds: usize, smoke: bool) -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
        Self {
            when: utc(seconds),
            processor: processor(),
            cpus: thread::available_parallelism().map_or(1, usize::from),
            kernel: read("/proc/sys/kernel/osrelease"),
            load: read("/proc/loadavg").split(' ').take(3).collect::<Vec<_>>().join(" "),
            company: Company::now(),
            others: None,
            command,
            rounds,
            smoke,
        }
    }

    /// To be called right after the measurements.
    pub(crate) fn finish(&mut self) {
        self.others = self.company.share_until(Company::now());
    }
}

impl Display for Machine {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if self.smoke {
            writeln!(formatter, "**A smoke run: it shows that the measurements run, no more.**\n")?;
        }
        if cfg!(debug_assertions) {
            writeln!(formatter, "**Built without `--release`: the figures mean nothing.**\n")?;
        }
        if !is_quiet(&self.load) {
            writeln!(
                formatter,
                "**Noisy: the load average was above {QUIET_LOAD} before the start.**\n"
            )?;
        }
        if self.others.is_some_and(|share| share > QUIET_SHARE) {
            writeln!(formatter, "**Noisy: other programs ran during the measurements.**\n")?;
        }
        writeln!(formatter, "- Date: {} UTC", self.when)?;
        writeln!(formatter, "- Command: `{}`", self.command)?;
        writeln!(
            formatter,
            "- Machine: {}, {} CPUs, Linux {}, glibc {}",
            self.processor,
            self.cpus,
            self.kernel,
            c_library()
        )?;
        writeln!(formatter, "- Load average before the start: {}", self.load)?;
        if let Some(share) = self.others {
            writeln!(
                formatter,
                "- Others' share of the processors during the run: {:.1} %",
                share * 100.0
            )?;
        }
        writeln!(formatter, "- Compiler: {}", env!("THREADBARE_BENCH_RUSTC"))?;
        writeln!(formatter, "- Peers: {}", env!("THREADBARE_BENCH_PEERS"))?;
        writeln!(
            formatter,
            "- Rounds: {}; in each, every contestant takes its turn, and each round starts with \
             another. Figures are `median (least..greatest)` of the rounds; a ratio is taken \
             within a round.",
            self.rounds
        )
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
}

/// A load that cannot be read is not known to be quiet.
fn is_quiet(load: &str) -> bool {
    let last_minute = load.split(' ').next().and_then(|first| first.parse::<f64>().ok());
    last_minute.is_some_and(|load| load <= QUIET_LOAD)
}

fn processor() -> String {
    let text = read("/proc/cpuinfo");
    let model = text.lines().find_map(|line| line.strip_prefix("model name"));
    model.map_or_else(
        || "unknown processor".to_owned(),
        |rest| rest.trim_start_matches([' ', '\t', ':']).to_owned(),
    )
}

fn c_library() -> String {
    // SAFETY: it takes nothing and cannot fail.
    let version = unsafe { libc::gnu_get_libc_version() };
    // SAFETY: glibc returns a string of its own that is never freed.
    let version = unsafe { CStr::from_ptr(version) };
    version.to_string_lossy().into_owned()
}

/// Days are counted from 1 March of the year 0, so that a leap day is the last day of its year.
fn utc(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months_from_march + 2) / 5 + 1;
    let month = (months_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute) = (seconds / 3_600 % 24, seconds / 60 % 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}")
}

#[cfg(test)]
mod tests {
    use super::{is_quiet, utc};

    #[test]
    fn dates_are_those_of_the_calendar() {
        let known = [
            (0, "1970-01-01 00:00"),
            (951_782_340, "2000-02-28 23:59"),
            (951_782_400, "2000-02-29 00:00"),
            (951_868_800, "2000-03-01 00:00"),
            (1_735_689_599, "2024-12-31 23:59"),
            (4_102_444_800, "2100-01-01 00:00"),
        ];
        for (seconds, date) in known {
            assert_eq!(utc(seconds), date);
        }
    }

    #[test]
    fn a_load_above_one_half_is_noise_and_so_is_an_unknown_one() {
        assert!(is_quiet("0.50 2.00 3.00"));
        assert!(!is_quiet("0.51 0.00 0.00"));
        assert!(!is_quiet("unknown"));
    }
}
