//! The word `top`: an index, and the class of the buffer that the item is in.

/// A class is the logarithm of a length: there are at most so many.
pub(super) const CLASSES: usize = 64;

const CLASS_SHIFT: u32 = 58;
const INDEX_MASK: u64 = (1 << CLASS_SHIFT) - 1;

/// The word for this class and index. Claiming n items adds n.
pub(super) const fn word(class: u32, index: u64) -> u64 {
    (class as u64) << CLASS_SHIFT | index
}

/// The oldest item that nobody has claimed.
pub(super) const fn index(word: u64) -> u64 {
    word & INDEX_MASK
}

/// The buffer that it is in; less than [`CLASSES`].
pub(super) const fn class(word: u64) -> u32 {
    (word >> CLASS_SHIFT) as u32
}

/// How many items lie between; none if the bottom that was seen is older than the top.
pub(super) const fn len(word: u64, bottom: u64) -> u64 {
    bottom.saturating_sub(index(word))
}

/// The smallest class with room for `len`.
pub(super) const fn class_for(len: u64) -> u32 {
    len.next_power_of_two().trailing_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_two_parts_apart() {
        for its_class in 0..64 {
            for its_index in [0, 1, 63, 1 << 40, INDEX_MASK - 1] {
                let whole = word(its_class, its_index);
                assert_eq!((class(whole), index(whole)), (its_class, its_index));
                assert_eq!(whole + 1, word(its_class, its_index + 1), "a claim adds one");
            }
        }
    }

    #[test]
    fn a_bottom_below_the_top_means_nothing_is_there() {
        assert_eq!(len(word(6, 5), 7), 2);
        assert_eq!(len(word(6, 5), 5), 0);
        assert_eq!(len(word(6, 5), 4), 0);
    }

    #[test]
    fn a_class_has_room_for_what_it_is_asked() {
        let expected = [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (64, 6), (65, 7)];
        for (wanted, its_class) in expected {
            assert_eq!(class_for(wanted), its_class, "for {wanted}");
        }
    }
}
