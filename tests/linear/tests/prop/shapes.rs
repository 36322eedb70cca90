//! What the judges print.

use threadbare_linear::axioms::{Kind, judge};
use threadbare_linear::history::Operation;
use threadbare_linear::spec::queue::{Answer, Call, Item};

#[test]
fn a_violation_shows_the_calls_that_matter_and_no_others() {
    let (one, two, three) = (Item::new(1), Item::new(2), Item::new(3));
    let at = |thread, call, answer, begin, end| Operation { thread, call, answer, begin, end };
    let history = [
        at(0, Call::Put(one), Answer::Done, 0, 1),
        at(0, Call::Put(two), Answer::Done, 2, 3),
        at(2, Call::Put(three), Answer::Done, 4, 5),
        at(1, Call::TryGet, Answer::Got(two), 6, 7),
        at(1, Call::TryGet, Answer::Got(one), 8, 9),
        at(1, Call::TryGet, Answer::Got(three), 10, 11),
    ];
    let violation = judge(Kind::Fifo, None, &history).expect_err("2 overtook 1");
    let lines = [
        "fifo: 1 was put before 2, and got after it",
        "",
        "thread 0           thread 1",
        "Put(1) -> Done",
        "Put(2) -> Done",
        "                   TryGet -> Got(2)",
        "                   TryGet -> Got(1)",
    ];
    assert_eq!(violation.to_string().lines().collect::<Vec<_>>(), lines);
    assert_eq!(judge(Kind::Lifo, None, &history).expect_err("3 lay upon 2").rule, "lifo");
}
