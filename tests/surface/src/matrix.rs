//! One row: what the compiler says of a type.

use core::fmt;
use core::marker::PhantomData;
use core::panic::{RefUnwindSafe, UnwindSafe};

/// What is said of one type.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    pub(crate) align: usize,
    /// Send, Sync, Unpin, UnwindSafe, RefUnwindSafe.
    pub(crate) traits: [bool; 5],
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} | {} | {}", self.name, self.size, self.align)?;
        self.traits.iter().try_for_each(|held| {
            let word = if *held { "yes" } else { "no" };
            write!(out, " | {word}")
        })
    }
}

/// Asks the compiler about a type: an inherent constant, which exists only under its bound, hides
/// the constant of the same name in [`Otherwise`], which every probe has.
pub(crate) struct Probe<T: ?Sized>(PhantomData<T>);

/// What holds where the bounds do not.
pub(crate) trait Otherwise {
    const SEND: bool = false;
    const SYNC: bool = false;
    const UNPIN: bool = false;
    const UNWIND_SAFE: bool = false;
    const REF_UNWIND_SAFE: bool = false;
}

impl<T: ?Sized> Otherwise for Probe<T> {}

impl<T: ?Sized + Send> Probe<T> {
    pub(crate) const SEND: bool = true;
}

impl<T: ?Sized + Sync> Probe<T> {
    pub(crate) const SYNC: bool = true;
}

impl<T: ?Sized + Unpin> Probe<T> {
    pub(crate) const UNPIN: bool = true;
}

impl<T: ?Sized + UnwindSafe> Probe<T> {
    pub(crate) const UNWIND_SAFE: bool = true;
}

impl<T: ?Sized + RefUnwindSafe> Probe<T> {
    pub(crate) const REF_UNWIND_SAFE: bool = true;
}

/// The row of a type under a name.
macro_rules! row {
    ($name:literal, $type:ty) => {
        $crate::matrix::Row {
            name: $name,
            size: size_of::<$type>(),
            align: align_of::<$type>(),
            traits: [
                $crate::matrix::Probe::<$type>::SEND,
                $crate::matrix::Probe::<$type>::SYNC,
                $crate::matrix::Probe::<$type>::UNPIN,
                $crate::matrix::Probe::<$type>::UNWIND_SAFE,
                $crate::matrix::Probe::<$type>::REF_UNWIND_SAFE,
            ],
        }
    };
}
pub(crate) use row;

#[cfg(test)]
mod tests {
    use super::{Otherwise as _, Row};
    use std::rc::Rc;

    fn traits(row: Row) -> [bool; 5] {
        row.traits
    }

    #[test]
    fn the_compiler_is_asked_for_each_trait() {
        use std::{cell::Cell, marker::PhantomPinned};

        assert_eq!(traits(row!("u8", u8)), [true; 5]);
        assert_eq!(traits(row!("Rc", Rc<u8>)), [false, false, true, true, true]);
        assert_eq!(traits(row!("Cell", Cell<u8>)), [true, false, true, true, false]);
        assert_eq!(traits(row!("pinned", PhantomPinned)), [true, true, false, true, true]);
        assert_eq!(traits(row!("&mut", &'static mut u8)), [true, true, true, false, true]);
    }

    #[test]
    fn a_row_prints_its_columns_in_order() {
        let row = row!("u16", u16);
        assert_eq!(row.to_string(), "u16 | 2 | 2 | yes | yes | yes | yes | yes");
    }
}
