//! Who sees which value.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use threadbare_sync::ThreadLocal;

#[test]
fn each_thread_sees_its_own_and_each_object_has_its_own() {
    let (one, other) = (ThreadLocal::new(), ThreadLocal::new());
    let everybody = Barrier::new(8);
    thread::scope(|scope| {
        for number in 0..8 {
            let (one, other, everybody) = (&one, &other, &everybody);
            scope.spawn(move || {
                assert!(one.get().is_none() && other.get().is_none());
                assert_eq!(*one.get_or(|| number), number);
                assert_eq!(*other.get_or(|| number + 100), number + 100);
                everybody.wait();
                assert_eq!(one.get().as_deref(), Some(&number));
                assert_eq!(*other.get_or(|| 0), number + 100);
            });
        }
    });
}

#[test]
fn a_value_stays_where_it_is_while_other_threads_come() {
    let local = ThreadLocal::new();
    let own = local.get_or(|| Cell::new(1));
    let everybody = Barrier::new(70);
    thread::scope(|scope| {
        // More than the first chunks hold.
        for _ in 0..70 {
            scope.spawn(|| {
                local.get_or(|| Cell::new(0)).set(9);
                everybody.wait();
            });
        }
    });
    own.set(own.get() + 1);
    assert_eq!(local.get().map(|own| own.get()), Some(2));
}

#[test]
fn an_error_or_a_panic_leaves_no_value() {
    let local = ThreadLocal::new();
    assert_eq!(local.get_or_try(|| Err("on purpose")).err(), Some("on purpose"));
    assert!(
        catch_unwind(AssertUnwindSafe(|| drop(local.get_or(|| panic!("on purpose"))))).is_err()
    );
    assert!(local.get().is_none());
    assert_eq!(*local.get_or(|| 1), 1);
    assert_eq!(local.get_or_try(|| Err("too late")).as_deref(), Ok(&1));
}

#[test]
fn an_initialiser_that_makes_the_value_itself_wins() {
    let local = ThreadLocal::new();
    let outer = local.get_or(|| {
        assert_eq!(*local.get_or(|| 1), 1);
        2
    });
    assert_eq!(*outer, 1);
}

#[test]
fn all_shows_what_every_living_thread_has() {
    let local = ThreadLocal::new();
    assert!(local.all().is_empty());
    let everybody = Barrier::new(5);
    thread::scope(|scope| {
        for number in 1..=4 {
            let (local, everybody) = (&local, &everybody);
            scope.spawn(move || {
                local.get_or(AtomicU32::default).store(number, Ordering::Relaxed);
                everybody.wait();
                everybody.wait();
            });
        }
        everybody.wait();
        let all = local.all();
        assert_eq!((all.len(), all.iter().len(), all.is_empty()), (4, 4, false));
        assert_eq!(all.iter().map(|value| value.load(Ordering::Relaxed)).sum::<u32>(), 10);
        everybody.wait();
    });
}

#[test]
fn the_only_reference_may_change_take_and_clear() {
    let mut local = ThreadLocal::keeping();
    thread::scope(|scope| {
        for number in 0..4 {
            let local = &local;
            scope.spawn(move || *local.get_or(|| number));
        }
    });
    assert_eq!(local.all_mut().len(), 4);
    local.all_mut().iter_mut().for_each(|value| *value *= 10);
    local.get_or(|| 7);
    let mut seen: Vec<i32> = local.into_iter().collect();
    seen.sort_unstable();
    assert_eq!(seen, [0, 7, 10, 20, 30]);

    let mut local = ThreadLocal::new();
    for round in 0..100 {
        assert_eq!(*local.get_or(|| round), round);
        local.clear();
        assert!(local.get().is_none() && local.all().is_empty() && local.all_mut().is_empty());
    }
}

#[test]
fn debug_shows_the_thread_s_own() {
    let local = ThreadLocal::new();
    assert_eq!(format!("{local:?}"), "ThreadLocal { own: None, .. }");
    let own = local.get_or(|| 3);
    assert_eq!(format!("{local:?} {own:?} {own}"), "ThreadLocal { own: Some(3), .. } 3 3");
    assert_eq!(format!("{:?}", local.all()), "[3]");
    assert_eq!(
        format!("{:?}", ThreadLocal::<RefCell<u8>>::default()),
        "ThreadLocal { own: None, .. }"
    );
}
