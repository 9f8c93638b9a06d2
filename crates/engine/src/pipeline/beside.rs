//! Two things at once: what only computes, beside what needs the transaction.

/// A batch of fewer events is computed on the spot: that is done before another thread has begun.
const EVENTS_MIN: usize = 128;

/// Does `aside` on another thread while `here` is done on this one.
pub fn beside<A: Send, B>(
    events: usize,
    aside: impl FnOnce() -> A + Send,
    here: impl FnOnce() -> B,
) -> (A, B) {
    if events < EVENTS_MIN {
        return (aside(), here());
    }
    std::thread::scope(|scope| {
        let aside = scope.spawn(aside);
        let here = here();
        (aside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), here)
    })
}
