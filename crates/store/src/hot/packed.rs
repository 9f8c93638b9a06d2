//! Profiles as memory and the log keep them: packed to a third or less, so that more of them fit and the sweep
//! meets more of them on each page.
//!
//! A profile is small and most of it is the names of its fields, which a compressor that sees one profile
//! alone meets for the first time. So it is given a dictionary: a profile with every field, that is never stored.

use crate::StoreError;

/// What profiles look like. Whatever was packed with it is unreadable with another: who changes it gives
/// [`log::FORMAT`](super::log::FORMAT) another number.
const DICTIONARY: &str = concat!(
    r#"{"version":1,"identities":[{"kind":"user","value":""},{"kind":"anonymous","value":""},{"kind":"phone","value":"+86138"},"#,
    r#"{"kind":"email","value":"@example.com"},{"kind":"openid","value":""},{"kind":"unionid","value":""},{"kind":"member","value":""}],"#,
    r#""traits":{"name":"","city":"","gender":"","tier":1,"birthday":"1990-","created_at":"2026-","level":"gold"},"#,
    r#""tags":{"vip":{"source":"inferred","value":"","set_at":"2026-","expires_at":"2026-","by":"plb_"},"":{"source":"given","set_at":"2026-"},"":{"source":"stated","set_at":"2026-"}},"#,
    r#""purchases":[{"day":20,"product":"","category":"","quantity":1.0,"amount":1000,"order":""},{"day":20,"product":"p-","category":"noodles","quantity":2.0,"amount":8000,"order":"o-"}],"#,
    r#""responses":[{"at":"2026-","response":"rsp_","survey":"srv_","nps":9,"csat":5,"ces":2}],"category_ratings":{"noodles":{"count":1,"sum":1.0,"last":1.0}},"#,
    r#""contacts":[{"at":"2026-","channel":"email","class":"survey"},{"at":"2026-","channel":"sms","class":"service"},{"at":"2026-","channel":"wechat","class":"marketing"}],"#,
    r#""consent":{"email":{"granted":true,"at":"2026-","source":""},"sms":{"granted":false,"at":"2026-","source":""}},"#,
    r#""visit_hours":[0,0,0,0,0,0,0,0,0,0,0,0,1,1,0,0,0,0,1,1,0,0,0,0],"time_zone":"Asia/Shanghai","language":"zh-CN","#,
    r#""home_unit":"unt_","first_seen_at":"2026-","last_seen_at":"2026-","last_order_at":"2026-","orders_total":1,"spend_total":1000,"#,
    r#""open_case":"cas_","waiting":[{"run":"run_","playbook":"plb_","event":"Survey Answered"}],"recent":""}"#,
);

/// A packed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packed(Box<[u8]>);

impl Packed {
    pub(crate) fn pack(text: &str) -> Self {
        Self(lz4_flex::block::compress_prepend_size_with_dict(text.as_bytes(), DICTIONARY.as_bytes()).into())
    }

    pub(crate) fn unpack(&self) -> Result<String, StoreError> {
        let corrupt = |why: String| StoreError::Corrupt(format!("a profile of hot_log: {why}"));
        let bytes = lz4_flex::block::decompress_size_prepended_with_dict(&self.0, DICTIONARY.as_bytes())
            .map_err(|error| corrupt(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| corrupt(error.to_string()))
    }

    /// As it was packed elsewhere.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        for text in
            ["", "{}", r#"{"version":1,"traits":{"name":"王小明"}}"#, DICTIONARY, &"長".repeat(100_000)]
        {
            assert_eq!(Packed::pack(text).unpack().as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_profile_packs_to_a_third() {
        let line = r#"{"day":20779,"product":"p-17","category":"soup","quantity":2.0,"amount":8000,"order":"o-123456"}"#;
        let profile = format!(
            r#"{{"version":1,"identities":[{{"kind":"user","value":"user-4711"}}],"traits":{{"city":"Hangzhou"}},"purchases":[{line},{line}],"visit_hours":[0,0,0,0,0,0,0,0,0,0,0,3,0,0,0,0,0,0,0,0,0,0,0,0],"time_zone":"Asia/Shanghai","language":"zh-CN","first_seen_at":"2026-11-22T06:46:31.123456Z","last_seen_at":"2026-11-22T07:46:31.123456Z","orders_total":2,"spend_total":16000,"recent":"7.250 0.251"}}"#
        );
        let packed = Packed::pack(&profile).bytes().len();
        assert!(packed * 3 < profile.len(), "{packed} of {} bytes", profile.len());
    }

    #[test]
    fn what_is_torn_is_corrupt_and_no_panic() {
        let packed = Packed::pack(r#"{"version":1,"traits":{"name":"a"}}"#);
        for length in 0..packed.bytes().len() {
            let torn = Packed::of(&packed.bytes()[..length]).unpack();
            assert!(torn.is_err() || torn.is_ok_and(|text| text.len() < 35), "cut at {length}");
        }
    }
}
