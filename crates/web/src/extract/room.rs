//! The memory that bodies of requests take while they are read and looked at, over all requests.
//!
//! Each route bounds its own body, but anybody may open as many connections as they like: the pages that
//! customers reach and the login take bodies from strangers.

use std::sync::Arc;

use axum::RequestExt;
use axum::body::Bytes;
use axum::extract::Request;
use http_body_util::LengthLimitError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::StreamExt;

/// Bytes of bodies held at one time; beyond it senders are asked to come back.
const HELD_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The room that all bodies share.
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
    /// It ended early.
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
        let mut chunks = request.with_limited_body().into_body().into_data_stream();
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
