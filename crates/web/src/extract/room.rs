//! The memory that bodies of requests take while they are read and looked at, over all requests.
//!
//! Each route bounds its own body, but anybody may open as many connections as they like: the pages that
//! customers reach and the login take bodies from strangers.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::RequestExt;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use http_body_util::LengthLimitError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};
use tokio_stream::{Stream, StreamExt};

/// Bytes of bodies held at one time; beyond it senders are asked to come back.
const HELD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How much of a body has to come in each stretch of time: about 4 kB a second, and a phone in a tunnel has half a
/// minute to come out of it. Who sends less gives back the room for others.
const STRETCH: Duration = Duration::from_secs(30);
const STRETCH_BYTES: usize = 128 * 1024;

/// The room that bodies share: those of the pages that customers reach have one, their files another, and all other
/// bodies a third, so that no crowd of visitors keeps members out.
#[derive(Debug, Clone)]
pub struct Room(Arc<Semaphore>);

impl Default for Room {
    fn default() -> Self {
        Self::of(HELD_BYTES_MAX)
    }
}

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is longer than its route takes.
    TooLarge,
    /// It ended early, or came too slowly.
    Broken,
    /// Too much is held already.
    NoRoom,
}

/// A body in memory, and the room that it gives back when it is dropped.
struct Held {
    bytes: Vec<u8>,
    _room: Option<OwnedSemaphorePermit>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Room {
    /// A room for so many bytes.
    #[must_use]
    pub fn of(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes)))
    }

    /// Holds room for so many bytes until the answer is dropped; none when too much is held already.
    pub(crate) fn hold(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let wanted = u32::try_from(bytes).ok()?;
        Arc::clone(&self.0).try_acquire_many_owned(wanted).ok()
    }

    /// Reads a body within its route's limit. Only what has come takes room, not what was announced.
    pub(super) async fn read(&self, request: Request) -> Result<Bytes, Unread> {
        let mut chunks = Paced::of(request.with_limited_body().into_body());
        let (mut bytes, mut room) = (Vec::new(), None::<OwnedSemaphorePermit>);
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| unread(&*error.into_inner()))?;
            let wanted = u32::try_from(chunk.len()).map_err(|_| Unread::TooLarge)?;
            let permit = Arc::clone(&self.0).try_acquire_many_owned(wanted).map_err(|_| Unread::NoRoom)?;
            match &mut room {
                Some(room) => room.merge(permit),
                None => room = Some(permit),
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Bytes::from_owner(Held { bytes, _room: room }))
    }
}

/// A body whose sender keeps a least rate, or is cut off.
pub(crate) struct Paced {
    chunks: BodyDataStream,
    stretch: Duration,
    ends: Pin<Box<Sleep>>,
    wanted: usize,
}

/// Why a body was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body comes too slowly")]
struct TooSlow;

impl Paced {
    pub(crate) fn of(body: Body) -> Self {
        Self::in_stretches(body, STRETCH)
    }

    fn in_stretches(body: Body, stretch: Duration) -> Self {
        Self {
            chunks: body.into_data_stream(),
            stretch,
            ends: Box::pin(sleep(stretch)),
            wanted: STRETCH_BYTES,
        }
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match Pin::new(&mut self.chunks).poll_next(context) {
            Poll::Ready(Some(Ok(chunk))) => {
                self.wanted = self.wanted.saturating_sub(chunk.len());
                if self.wanted == 0 {
                    let ends = Instant::now() + self.stretch;
                    self.ends.as_mut().reset(ends);
                    self.wanted = STRETCH_BYTES;
                }
                Poll::Ready(Some(Ok(chunk)))
            }
            Poll::Pending => {
                ready!(self.ends.as_mut().poll(context));
                Poll::Ready(Some(Err(axum::Error::new(TooSlow))))
            }
            end => end,
        }
    }
}

fn unread(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Unread {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(known) = cause {
        if known.is::<LengthLimitError>() {
            return Unread::TooLarge;
        }
        cause = known.source();
    }
    Unread::Broken
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[tokio::test]
    async fn who_sends_too_slowly_is_cut_off() {
        let stretch = Duration::from_millis(200);
        let drops = |each: usize| {
            let drops = tokio_stream::iter(std::iter::repeat_n(vec![0; each], 12));
            let drops = drops.throttle(stretch / 8);
            Paced::in_stretches(Body::from_stream(drops.map(Ok::<_, std::io::Error>)), stretch)
        };
        let fast: usize = drops(STRETCH_BYTES / 2)
            .map(|chunk| chunk.map_or(0, |chunk| chunk.len()))
            .fold(0, |sum, bytes| sum + bytes)
            .await;
        assert_eq!(fast, STRETCH_BYTES * 6);
        let slow: Vec<_> = drops(1).take(12).collect().await;
        let errors = slow.iter().filter_map(|chunk| chunk.as_ref().err());
        assert_eq!(errors.map(ToString::to_string).next().as_deref(), Some("the body comes too slowly"));
    }

    #[tokio::test]
    async fn bodies_share_their_room_and_give_it_back() {
        let room = Room::of(100);
        let read = |bytes: usize| {
            let (room, request) = (room.clone(), Request::new(Body::from(vec![0; bytes])));
            async move { room.read(request).await }
        };
        let first = read(80).await.expect("room for 80");
        assert_eq!(first.len(), 80);
        assert_eq!(read(30).await, Err(Unread::NoRoom));
        drop(first);
        assert_eq!(read(100).await.map(|bytes| bytes.len()), Ok(100));
        assert_eq!(read(0).await.map(|bytes| bytes.len()), Ok(0));
    }
}
