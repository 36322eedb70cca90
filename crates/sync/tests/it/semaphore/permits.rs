//! Permits: what they give, when they come back, what they are.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use threadbare_sync::{BoundedSemaphore, Semaphore, TryAcquireError};

#[test]
fn a_semaphore_is_eight_bytes_and_lives_in_a_static() {
    static SEATS: Semaphore = Semaphore::new(2);
    static BOUNDED: BoundedSemaphore = BoundedSemaphore::new(2);
    assert_eq!((size_of::<Semaphore>(), size_of::<BoundedSemaphore>()), (8, 12));
    assert_eq!((SEATS.available(), BOUNDED.available(), BOUNDED.bound()), (2, 2, 2));
}

#[test]
fn a_permit_comes_back_when_it_is_dropped_by_a_panic_as_well() {
    let seats = Semaphore::new(2);
    let outcome = catch_unwind(|| {
        let _permit = seats.acquire();
        panic!("on purpose");
    });
    assert!(outcome.is_err());
    assert_eq!(seats.available(), 2);
}

#[test]
fn a_permit_may_be_dropped_by_another_thread() {
    let seats = Semaphore::new(1);
    let permit = seats.acquire();
    thread::scope(|scope| {
        scope.spawn(move || drop(permit));
    });
    assert_eq!(seats.available(), 1);
}

#[test]
fn permits_split_and_merge_and_none_is_lost_or_made() {
    let seats = Semaphore::new(5);
    let mut all = seats.acquire_many(5).expect("it is open");
    assert!(all.split(6).is_none());
    assert_eq!(all.count(), 5, "a split that fails takes nothing");
    let two = all.split(2).expect("there are five");
    let none = two.count() - 2;
    assert_eq!((all.count(), two.count(), none), (3, 2, 0));
    drop(two);
    assert_eq!(seats.available(), 2);
    let mut more = seats.try_acquire().expect("there are two");
    more.merge(all);
    assert_eq!((more.count(), seats.available()), (4, 1));
    let rest = more.split(4).expect("all of them");
    assert_eq!((more.count(), format!("{rest:?}").as_str()), (0, "SemaphorePermit { count: 4 }"));
    drop(more);
    assert_eq!(seats.available(), 1);
    rest.forget();
    assert_eq!(seats.available(), 1, "forgotten permits do not come back");
}

#[test]
fn permits_of_two_semaphores_do_not_merge() {
    let (ours, theirs) = (Semaphore::new(1), Semaphore::new(1));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut permit = ours.acquire().expect("it is open");
        permit.merge(theirs.acquire().expect("it is open"));
    }));
    assert!(outcome.is_err());
    assert_eq!((ours.available(), theirs.available()), (1, 1), "both come back all the same");
}

#[test]
fn an_owned_permit_keeps_its_semaphore_alive() {
    let seats = Arc::new(Semaphore::new(4));
    let weak = Arc::downgrade(&seats);
    let mut permit = Semaphore::acquire_arc(&seats, 3).expect("it is open");
    assert_eq!(Semaphore::try_acquire_arc(&seats, 2).err(), Some(TryAcquireError::NoPermits));
    drop(seats);
    let two = permit.split(2).expect("there are three");
    assert!(permit.split(2).is_none());
    permit.merge(two);
    assert_eq!((permit.count(), permit.semaphore().available()), (3, 1));
    let one = permit.split(1).expect("there are three");
    one.forget();
    assert_eq!(format!("{permit:?}"), "ArcSemaphorePermit { count: 2 }");
    drop(permit);
    assert!(weak.upgrade().is_none(), "nothing else keeps it");
}

#[test]
fn owned_permits_of_two_semaphores_do_not_merge() {
    let (ours, theirs) = (Arc::new(Semaphore::new(1)), Arc::new(Semaphore::new(1)));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut permit = Semaphore::acquire_arc(&ours, 1).expect("it is open");
        permit.merge(Semaphore::acquire_arc(&theirs, 1).expect("it is open"));
    }));
    assert!(outcome.is_err());
    assert_eq!((ours.available(), theirs.available()), (1, 1), "both come back all the same");
}

#[test]
fn debug_shows_the_state_and_never_blocks() {
    let seats = BoundedSemaphore::new(3);
    let permit = seats.acquire();
    assert_eq!(
        format!("{seats:?}"),
        "Semaphore { available: 2, most: 3, starving: false, closed: false, \
         turnstile: RawFairLock { locked: false, queued: false } }"
    );
    drop(permit);
    seats.close();
    assert!(format!("{seats:?}").contains("available: 3, most: 3") && seats.is_closed());
}

#[test]
fn what_python_s_semaphores_do() {
    let plain = Semaphore::new(1);
    assert!(plain.acquire_raw(1).is_ok());
    assert!(plain.try_acquire_raw(1).is_err(), "acquire(blocking=False)");
    assert!(plain.release(3).is_ok(), "release(n=3), by whom it may concern");
    assert_eq!(plain.available(), 3);
    let bounded = BoundedSemaphore::new(1);
    let error = bounded.release(1).expect_err("ValueError: Semaphore released too many times");
    assert_eq!(error.count(), 1);
    assert_eq!(
        error.to_string(),
        "the semaphore cannot have 1 more: release what was acquired, and once"
    );
    assert_eq!(bounded.available(), 1, "a failed release changes nothing");
    let nobody = BoundedSemaphore::new(0);
    assert!(nobody.release(1).is_err());
}
