//! Where the slot of a thread is: chunks that grow by the factor four, never move, and are made
//! when a thread needs them.

/// Chunks for 2^29 threads.
pub(super) const CHUNKS: usize = 14;

/// The slots of the first chunk, and of all smaller chunks together, are four powers of two.
const SHIFT: u32 = 2;

/// The chunk of a thread's slot, and its place in there.
#[inline]
pub(super) const fn place(index: u32) -> (usize, usize) {
    let position = index as usize + (1 << SHIFT);
    let chunk = (position.ilog2() - SHIFT) / 2;
    (chunk as usize, position - first(chunk as usize))
}

/// How many slots a chunk has: 12, 48, 192, ...
pub(super) const fn len(chunk: usize) -> usize {
    3 * first(chunk)
}

/// The thread whose slot is at this place.
pub(super) const fn index(chunk: usize, offset: usize) -> usize {
    first(chunk) + offset - (1 << SHIFT)
}

/// The position of a chunk's first slot.
const fn first(chunk: usize) -> usize {
    1 << (SHIFT as usize + 2 * chunk)
}

#[cfg(test)]
mod tests {
    use super::{CHUNKS, index, len, place};

    #[test]
    fn every_thread_has_a_place_of_its_own_inside_a_chunk() {
        let mut expected = (0, 0);
        for thread in 0..100_000_u32 {
            let (chunk, offset) = place(thread);
            assert_eq!((chunk, offset), expected, "{thread}");
            assert_eq!(index(chunk, offset), thread as usize);
            expected = if offset + 1 == len(chunk) { (chunk + 1, 0) } else { (chunk, offset + 1) };
        }
    }

    #[test]
    fn the_last_thread_has_a_place() {
        let (chunk, offset) = place((1 << 29) - 1);
        assert!(chunk < CHUNKS && offset < len(chunk));
    }
}
