//! Streams of server-sent events.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use tokio_stream::Stream;
use touchstone_engine::App;
use touchstone_engine::access::Actor;

/// How often a silent stream says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a stream lasts; the client connects again, which keeps no connection for ever.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// How often it is asked whether the reader still may: whoever is suspended, logged out or given other units reads
/// on for so long at most.
const LOOK: Duration = Duration::from_secs(3);

/// The next event, and the source to ask for the one after it; none when the stream is over.
pub type Step<S> = Pin<Box<dyn Future<Output = Option<(Event, S)>> + Send>>;

/// A body of server-sent events.
pub type Events = Sse<axum::response::sse::KeepAliveStream<BoxedEvents>>;

/// Events, whatever they are made from.
pub type BoxedEvents = Pin<Box<dyn Stream<Item = Result<Event, Infallible>> + Send>>;

/// One event after the other from `next`; the stream ends when that gives none, after its lifetime, when the
/// process stops, and when the reader may not read it as before. Nothing is read ahead: a reader who does not
/// read holds up only itself.
pub fn events<S: Send + 'static>(app: &App, who: &Actor, source: S, next: fn(S) -> Step<S>) -> Events {
    let closed = app.live().closed();
    let refused = refused(app.clone(), who.clone());
    let over = Box::pin(async move {
        tokio::select! {
            () = tokio::time::sleep(LIFETIME) => {}
            () = closed => {}
            () = refused => {}
        }
    });
    let stream = Unfold { step: Some(next(source)), next, over };
    Sse::new(Box::pin(stream) as BoxedEvents).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("here"))
}

/// Ends when a reader may no longer do and see what they could. A store that cannot be asked refuses nobody.
async fn refused(app: App, who: Actor) {
    while app.is_still(&who).await.unwrap_or(true) {
        tokio::time::sleep(LOOK).await;
    }
}

struct Unfold<S> {
    /// What is waited for; none when the stream is over.
    step: Option<Step<S>>,
    next: fn(S) -> Step<S>,
    over: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl<S> Stream for Unfold<S> {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.step.is_some() && this.over.as_mut().poll(context).is_ready() {
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
        let stream = Unfold { step: Some(down(3)), next: down, over: Box::pin(std::future::pending()) };
        assert_eq!(stream.collect::<Vec<_>>().await.len(), 3);
    }

    #[tokio::test]
    async fn a_stream_that_waits_ends_when_it_is_over() {
        fn never(nothing: ()) -> Step<()> {
            Box::pin(async move {
                std::future::pending::<()>().await;
                Some((Event::default(), nothing))
            })
        }
        let over = Box::pin(tokio::task::yield_now());
        let mut stream = Unfold { step: Some(never(())), next: never, over };
        assert!(stream.next().await.is_none());
        assert!(stream.next().await.is_none(), "asking again is no harm");
    }
}
