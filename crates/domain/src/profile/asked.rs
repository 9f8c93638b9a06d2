//! When which survey was asked and answered last: the clocks by which nobody is asked too often.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Profile, limit};
use crate::id::SurveyId;

/// One survey's clock for one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// When it was asked last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Timestamp>,
    /// When it was answered last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// Until when the last invitation works; none once it is answered, and for one that was shown on a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_until: Option<Timestamp>,
    /// Whether it was last asked on a web page, where the contacts do not tell.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub on_page: bool,
}

impl Asked {
    /// The last time it was asked or answered.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        self.asked_at.max(self.answered_at)
    }

    /// The two clocks of one survey as one.
    fn with(self, other: Self) -> Self {
        let (older, newer) = if self.asked_at > other.asked_at { (other, self) } else { (self, other) };
        let answered_at = older.answered_at.max(newer.answered_at);
        let is_answered = answered_at.is_some() && answered_at >= newer.asked_at;
        let open_until = newer.open_until.filter(|_| !is_answered);
        Self { asked_at: newer.asked_at, answered_at, open_until, on_page: newer.on_page }
    }
}

impl Profile {
    /// When a survey was asked and answered last, as far as it is remembered.
    #[must_use]
    pub fn asked(&self, survey: SurveyId) -> Asked {
        if let Some(asked) = self.asked.get(&survey) {
            return *asked;
        }
        // A profile of before has only its latest answers.
        let answers = self.responses.iter().filter(|response| response.survey == survey);
        Asked { answered_at: answers.map(|response| response.at).max(), ..Asked::default() }
    }

    /// Notes that a survey was asked by an invitation that works until then; `None` on a web page.
    pub fn note_asked(&mut self, survey: SurveyId, at: Timestamp, open_until: Option<Timestamp>) {
        let before = self.asked(survey);
        let on_page = open_until.is_none();
        self.keep_asked(survey, Asked { asked_at: Some(at), open_until, on_page, ..before });
    }

    /// Notes that a survey was answered.
    pub fn note_answered(&mut self, survey: SurveyId, at: Timestamp) {
        let before = self.asked(survey);
        let answered_at = before.answered_at.max(Some(at));
        self.keep_asked(survey, Asked { answered_at, open_until: None, ..before });
    }

    /// Takes back an invitation that was noted at `at` and did not go out.
    pub fn withdraw_asked(&mut self, survey: SurveyId, at: Timestamp) {
        let Some(asked) = self.asked.get_mut(&survey).filter(|asked| asked.asked_at == Some(at)) else {
            return;
        };
        (asked.asked_at, asked.open_until) = (None, None);
        if asked.answered_at.is_none() {
            self.asked.remove(&survey);
        }
    }

    /// Folds another profile's clocks in.
    pub(super) fn absorb_asked(&mut self, other: &BTreeMap<SurveyId, Asked>) {
        for (&survey, asked) in other {
            let both = self.asked(survey).with(*asked);
            self.keep_asked(survey, both);
        }
    }

    fn keep_asked(&mut self, survey: SurveyId, asked: Asked) {
        self.asked.insert(survey, asked);
        while self.asked.len() > limit::ASKED {
            let oldest = self.asked.iter().min_by_key(|(_, asked)| asked.last()).map(|(survey, _)| *survey);
            let Some(oldest) = oldest else { return };
            self.asked.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn survey(number: u8) -> SurveyId {
        SurveyId::from_bytes([number; 16])
    }

    #[test]
    fn an_answer_closes_the_invitation() {
        let mut profile = Profile::new();
        profile.note_asked(survey(1), at(10), Some(at(90)));
        assert_eq!(profile.asked(survey(1)).open_until, Some(at(90)));
        profile.note_answered(survey(1), at(20));
        let asked = profile.asked(survey(1));
        assert_eq!((asked.open_until, asked.last()), (None, Some(at(20))));
        let kept: Profile = serde_json::from_str(&profile.to_json()).expect("reads back");
        assert_eq!(kept, profile);
    }

    #[test]
    fn merged_clocks_keep_the_later_of_both() {
        let (mut one, mut other) = (Profile::new(), Profile::new());
        one.note_asked(survey(1), at(10), Some(at(90)));
        other.note_answered(survey(1), at(20));
        one.absorb_asked(&other.asked);
        let both = one.asked(survey(1));
        assert_eq!((both.asked_at, both.answered_at, both.open_until), (Some(at(10)), Some(at(20)), None));
    }

    #[test]
    fn the_longest_untouched_clock_is_forgotten_first() {
        let mut profile = Profile::new();
        for number in 0..40 {
            profile.note_asked(survey(number), at(i64::from(number)), None);
        }
        assert_eq!(profile.asked.len(), limit::ASKED);
        assert!(!profile.asked.contains_key(&survey(7)) && profile.asked.contains_key(&survey(8)));
    }

    #[test]
    fn what_did_not_go_out_was_not_asked() {
        let mut profile = Profile::new();
        profile.note_asked(survey(1), at(10), Some(at(90)));
        profile.withdraw_asked(survey(1), at(9));
        assert!(profile.asked(survey(1)).asked_at.is_some());
        profile.withdraw_asked(survey(1), at(10));
        assert_eq!(profile.asked(survey(1)), Asked::default());
    }
}
