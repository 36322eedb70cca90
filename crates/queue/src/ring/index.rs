//! The index words: what stands in them, and how they move. Pure functions, tested over all
//! positions of small rings.
//!
//! | bits | meaning |
//! |---|---|
//! | 0 | `ASLEEP`: somebody sleeps who waits for this index to move |
//! | 1 | `CLOSED`: in the tail, shut down; in the head, whoever shuts it down takes all |
//! | 2 | `FORCED`: in the head, a forced put has yet to move the tail (`force.rs`) |
//! | 3.. | the position: the number of the lap, and the number of the slot in its lowest bits |

/// Somebody sleeps until this index moves: getters in the tail, putters in the head.
pub(super) const ASLEEP: u64 = 1;
/// In the tail: nothing is put any more. In the head: nothing is got any more, but all at once.
pub(super) const CLOSED: u64 = 2;

/// In the head: a forced put has moved it, and has yet to move the tail.
pub(super) const FORCED: u64 = 4;

const FLAGS: u64 = ASLEEP | CLOSED | FORCED;
const SHIFT: u32 = 3;

/// The position in a word.
pub(super) const fn position(word: u64) -> u64 {
    word >> SHIFT
}

/// How many slots there are, and how positions number them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    capacity: u64,
    /// A power of two above the capacity: from a position to the same slot in the next lap. Above,
    /// because the stamp of a filled slot is one more than its position, and must not be that of
    /// the free slot a lap later.
    lap: u64,
}

impl Shape {
    /// More than a machine can hold, and few enough that no position ever wraps.
    pub(super) const CAPACITY_MAX: usize = 1 << 40;

    pub(super) const fn new(capacity: usize) -> Self {
        let capacity = capacity as u64;
        Self { capacity, lap: (capacity + 1).next_power_of_two() }
    }

    pub(super) const fn capacity(self) -> u64 {
        self.capacity
    }

    /// True when there are so many slots that both sides can work far from each other. With 32 of
    /// them neither a slip nor a fetch ahead paid, with 64 both did (2026-11-21).
    pub(super) const fn is_long(self) -> bool {
        self.capacity >= 64
    }

    /// How many items the other side is let get ahead in a stream, and the nanoseconds between two
    /// looks at it: so few that it does not come to the end of the ring meanwhile.
    pub(super) const fn slip(self) -> Option<(u64, u32)> {
        match self.capacity {
            _ if !self.is_long() => None,
            capacity @ ..256 => Some((capacity / 4, 96)),
            _ => Some((64, 192)),
        }
    }

    /// The number of the slot.
    pub(super) const fn slot(self, position: u64) -> u64 {
        position & (self.lap - 1)
    }

    /// The first position of the lap after this one.
    const fn next_lap(self, position: u64) -> u64 {
        (position & !(self.lap - 1)) + self.lap
    }

    /// The position after this one.
    pub(super) const fn after(self, position: u64) -> u64 {
        if self.slot(position) + 1 < self.capacity { position + 1 } else { self.next_lap(position) }
    }

    /// The position `n` after this one, without a step for each. At most once round.
    pub(super) const fn nth_after(self, position: u64, n: u64) -> u64 {
        let left = self.capacity - self.slot(position);
        if n < left { position + n } else { self.next_lap(position) + (n - left) }
    }

    /// The `n` positions from this one on, as two runs of successive numbers, each with its length:
    /// to the end of the ring, and from its beginning. Once round, if there are fewer slots.
    pub(super) fn runs(self, position: u64, n: u64) -> [(u64, u64); 2] {
        let n = n.min(self.capacity);
        let to_end = n.min(self.capacity - self.slot(position));
        [(position, to_end), (self.next_lap(position), n - to_end)]
    }

    /// The word of the next position, with the flags of this word.
    pub(super) const fn moved(self, word: u64) -> u64 {
        self.after(position(word)) << SHIFT | word & FLAGS
    }

    /// The word at another position, with the flags of this word.
    pub(super) const fn moved_to(position: u64, word: u64) -> u64 {
        position << SHIFT | word & FLAGS
    }

    /// What to add to a word at one position, to have it at another, further one.
    pub(super) const fn step(from: u64, to: u64) -> u64 {
        (to - from) << SHIFT
    }

    /// The position of the same slot a lap later.
    pub(super) const fn a_lap_after(self, position: u64) -> u64 {
        position + self.lap
    }

    /// True when the ring is full with these ends.
    pub(super) const fn is_full(self, head: u64, tail: u64) -> bool {
        self.a_lap_after(position(head)) == position(tail)
    }

    /// True when the ring is empty with these ends: with `FORCED`, an item is as good as in.
    pub(super) const fn is_empty(head: u64, tail: u64) -> bool {
        position(head) == position(tail) && head & FORCED == 0
    }

    /// How many items are between two ends that were seen at one moment.
    pub(super) const fn len(self, head: u64, tail: u64) -> u64 {
        let (head, tail) = (position(head), position(tail));
        let (first, last) = (self.slot(head), self.slot(tail));
        if head == tail {
            0
        } else if first < last {
            last - first
        } else {
            self.capacity - first + last
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ASLEEP, CLOSED, FLAGS, FORCED, SHIFT, Shape, position};

    #[test]
    fn positions_number_the_slots_in_turn_lap_after_lap() {
        for capacity in 1..20_usize {
            let shape = Shape::new(capacity);
            let mut at = 0;
            for step in 0..3 * capacity as u64 {
                assert_eq!(shape.slot(at), step % capacity as u64);
                assert!(shape.after(at) > at);
                at = shape.after(at);
            }
            assert_eq!(shape.slot(at), 0);
        }
    }

    #[test]
    fn a_row_of_steps_is_one_by_number() {
        for capacity in 1..20_usize {
            let shape = Shape::new(capacity);
            let mut first = 0;
            for _ in 0..2 * capacity {
                let mut at = first;
                for n in 0..=capacity as u64 {
                    assert_eq!(shape.nth_after(first, n), at);
                    let runs = shape.runs(first, n).map(|(start, n)| start..start + n);
                    assert_eq!(
                        runs.into_iter().flatten().last().map(|at| shape.after(at)),
                        (n > 0).then_some(at)
                    );
                    at = shape.after(at);
                }
                first = shape.after(first);
            }
        }
    }

    /// A slice of slots is made of each run, before anybody looks at a slot.
    #[test]
    fn no_run_goes_beyond_the_slots_however_many_are_asked_for() {
        for capacity in 1..20_u64 {
            let shape = Shape::new(usize::try_from(capacity).expect("it is small"));
            let mut first = 0;
            for _ in 0..2 * capacity {
                for n in 0..70 {
                    let runs = shape.runs(first, n);
                    assert!(runs.iter().all(|(start, n)| shape.slot(*start) + n <= capacity));
                    assert_eq!(runs.iter().map(|(_, n)| n).sum::<u64>(), n.min(capacity));
                }
                first = shape.after(first);
            }
        }
    }

    #[test]
    fn the_length_is_the_number_of_steps_between_the_ends() {
        for capacity in 1..10_usize {
            let shape = Shape::new(capacity);
            let mut head = 0;
            for _ in 0..2 * capacity {
                let mut tail = head;
                for len in 0..=capacity as u64 {
                    assert_eq!(shape.len(head << SHIFT, tail << SHIFT), len);
                    assert_eq!(shape.is_full(head << SHIFT, tail << SHIFT), len == capacity as u64);
                    assert_eq!(Shape::is_empty(head << SHIFT, tail << SHIFT), len == 0);
                    tail = shape.after(tail);
                }
                head = shape.after(head);
            }
        }
    }

    #[test]
    fn the_stamp_of_a_filled_slot_is_never_that_of_a_free_one() {
        for capacity in 1..20_usize {
            let shape = Shape::new(capacity);
            let mut at = 0;
            for _ in 0..capacity {
                // Free at `at`, filled at `at + 1`, and free again a lap later.
                assert!(at + 1 < shape.a_lap_after(at));
                at = shape.after(at);
            }
        }
    }

    #[test]
    fn who_follows_at_a_distance_leaves_the_other_side_room() {
        for capacity in 1..2_000 {
            let Some((distance, step_ns)) = Shape::new(capacity).slip() else {
                assert!(capacity < 64);
                continue;
            };
            assert!((16..=64).contains(&distance), "some lines, and soon reached");
            // At 4 ns an item, faster than any two threads were seen to be.
            let items = u64::from(step_ns) / 4;
            assert!(distance + items <= capacity as u64, "{capacity}");
        }
    }

    #[test]
    fn flags_stay_when_an_index_moves() {
        let shape = Shape::new(3);
        for flags in [0, ASLEEP, CLOSED, FORCED, ASLEEP | CLOSED, FLAGS] {
            let word = 2 << SHIFT | flags;
            assert_eq!(shape.moved(word), 4 << SHIFT | flags);
            assert_eq!(position(Shape::moved_to(9, word)), 9);
            assert_eq!(Shape::moved_to(9, word) & FLAGS, flags);
            assert_eq!(word + Shape::step(2, 4), shape.moved(word));
        }
    }
}
