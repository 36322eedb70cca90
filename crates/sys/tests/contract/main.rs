//! The contract suite on what is real: the kernel's futex, private and shared, and the task table.
//! Under Miri the same tests run on its futex.
#![expect(clippy::print_stdout, reason = "a test that cannot run says so")]

mod kernel;
mod processes;
mod races;
mod suite;
mod tasks;

use kernel::{Private, Shared, Threads};
use suite::Backend;
use tasks::Tasks;

/// Enough to fill several batches of the table, and more than any machine here has CPUs.
const CROWD: usize = if cfg!(miri) { 5 } else { 100 };

fn wakes_as_many_as_asked<B: Backend>() {
    for size in [0, 1, 2, 3] {
        for n in [0, 1, 2, i32::MAX as u32, i32::MAX as u32 + 1, u32::MAX] {
            suite::wakes_as_many_as_asked::<B>(size, n);
        }
    }
}

#[test]
fn private_wakes_as_many_as_asked() {
    wakes_as_many_as_asked::<Threads<Private>>();
}

#[test]
fn shared_wakes_as_many_as_asked() {
    wakes_as_many_as_asked::<Threads<Shared>>();
}

#[test]
fn tasks_are_woken_as_many_as_asked() {
    wakes_as_many_as_asked::<Tasks>();
}

#[test]
fn a_hundred_threads_are_woken() {
    for n in [1, 99, 100, u32::MAX] {
        suite::wakes_as_many_as_asked::<Threads<Private>>(CROWD, n);
    }
}

#[test]
fn a_hundred_tasks_are_woken() {
    for n in [1, 15, 16, 17, 99, 100, u32::MAX] {
        suite::wakes_as_many_as_asked::<Tasks>(CROWD, n);
    }
}

#[test]
fn threads_are_moved_as_many_as_asked() {
    if cfg!(miri) {
        println!("skipped: threads_are_moved_as_many_as_asked: Miri wakes instead");
        return;
    }
    for size in [0, 1, 2, 3, 20] {
        for n in [0, 1, 2, 19, i32::MAX as u32, i32::MAX as u32 + 1, u32::MAX] {
            suite::moves_as_many_as_asked::<Threads<Private>>(size, n);
        }
    }
}

#[test]
fn nobody_sleeps_on_another_value() {
    suite::does_not_sleep_on_another_value::<Threads<Private>>();
    suite::does_not_sleep_on_another_value::<Threads<Shared>>();
    suite::does_not_sleep_on_another_value::<Tasks>();
}

#[test]
fn a_wait_until_now_is_a_look() {
    suite::a_wait_until_now_is_a_look::<Threads<Private>>();
    suite::a_wait_until_now_is_a_look::<Threads<Shared>>();
}

#[test]
fn a_wait_ends_at_its_deadline() {
    suite::a_wait_ends_at_its_deadline::<Threads<Private>>();
    suite::a_wait_ends_at_its_deadline::<Threads<Shared>>();
}
