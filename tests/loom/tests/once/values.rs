//! `OnceLock` and `Lazy`: the value is there whole, once, for everybody.

use threadbare_loom::Data;
use threadbare_sync::{Lazy, OnceLock};
use threadbare_sys::model::check;
use threadbare_sys::sync::Arc;
use threadbare_sys::thread;

/// Of two values one is put there, and whoever finds it sees it whole.
#[test]
fn of_two_values_one_is_put_there() {
    check(|| {
        let cell = Arc::new(OnceLock::new());
        let other = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || cell.set(Box::new(1)).is_ok())
        };
        let seen = cell.get().map(|value| **value);
        assert!(seen.is_none_or(|value| value == 1));
        let ours = cell.set(Box::new(2)).is_ok();
        let theirs = other.join().expect("a set does not panic");
        assert!(ours != theirs, "one of two finds it empty");
        assert_eq!(cell.get().map(|value| **value), Some(if ours { 2 } else { 1 }));
    });
}

/// An error leaves the cell empty, and wakes one that fills it.
#[test]
fn an_error_lets_the_next_one_in() {
    check(|| {
        let cell = Arc::new(OnceLock::new());
        let other = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || **cell.get_or_init(|| Box::new(1)))
        };
        let failed = cell.get_or_try_init(|| Err("on purpose"));
        assert!(failed.is_err() || failed.is_ok_and(|value| **value == 1));
        assert_eq!(other.join().expect("an initialiser does not panic"), 1);
    });
}

/// One that waits for a value sees it whole.
#[test]
fn a_value_that_was_waited_for_is_whole() {
    check(|| {
        let cell = Arc::new(OnceLock::<Data>::new());
        let waiter = {
            let cell = Arc::clone(&cell);
            thread::spawn(move || cell.wait().get())
        };
        let data = Data::new();
        data.bump();
        assert!(cell.set(data).is_ok());
        assert_eq!(waiter.join().expect("a waiter does not panic"), 1);
    });
}

/// Of two who use a lazy value first, one makes it, and the initialiser is dropped once.
#[test]
fn of_two_first_users_one_makes_it() {
    check(|| {
        let token = Arc::new(Data::new());
        let lazy = {
            let token = Arc::clone(&token);
            Arc::new(Lazy::new(move || {
                token.bump();
                Arc::clone(&token)
            }))
        };
        let other = {
            let lazy = Arc::clone(&lazy);
            thread::spawn(move || lazy.get())
        };
        assert_eq!(lazy.get(), 1);
        assert_eq!(other.join().expect("a look does not panic"), 1);
        assert_eq!(Arc::strong_count(&token), 2, "the value's and ours: the initialiser is gone");
    });
}
