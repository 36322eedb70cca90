//! Stub.
pub(crate) fn run(_args: &[String]) -> crate::Outcome {
    Err("not there yet".into())
}
