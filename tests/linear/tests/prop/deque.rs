//! The specification of a deque.

use threadbare_linear::axioms::QueueOperation;
use threadbare_linear::history::Operation;
use threadbare_linear::search::linearizable;
use threadbare_linear::spec::deque::Deque;
use threadbare_linear::spec::queue::Answer::{Done, Empty, Got, Retry};
use threadbare_linear::spec::queue::Call::{Steal, TryGet, TryPut};
use threadbare_linear::spec::queue::{Answer, Call, Item};

const A: Item = Item { rank: 0, id: 1 };
const B: Item = Item { rank: 0, id: 2 };

/// Two pushes, then these.
fn is_right(deque: Deque, calls: &[(Call, Answer)]) -> bool {
    let pushes = [(TryPut(A), Done), (TryPut(B), Done)];
    let history: Vec<QueueOperation> = pushes
        .iter()
        .chain(calls)
        .zip((0..).step_by(2))
        .map(|((call, answer), begin)| Operation {
            thread: usize::from(*call == Steal),
            call: *call,
            answer: answer.clone(),
            begin,
            end: begin + 1,
        })
        .collect();
    linearizable(&deque, &history).is_ok()
}

#[test]
fn the_owner_and_the_thieves_have_their_ends() {
    for (deque, first) in [(Deque::Lifo, B), (Deque::Fifo, A)] {
        let second = if first == A { B } else { A };
        assert!(is_right(deque, &[(TryGet, Got(first)), (TryGet, Got(second)), (TryGet, Empty)]));
        assert!(!is_right(deque, &[(TryGet, Got(second))]));
        assert!(is_right(deque, &[(Steal, Got(A)), (TryGet, Got(B)), (Steal, Empty)]));
        assert!(!is_right(deque, &[(Steal, Got(B))]));
    }
}

#[test]
fn nothing_is_got_twice_or_denied() {
    for deque in [Deque::Lifo, Deque::Fifo] {
        assert!(!is_right(deque, &[(Steal, Got(A)), (Steal, Got(A))]));
        assert!(!is_right(deque, &[(Steal, Got(A)), (TryGet, Got(A))]));
        assert!(!is_right(deque, &[(Steal, Empty)]) && !is_right(deque, &[(TryGet, Empty)]));
        assert!(is_right(deque, &[(Steal, Retry), (Steal, Got(A))]));
        assert!(!is_right(deque, &[(TryGet, Retry)]), "the owner is not in anybody's way");
    }
}
