//! `Lazy`: made by the first user, again after a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use threadbare_sync::Lazy;

#[test]
fn the_first_use_makes_it() {
    static MADE: AtomicU32 = AtomicU32::new(0);
    static LAZY: Lazy<u32> = Lazy::new(|| MADE.fetch_add(1, Ordering::Relaxed) + 40);
    assert_eq!((Lazy::get(&LAZY), format!("{LAZY:?}")), (None, "Lazy(<not made>)".into()));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(*LAZY, 40));
        }
    });
    assert_eq!((MADE.load(Ordering::Relaxed), format!("{LAZY:?}")), (1, "Lazy(40)".into()));
}

/// The room is that of the larger of both.
#[test]
fn sizes_are_those_that_the_page_promises() {
    assert_eq!((size_of::<Lazy<u64>>(), size_of::<Lazy<u32, fn() -> u32>>()), (16, 16));
    assert_eq!(size_of::<Lazy<[u64; 4]>>(), 40);
}

/// std's is poisoned here, and panics for ever.
#[test]
fn a_panic_leaves_it_to_be_made_by_the_next() {
    let tries = AtomicU32::new(0);
    let lazy = Lazy::new(|| match tries.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => panic!("on purpose"),
        tries => tries,
    });
    for _ in 0..2 {
        assert!(catch_unwind(AssertUnwindSafe(|| *lazy)).is_err());
        assert_eq!(Lazy::get(&lazy), None);
    }
    assert_eq!(*lazy, 2);
}

#[test]
fn an_initialiser_that_asks_for_its_own_value_is_told() {
    static LAZY: Lazy<u32> = Lazy::new(|| *LAZY + 1);
    for _ in 0..2 {
        let panic = catch_unwind(|| *LAZY).expect_err("it would wait for itself");
        let message: &str = panic.downcast_ref::<&str>().expect("it says why");
        assert!(message.contains("inside this very initialiser"), "{message}");
    }
}

#[test]
fn what_makes_it_is_dropped_when_it_is_made() {
    let token = Arc::new(5);
    let make = |token: &Arc<i32>| {
        let token = Arc::clone(token);
        Lazy::new(move || Box::new(*token))
    };
    let mut lazy = make(&token);
    assert_eq!(Arc::strong_count(&token), 2);
    assert_eq!(**lazy, 5);
    assert_eq!(Arc::strong_count(&token), 1);
    **lazy += 1;
    assert_eq!(Lazy::get_mut(&mut lazy), Some(&mut Box::new(6)));
    assert_eq!(Lazy::into_value(lazy).ok(), Some(Box::new(6)));

    drop(make(&token));
    let Err(maker) = Lazy::into_value(make(&token)) else { panic!("nobody has asked for it") };
    assert_eq!(*maker(), 5);
    drop(maker);
    assert_eq!(Arc::strong_count(&token), 1);
}

/// The initialiser's destructor is user code as well: whatever it does, the value is there.
#[test]
fn an_initialiser_that_panics_when_it_goes_leaves_the_value() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("on purpose");
        }
    }
    let bomb = Bomb;
    let lazy = Lazy::new(move || {
        let _here = &bomb;
        9
    });
    assert!(catch_unwind(AssertUnwindSafe(|| *lazy)).is_err());
    assert_eq!(*lazy, 9);
    assert_eq!(*Lazy::<u8>::default(), 0);
}
