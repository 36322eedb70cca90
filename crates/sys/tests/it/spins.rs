//! Spinning before a sleep: where it ends, and what a thread learns of it. Since the thread alone
//! knows what it has learnt, each test has one of its own.

use std::thread;
use std::time::Duration;

use threadbare_sys::clock::Moment;
use threadbare_sys::spin::{self, Nap, SPIN_NS, Spin};

/// Long enough for one pause on any machine.
const NS: u32 = 100_000;

/// As in `luck.rs`: trials that a new thread may fail, and waits until the next trial.
const TRIALS: usize = 4;
const REST: usize = 16;

fn in_a_new_thread(claims: impl FnOnce() + Send + 'static) {
    thread::spawn(claims).join().expect("the claims hold");
}

/// Fails as often as a new thread may.
fn use_up_the_luck(spin: impl Fn() -> Spin) {
    for trial in 0..TRIALS {
        let mut spin = spin();
        assert!(spin.turn(), "trial {trial} has a budget");
        spin.learn(false);
    }
}

#[test]
fn none_has_no_turn() {
    let mut spin = Spin::NONE;
    assert!(!spin.turn());
    assert!(!spin.turn());
}

#[test]
fn one_that_spun_in_vain_rests_and_is_tried_again() {
    in_a_new_thread(|| {
        use_up_the_luck(|| Spin::on_trial(NS));
        for _ in 1..REST {
            assert!(!Spin::on_trial(NS).turn(), "the luck is over");
        }
        assert!(Spin::on_trial(NS).turn(), "one wait in sixteen");
    });
}

#[test]
fn one_that_gave_way_in_vain_rests_and_is_tried_again() {
    in_a_new_thread(|| {
        use_up_the_luck(Spin::giving_way);
        for _ in 1..REST {
            assert!(!Spin::giving_way().turn(), "the luck is over");
        }
        assert!(Spin::giving_way().turn(), "one wait in sixteen");
    });
}

#[test]
fn one_of_whose_spins_every_third_pays_goes_on() {
    in_a_new_thread(|| {
        for wait in 0..5 * REST {
            let mut spin = Spin::on_trial(NS);
            assert!(spin.turn(), "wait {wait} has a budget");
            spin.learn(wait % 3 == 0);
        }
    });
}

#[test]
fn one_that_was_not_told_in_time_gives_way_and_learns_of_both() {
    in_a_new_thread(|| {
        for trial in 0..TRIALS {
            let mut spin = Spin::to_be_told(SPIN_NS);
            let mut pauses = Spin::closely(SPIN_NS);
            let mut turns = 0_u32;
            while spin.turn() {
                turns += 1;
            }
            while spin::cpus() > 1 && pauses.turn() {
                turns -= 1;
            }
            assert!(turns > 0, "trial {trial} has offers after its pauses");
            spin.learn(false);
        }
        assert!(!Spin::giving_way().turn(), "no luck with offers");
        assert!(!Spin::on_trial(NS).turn(), "no luck with pauses");
        assert!(!Spin::to_be_told(NS).turn(), "nor with both");
    });
}

#[test]
fn pauses_in_vain_say_nothing_of_offers() {
    in_a_new_thread(|| {
        use_up_the_luck(|| Spin::on_trial(NS));
        assert_eq!(Spin::giving_way().turn(), spin::cpus() > 1);
        let mut spin = Spin::to_be_told(NS);
        let turns = core::iter::from_fn(|| spin.turn().then_some(())).count();
        assert!(turns <= 16, "{turns} turns: it gives way at once");
    });
}

fn nap(length: Duration) {
    let nap = Nap::begin();
    let since = Moment::now();
    while since.elapsed() < length {}
    nap.end();
}

#[test]
fn who_sleeps_long_does_not_look_until_it_slept_briefly() {
    in_a_new_thread(|| {
        let looks = || Spin::closely(NS).turn();
        (0..2).for_each(|_| nap(Duration::from_micros(101)));
        assert!(looks(), "two long sleeps are chance");
        nap(Duration::from_micros(101));
        assert!(!looks() && !Spin::on_trial(NS).turn() && !Spin::giving_way().turn());
        // One in eight is measured, and a short one may be long on a machine that is busy.
        let mut naps = (0..1_000).map(|_| nap(Duration::ZERO));
        assert!(naps.any(|()| looks()), "a short sleep ends it");
    });
}

#[test]
fn giving_way_ends_after_sixteen_offers() {
    in_a_new_thread(|| {
        // Where others run it may end before, so the longest of many counts.
        for _ in 0..200 {
            let mut spin = Spin::giving_way();
            let mut offers = 0;
            while spin.turn() {
                offers += 1;
            }
            assert!((1..=16).contains(&offers), "{offers} offers");
            assert!(!spin.turn(), "a budget that is used up stays so");
        }
    });
}

#[test]
fn giving_way_for_too_long_has_failed_however_it_ended() {
    in_a_new_thread(|| {
        for _ in 0..TRIALS {
            let mut spin = Spin::giving_way();
            let since = Moment::now();
            while since.elapsed() <= Duration::from_micros(100) {}
            assert!(spin.turn(), "the first offer is made");
            assert!(!spin.turn(), "the second is not");
            spin.learn(true);
        }
        assert!(!Spin::giving_way().turn(), "the luck is over");
    });
}

#[test]
fn a_spin_without_a_budget_teaches_nothing() {
    in_a_new_thread(|| {
        for _ in 0..REST {
            Spin::NONE.learn(false);
            // On one CPU it gives way instead, and learns.
            if spin::cpus() > 1 {
                Spin::on_trial(0).learn(false);
            }
        }
        use_up_the_luck(|| Spin::on_trial(NS));
        for _ in 1..REST {
            let mut spin = Spin::on_trial(NS);
            assert!(!spin.turn(), "the luck is over");
            spin.learn(true);
        }
    });
}

#[test]
fn a_spin_that_is_not_on_trial_teaches_nothing() {
    in_a_new_thread(|| {
        (0..REST).for_each(|_| Spin::for_ns(NS).learn(false));
        use_up_the_luck(|| Spin::on_trial(NS));
        (0..REST).for_each(|_| Spin::for_ns(NS).learn(true));
        assert!(!Spin::on_trial(NS).turn(), "the luck is over");
    });
}

#[test]
fn no_more_are_woken_abreast_than_there_are_cpus() {
    assert_eq!(spin::abreast(), if spin::cpus() > 1 { 2 } else { 1 });
}
