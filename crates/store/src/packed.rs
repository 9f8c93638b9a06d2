//! Profiles and runs as they are kept: packed to a third or less, so that more of them fit into memory and
//! fewer pages change.
//!
//! They are small, and most of their text is the names of their fields, which a compressor that sees one of
//! them alone meets for the first time. So it is given a dictionary: one with every field, that is never stored.

use crate::StoreError;

/// What tables have before what was packed with the dictionaries below.
const FORMAT: u8 = 1;

/// What a kind of text looks like. Whatever was packed with one is unreadable with another: a new one is
/// added beside the old, with a [`FORMAT`] and a [`log::FORMAT`](crate::hot::log::FORMAT) of its own.
#[derive(Debug)]
pub(crate) struct Dictionary(&'static str);

/// Of customers' profiles.
pub(crate) const PROFILE: Dictionary = Dictionary(concat!(
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
));

/// Of the runs of playbooks.
pub(crate) const RUN: Dictionary = Dictionary(concat!(
    r#"{"format":1,"id":"run_","playbook":"plb_01","version":1,"customer":"cus_01","key":"once","generation":1,"started_at":"2026-","#,
    r#""state":{"state":"finished","at":"2026-"},"state":{"state":"waiting_for","step":"answer","event":"Survey Answered","until":"2026-"},"state":{"state":"waiting","step":"wait","until":"2026-"},"#,
    r#""origin":{"message_id":"","name":"Visit Started","name":"Survey Answered","name":"Order Completed","source":"src_01","occurred_at":"2026-","#,
    r#""properties":{"channel":"delivery","channel":"dine_in","order_id":"o-","products":[{"category":"noodles","name":"","price":40,"product_id":"p-","quantity":1},{"category":"drinks","price":6.5,"product_id":"","quantity":2}],"staff":"","group":"","total":40.5,"unit":""},"#,
    r#""unit":"unt_01","about":{"unit_code":"","staff":"","group":"","sales_channel":"dine_in","order_id":"o-","products":[{"id":"p-","category":"noodles"},{"id":"","name":"","category":"drinks"}]}},"#,
    r#""history":[{"step":"wait","at":"2026-","outcome":"waiting","until":"2026-"},{"step":"tag","at":"2026-","outcome":"done"},{"step":"survey","at":"2026-","outcome":"sent"}]}"#,
));

/// A packed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packed(Box<[u8]>);

impl Packed {
    pub(crate) fn pack(text: &str, dictionary: &Dictionary) -> Self {
        let words = dictionary.0.as_bytes();
        Self(lz4_flex::block::compress_prepend_size_with_dict(text.as_bytes(), words).into())
    }

    pub(crate) fn unpack(&self, dictionary: &Dictionary) -> Result<String, StoreError> {
        let corrupt = |why: String| StoreError::Corrupt(format!("a packed text: {why}"));
        let words = dictionary.0.as_bytes();
        let bytes = lz4_flex::block::decompress_size_prepended_with_dict(&self.0, words)
            .map_err(|error| corrupt(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| corrupt(error.to_string()))
    }

    /// As the table has it.
    pub(crate) fn to_stored(&self) -> Vec<u8> {
        [&[FORMAT], &*self.0].concat()
    }

    /// From the table.
    pub(crate) fn from_stored(stored: &[u8]) -> Result<Self, StoreError> {
        match stored.split_first() {
            Some((&FORMAT, bytes)) => Ok(Self::of(bytes)),
            _ => Err(StoreError::Corrupt("a packed text: an unknown format".to_owned())),
        }
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
            ["", "{}", r#"{"version":1,"traits":{"name":"王小明"}}"#, PROFILE.0, &"長".repeat(100_000)]
        {
            assert_eq!(Packed::pack(text, &PROFILE).unpack(&PROFILE).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_profile_packs_to_a_third() {
        let line = r#"{"day":20779,"product":"p-17","category":"soup","quantity":2.0,"amount":8000,"order":"o-123456"}"#;
        let profile = format!(
            r#"{{"version":1,"identities":[{{"kind":"user","value":"user-4711"}}],"traits":{{"city":"Hangzhou"}},"purchases":[{line},{line}],"visit_hours":[0,0,0,0,0,0,0,0,0,0,0,3,0,0,0,0,0,0,0,0,0,0,0,0],"time_zone":"Asia/Shanghai","language":"zh-CN","first_seen_at":"2026-11-22T06:46:31.123456Z","last_seen_at":"2026-11-22T07:46:31.123456Z","orders_total":2,"spend_total":16000,"recent":"7.250 0.251"}}"#
        );
        let packed = Packed::pack(&profile, &PROFILE).bytes().len();
        assert!(packed * 3 < profile.len(), "{packed} of {} bytes", profile.len());
    }

    #[test]
    fn a_table_says_how_it_was_packed() {
        let packed = Packed::pack("{}", &RUN);
        let stored = packed.to_stored();
        assert_eq!(Packed::from_stored(&stored), Ok(packed));
        assert!(Packed::from_stored(&[2, 0, 0]).is_err() && Packed::from_stored(&[]).is_err());
    }

    #[test]
    fn what_is_torn_is_corrupt_and_no_panic() {
        let packed = Packed::pack(r#"{"version":1,"traits":{"name":"a"}}"#, &PROFILE);
        for length in 0..packed.bytes().len() {
            let torn = Packed::of(&packed.bytes()[..length]).unpack(&PROFILE);
            assert!(torn.is_err() || torn.is_ok_and(|text| text.len() < 35), "cut at {length}");
        }
    }
}
