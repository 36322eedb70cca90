//! `Barrier`.

mod breaking;
mod rounds;
