//! What `loom`, `weaken` and `test` share: building the models, choosing among them, running one
//! model in a process of its own, and running many of those at once.

mod binary;
mod parallel;
mod process;
mod protocol;

pub(crate) use binary::{Model, build, choose};
pub(crate) use parallel::{cores, in_order};
pub(crate) use process::{Ending, Report};
pub(crate) use protocol::{Checks, Execution, Settings, parse_record};

use std::time::Duration;

/// The exploration of the everyday bound: how long one check may compute before it is cut.
pub(crate) const EVERYDAY_CAP: Duration = Duration::from_secs(30);

/// A model is explored at a deeper bound when the bound before took less than this.
pub(crate) const SHALLOW: Duration = Duration::from_secs(1);
