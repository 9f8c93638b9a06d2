//! Work that keeps a processor busy, beside the threads that answer requests: one that computes answers nobody.

use touchstone_store::StoreError;

/// Does work on a thread where it keeps nobody waiting.
///
/// # Errors
/// If the work panics; `what` says what it was.
pub(crate) async fn beside<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| StoreError::Defect(format!("{what} failed: {error}")))
}
