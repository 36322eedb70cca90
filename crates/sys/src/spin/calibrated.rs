//! How many pauses fit into a time on this machine: measured once, at the first contended wait.

use crate::atomic::{AtomicU32, Ordering::Relaxed};
use crate::clock::Moment;

/// Picoseconds a pause takes; 0 = not measured yet, `u32::MAX` = do not spin.
static PAUSE_PS: AtomicU32 = AtomicU32::new(0);

const OFF: u32 = u32::MAX;

/// Pauses in one measurement, about 1.5 us at 24 ns each: long beside the clock's 25 ns.
const SAMPLE_PAUSES: u32 = 64;

/// The CPUs of the first thread that asked; 0 = nobody has.
static CPUS: AtomicU32 = AtomicU32::new(0);

pub(super) fn cpus() -> u32 {
    // [SP3] Relaxed: one number that stands for itself.
    let known = CPUS.load(Relaxed);
    if known == 0 { count_cpus() } else { known }
}

pub(super) fn offers(wanted: u32) -> u32 {
    wanted
}

pub(super) fn abreast() -> usize {
    if cpus() > 1 { 2 } else { 1 }
}

#[cold]
fn count_cpus() -> u32 {
    // Where the kernel will not say, there are more than its set has room for.
    let cpus = u32::try_from(cpus_allowed()).unwrap_or(0);
    let cpus = if cpus == 0 { u32::MAX } else { cpus };
    // [SP4] Relaxed: pairs with [SP3], where the reason stands.
    CPUS.store(cpus, Relaxed);
    cpus
}

pub(super) fn pauses_in(ns: u32) -> u32 {
    // [SP1] Relaxed: one number that stands for itself; two threads that measure at once store
    // nearly the same.
    let known = PAUSE_PS.load(Relaxed);
    let pause_ps = if known == 0 { calibrate() } else { known };
    if pause_ps == OFF {
        return 0;
    }
    u32::try_from(u64::from(ns) * 1_000 / u64::from(pause_ps)).unwrap_or(u32::MAX)
}

#[cold]
fn calibrate() -> u32 {
    let pause_ps = if cpus_allowed() == 1 { OFF } else { measure() };
    // [SP2] Relaxed: pairs with [SP1], where the reason stands.
    PAUSE_PS.store(pause_ps, Relaxed);
    pause_ps
}

/// The shortest of three samples: the others may have been interrupted.
fn measure() -> u32 {
    let sample = || {
        let start = Moment::now();
        for _ in 0..SAMPLE_PAUSES {
            crate::hint::spin_loop();
        }
        start.elapsed().as_nanos() * 1_000 / u128::from(SAMPLE_PAUSES)
    };
    let shortest = sample().min(sample()).min(sample());
    u32::try_from(shortest).unwrap_or(OFF - 1).clamp(1, OFF - 1)
}

/// The number of CPUs in this thread's affinity mask; 0 when the kernel will not say.
fn cpus_allowed() -> libc::c_int {
    // SAFETY: `cpu_set_t` is an array of bits, for which all zeros is a value.
    let mut set: libc::cpu_set_t = unsafe { core::mem::zeroed() };
    // SAFETY: the kernel writes at most the size that it is told, into a set of ours.
    let failed = unsafe { libc::sched_getaffinity(0, size_of_val(&set), &raw mut set) };
    // A machine with more CPUs than the set has bits makes the call fail: it is not alone.
    if failed != 0 {
        return 0;
    }
    // SAFETY: the set is ours and initialised; the count only reads it.
    unsafe { libc::CPU_COUNT(&set) }
}
