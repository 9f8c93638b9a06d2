//! Reading a request's body within limits, whatever its length is said to be and however it is packed.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use flate2::read::MultiGzDecoder;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::StreamExt;

/// Bytes of bodies held at one time over all requests; beyond that senders are asked to wait.
pub const HELD_BYTES_MAX: usize = 32 * 1024 * 1024;
/// A body that takes longer than this is given up; shorter than the time any request may take.
const READ_TIME_MAX: Duration = Duration::from_secs(20);
/// How much of a body that is too large is still read, so that the sender gets to see the answer.
const DRAINED_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unread {
    #[error("the body may have at most {max} bytes, unpacked")]
    TooLarge { max: usize },
    #[error("`Content-Encoding` must be gzip or identity")]
    Encoding,
    #[error("the body is not gzip, although `Content-Encoding` says so")]
    NotGzip,
    #[error("the body ended early")]
    Broken,
    #[error("the body took too long")]
    Slow,
    #[error("too many requests are being read")]
    NoRoom,
}

/// A body in memory, and the room it takes.
#[derive(Debug)]
pub(super) struct Held {
    pub bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

/// The room that all bodies share.
#[derive(Debug, Clone)]
pub(super) struct Room(Arc<Semaphore>);

impl Room {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes)))
    }

    fn take(&self, bytes: usize, held: &mut Option<OwnedSemaphorePermit>) -> Result<(), Unread> {
        let bytes = u32::try_from(bytes).map_err(|_| Unread::NoRoom)?;
        let permit = Arc::clone(&self.0).try_acquire_many_owned(bytes).map_err(|_| Unread::NoRoom)?;
        match held {
            Some(held) => held.merge(permit),
            None => *held = Some(permit),
        }
        Ok(())
    }
}

/// Reads and unpacks a body of at most `max` bytes.
pub(super) async fn read(headers: &HeaderMap, body: Body, max: usize, room: &Room) -> Result<Held, Unread> {
    let gzip = match headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim()) {
        None | Some("" | "identity") => false,
        Some(encoding)
            if encoding.eq_ignore_ascii_case("gzip") || encoding.eq_ignore_ascii_case("x-gzip") =>
        {
            true
        }
        Some(_) => return Err(Unread::Encoding),
    };
    let said = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let mut held = None;
    let packed = tokio::time::timeout(READ_TIME_MAX, collect(body, said, max, (room, &mut held)))
        .await
        .map_err(|_| Unread::Slow)??;
    if !gzip {
        return Ok(Held { bytes: packed.into(), _room: held });
    }
    let bytes = unpack(&packed, max)?;
    room.take(bytes.len(), &mut held)?;
    Ok(Held { bytes: bytes.into(), _room: held })
}

async fn collect(
    body: Body,
    said: Option<usize>,
    max: usize,
    (room, held): (&Room, &mut Option<OwnedSemaphorePermit>),
) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::with_capacity(said.unwrap_or(0).min(max));
    let mut chunks = body.into_data_stream();
    let mut refused = said.filter(|&said| said > max).map(|_| Unread::TooLarge { max });
    let mut seen = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        seen += chunk.len();
        if refused.is_none() && seen > max {
            bytes = Vec::new();
            *held = None;
            refused = Some(Unread::TooLarge { max });
        }
        match refused {
            Some(refused) if seen > DRAINED_BYTES_MAX => return Err(refused),
            Some(_) => {}
            None => match room.take(chunk.len(), held) {
                Ok(()) => bytes.extend_from_slice(&chunk),
                Err(full) => {
                    bytes = Vec::new();
                    *held = None;
                    refused = Some(full);
                }
            },
        }
    }
    match refused {
        Some(refused) => Err(refused),
        None => Ok(bytes),
    }
}

/// Unpacks at most `max` bytes: a small body that unpacks to gigabytes costs no more than an honest one.
fn unpack(packed: &[u8], max: usize) -> Result<Vec<u8>, Unread> {
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    MultiGzDecoder::new(packed).take(limit).read_to_end(&mut bytes).map_err(|_| Unread::NotGzip)?;
    if bytes.len() > max { Err(Unread::TooLarge { max }) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    async fn read_as(encoding: &'static str, body: Vec<u8>, room: &Room) -> Result<Vec<u8>, Unread> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, encoding.parse().expect("a header"));
        read(&headers, Body::from(body), 1000, room).await.map(|held| held.bytes.to_vec())
    }

    #[tokio::test]
    async fn bodies_are_unpacked_within_the_limit() {
        let room = Room::new(10_000);
        assert_eq!(read_as("gzip", gzip(b"hello"), &room).await, Ok(b"hello".to_vec()));
        assert_eq!(read_as("identity", b"hello".to_vec(), &room).await, Ok(b"hello".to_vec()));
        let two = [gzip(b"hel"), gzip(b"lo")].concat();
        assert_eq!(read_as("GZIP", two, &room).await, Ok(b"hello".to_vec()));
        let too_large = Err(Unread::TooLarge { max: 1000 });
        assert_eq!(read_as("gzip", gzip(&vec![b' '; 1_000_000]), &room).await, too_large);
        assert_eq!(read_as("identity", vec![b' '; 1001], &room).await, too_large);
        assert_eq!(read_as("gzip", b"hello".to_vec(), &room).await, Err(Unread::NotGzip));
        assert_eq!(read_as("br", b"hello".to_vec(), &room).await, Err(Unread::Encoding));
    }

    #[tokio::test]
    async fn bodies_share_their_room_and_give_it_back() {
        let room = Room::new(100);
        let headers = HeaderMap::new();
        let first = read(&headers, Body::from(vec![0; 80]), 1000, &room).await.expect("room for 80");
        let second = read(&headers, Body::from(vec![0; 30]), 1000, &room).await;
        assert_eq!(second.expect_err("no room for 30 more"), Unread::NoRoom);
        drop(first);
        assert!(read(&headers, Body::from(vec![0; 100]), 1000, &room).await.is_ok());
    }
}
