//! The litmus table: what loom makes of small programs whose outcomes C11 decides.
//!
//! A row is data: a program, an outcome asked about, C11's answer and loom's. The row's test
//! explores the program and fails when loom answers otherwise than the row says, so a new loom
//! that changes an answer is noticed. `litmus.md` is generated from the rows; write it anew with
//! `THREADBARE_BLESS=1`.
//!
//! Reading order: `row` (what a row is), `store_buffering` (rows), then the others in any order.
#![cfg(threadbare_loom)]

/// Makes each row a test of its own, and all of them the module's `ROWS`.
macro_rules! rows {
    ($($name:ident = $row:expr),* $(,)?) => {
        pub(crate) const ROWS: &[crate::row::Row] = &[$($row),*];

        $(
            #[test]
            fn $name() {
                const ROW: crate::row::Row = $row;
                ROW.check();
            }
        )*
    };
}

mod agreement;
mod coherence;
mod limits;
mod message_passing;
mod read_modify_write;
mod row;
mod store_buffering;
mod table;
