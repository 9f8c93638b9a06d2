//! Streams of server-sent events.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use tokio_stream::Stream;

/// How often a silent stream says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a stream lasts; the client connects again, and whether it still may is asked again.
const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// The next event, and the source to ask for the one after it; none when the stream is over.
pub type Step<S> = Pin<Box<dyn Future<Output = Option<(Event, S)>> + Send>>;

/// A body of server-sent events.
pub type Events = Sse<axum::response::sse::KeepAliveStream<BoxedEvents>>;

/// Events, whatever they are made from.
pub type BoxedEvents = Pin<Box<dyn Stream<Item = Result<Event, Infallible>> + Send>>;

/// One event after the other from `next`; the stream ends when that gives none, and after its lifetime.
/// Nothing is read ahead: a reader who does not read holds up only itself.
pub fn events<S: Send + 'static>(source: S, next: fn(S) -> Step<S>) -> Events {
    let stream = Unfold { step: Some(next(source)), next, left: Box::pin(tokio::time::sleep(LIFETIME)) };
    Sse::new(Box::pin(stream) as BoxedEvents).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("here"))
}

struct Unfold<S> {
    /// What is waited for; none when the stream is over.
    step: Option<Step<S>>,
    next: fn(S) -> Step<S>,
    left: Pin<Box<tokio::time::Sleep>>,
}

impl<S> Stream for Unfold<S> {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.left.as_mut().poll(context).is_ready() {
            this.step = None;
        }
        let Some(step) = &mut this.step else { return Poll::Ready(None) };
        match step.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => {
                this.step = None;
                Poll::Ready(None)
            }
            Poll::Ready(Some((event, source))) => {
                this.step = Some((this.next)(source));
                Poll::Ready(Some(Ok(event)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio_stream::StreamExt;

    use super::*;

    #[tokio::test]
    async fn a_stream_gives_what_its_source_gives_and_ends_with_it() {
        fn down(left: u8) -> Step<u8> {
            Box::pin(async move { (left > 0).then(|| (Event::default().id(left.to_string()), left - 1)) })
        }
        let left = Box::pin(tokio::time::sleep(LIFETIME));
        let stream = Unfold { step: Some(down(3)), next: down, left };
        assert_eq!(stream.collect::<Vec<_>>().await.len(), 3);
    }
}
