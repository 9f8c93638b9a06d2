//! The log's records: what one commit changed in hot rows, as bytes.

use std::sync::Arc;

use jiff::Timestamp;
use touchstone_domain::id::{BrandId, CustomerId};

use super::{CustomerKey, EventKey, HotCustomer, Place, Staged};
use crate::StoreError;
use crate::packed::Packed;

/// The first byte of a row; another form gets another number.
pub(crate) const FORMAT: u8 = 2;
/// The format, and how many bytes follow.
const HEAD_BYTES: usize = 1 + size_of::<u32>();
const CUSTOMER: u8 = b'c';
const EVENT_KEY: u8 = b'e';

/// One commit's rows.
pub(crate) fn encode(staged: &Staged) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES + staged.bytes());
    bytes.push(FORMAT);
    bytes.extend_from_slice(&[0; size_of::<u32>()]);
    for (key, row) in &staged.customers {
        bytes.push(CUSTOMER);
        bytes.extend_from_slice(key.brand.as_bytes());
        bytes.extend_from_slice(key.customer.as_bytes());
        bytes.extend_from_slice(&row.created_at.as_microsecond().to_le_bytes());
        bytes.extend_from_slice(&row.changed_at.as_microsecond().to_le_bytes());
        // No customer has the id of sixteen zeros.
        bytes.extend_from_slice(row.merged_into.map_or([0; 16], Into::into).as_slice());
        bytes.extend_from_slice(&length(row.profile.bytes()));
        bytes.extend_from_slice(row.profile.bytes());
    }
    for (key, place) in &staged.event_keys {
        bytes.push(EVENT_KEY);
        bytes.extend_from_slice(key);
        bytes.extend_from_slice(&place.to_le_bytes());
    }
    let size = length(&bytes[HEAD_BYTES..]);
    bytes[1..HEAD_BYTES].copy_from_slice(&size);
    bytes
}

fn length(bytes: &[u8]) -> [u8; size_of::<u32>()] {
    u32::try_from(bytes.len()).expect("a commit is bounded").to_le_bytes()
}

/// What a row says.
pub(crate) fn decode(body: &[u8]) -> Result<Staged, StoreError> {
    read(body).ok_or_else(|| StoreError::Corrupt("a row of hot_log cannot be read".to_owned()))
}

fn read(body: &[u8]) -> Option<Staged> {
    let (&FORMAT, mut rest) = body.split_first()? else { return None };
    let size = u32::from_le_bytes(take(&mut rest)?);
    // Cut off between two rows, the rest would be readable, and too short.
    if u32::try_from(rest.len()) != Ok(size) {
        return None;
    }
    let mut staged = Staged::default();
    while let Some((&tag, after)) = rest.split_first() {
        rest = after;
        match tag {
            CUSTOMER => {
                let (key, row) = customer(&mut rest)?;
                staged.customers.insert(key, Arc::new(row));
            }
            EVENT_KEY => {
                let key: EventKey = take(&mut rest)?;
                staged.event_keys.insert(key, Place::from_le_bytes(take(&mut rest)?));
            }
            _ => return None,
        }
    }
    Some(staged)
}

fn customer(rest: &mut &[u8]) -> Option<(CustomerKey, HotCustomer)> {
    let key = CustomerKey {
        brand: BrandId::from_bytes(take(rest)?),
        customer: CustomerId::from_bytes(take(rest)?),
    };
    let created_at = Timestamp::from_microsecond(i64::from_le_bytes(take(rest)?)).ok()?;
    let changed_at = Timestamp::from_microsecond(i64::from_le_bytes(take(rest)?)).ok()?;
    let merged_into = Some(take(rest)?).filter(|id| *id != [0; 16]).map(CustomerId::from_bytes);
    let length = usize::try_from(u32::from_le_bytes(take(rest)?)).ok()?;
    let (profile, after) = rest.split_at_checked(length)?;
    *rest = after;
    let profile = Packed::of(profile);
    Some((key, HotCustomer { created_at, changed_at, merged_into, profile }))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use foldhash::HashMap;

    use super::*;
    use crate::packed::PROFILE;

    fn staged() -> Staged {
        let at = Timestamp::from_microsecond(1_700_000_000_000_001).expect("a time");
        let key = |number| CustomerKey {
            brand: BrandId::from_bytes([1; 16]),
            customer: CustomerId::from_bytes([number; 16]),
        };
        let row = |merged_into, profile: &str| {
            Arc::new(HotCustomer {
                created_at: at,
                changed_at: at,
                merged_into,
                profile: Packed::pack(profile, &PROFILE),
            })
        };
        Staged {
            customers: HashMap::from_iter([
                (key(1), row(None, r#"{"name":"王小明"}"#)),
                (key(2), row(Some(CustomerId::from_bytes([1; 16])), "{}")),
            ]),
            event_keys: HashMap::from_iter([([7; 16], 42), ([8; 16], -1)]),
            ..Staged::default()
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let read = decode(&encode(&staged())).expect("readable");
        assert_eq!(read.customers, staged().customers);
        assert_eq!(read.event_keys, staged().event_keys);
    }

    #[test]
    fn a_torn_row_is_corrupt_and_no_panic() {
        let body = encode(&staged());
        for length in 0..body.len() {
            assert!(matches!(decode(&body[..length]), Err(StoreError::Corrupt(_))), "cut at {length}");
        }
    }
}
