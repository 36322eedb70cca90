//! The word's functions over every value, and the table at the head of `mod.rs` against them.

use super::{FREE, LOCKED, QUEUED, is_locked, is_queued, released};

#[test]
fn a_queued_word_is_locked_in_every_row_of_the_table() {
    for word in [FREE, LOCKED, LOCKED | QUEUED] {
        assert!(is_locked(word) || !is_queued(word), "{word}");
        assert!(is_queued(word | QUEUED) && is_locked(word | LOCKED), "{word}");
    }
}

#[test]
fn a_release_frees_the_lock_when_nobody_waits_and_else_leaves_it_to_the_first() {
    for waiting in 0..9 {
        let word = released(waiting);
        assert_eq!(is_locked(word), waiting > 0, "{waiting}");
        // The chosen one leaves the queue.
        assert_eq!(is_queued(word), waiting > 1, "{waiting}");
    }
}
