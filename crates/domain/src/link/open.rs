//! Whether a link may be opened now, and what the visitor sees.

use jiff::Timestamp;
use serde::Serialize;

use super::{Link, LinkKind};
use crate::id::ResponseId;
use crate::survey::{SurveyState, Taking};

/// The response that is already there for this visitor. On an open link that of the resume key; on
/// the others the completed response if there is one, whoever gave it, else that of the resume key,
/// else the latest begun one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Existing {
    /// The response.
    pub response: ResponseId,
    /// The version it answers.
    pub version: u32,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
    /// Whether the visitor showed this response's resume key.
    pub by_key: bool,
}

/// What the visitor sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// An empty form of this version.
    Start {
        /// The version to answer.
        version: u32,
    },
    /// The form with what was answered so far.
    Resume {
        /// The response to go on with.
        response: ResponseId,
        /// Its version, which may be older than the current one.
        version: u32,
    },
    /// The thank-you again.
    Done {
        /// The completed response.
        response: ResponseId,
        /// Its version.
        version: u32,
    },
}

/// Why the visitor may not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The survey is not published.
    #[error("the survey is not published yet")]
    NotPublished,
    /// The survey takes no answers for a while.
    #[error("the survey is paused")]
    Paused,
    /// The survey takes no answers any more.
    #[error("the survey is closed")]
    Closed,
    /// The link's time is over.
    #[error("the link has expired")]
    Expired,
    /// The link was withdrawn.
    #[error("the link was withdrawn")]
    Revoked,
    /// The survey has all the answers it wants.
    #[error("the survey has all the answers it wants")]
    Full,
    /// The link could be used once and was.
    #[error("the link was already used")]
    AlreadyAnswered,
}

impl Refusal {
    /// The word for why a message with the link is not sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotPublished => "not_published",
            Self::Paused => "paused",
            Self::Closed => "closed",
            Self::Expired => "expired",
            Self::Revoked => "withdrawn",
            Self::Full => "full",
            Self::AlreadyAnswered => "answered",
        }
    }
}

/// Decides what a visitor of `link` sees. Ask again with fresh state inside the transaction that
/// stores an answer: only that keeps two simultaneous visitors from both completing a link that
/// can be used once.
///
/// # Errors
/// The reason why the link takes no answer.
pub fn open(
    link: &Link,
    survey: SurveyState,
    existing: Option<&Existing>,
    now: Timestamp,
) -> Result<Opening, Refusal> {
    // Who has answered keeps access to the thank-you (it may hold a voucher) until the link is
    // withdrawn, whatever has become of the survey.
    if link.revoked_at.is_some_and(|at| at <= now) {
        return Err(Refusal::Revoked);
    }
    if let Some(done) = existing.filter(|existing| existing.completed_at.is_some()) {
        return match link.kind {
            LinkKind::SingleUse if !done.by_key => Err(Refusal::AlreadyAnswered),
            LinkKind::Personal | LinkKind::SingleUse | LinkKind::Open => {
                Ok(Opening::Done { response: done.response, version: done.version })
            }
        };
    }
    if link.expires_at.is_some_and(|at| at <= now) {
        return Err(Refusal::Expired);
    }
    let current = match survey {
        SurveyState::Published { version } => version,
        SurveyState::Draft => return Err(Refusal::NotPublished),
        SurveyState::Paused { .. } => return Err(Refusal::Paused),
        SurveyState::Closed { .. } => return Err(Refusal::Closed),
    };
    match existing {
        // A shared computer or a printed receipt must not show one visitor's words to the next.
        Some(begun) if begun.by_key || link.kind == LinkKind::Personal => {
            Ok(Opening::Resume { response: begun.response, version: begun.version })
        }
        _ => Ok(Opening::Start { version: current }),
    }
}

/// Decides whether a published survey takes another answer, of which it has `completed` already.
///
/// # Errors
/// The reason why it takes none.
pub fn takes(taking: &Taking, completed: i64, now: Timestamp) -> Result<(), Refusal> {
    if taking.opens_at.is_some_and(|opens| now < opens) {
        Err(Refusal::NotPublished)
    } else if taking.closes_at.is_some_and(|closes| now >= closes) {
        Err(Refusal::Closed)
    } else if taking.responses_max.is_some_and(|max| completed >= i64::from(max)) {
        Err(Refusal::Full)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::id::{LinkId, SurveyId};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    /// One line per kind of link and what is already there.
    fn table(survey: SurveyState, expires_at: Option<Timestamp>, revoked_at: Option<Timestamp>) -> String {
        let response = ResponseId::from_bytes([0; 16]);
        let existing = |done: bool, by_key| Existing {
            response,
            version: 2,
            completed_at: done.then(|| at(50)),
            by_key,
        };
        let mut lines = String::new();
        for kind in [LinkKind::Personal, LinkKind::SingleUse, LinkKind::Open] {
            let link = Link {
                id: LinkId::from_bytes([0; 16]),
                survey: SurveyId::from_bytes([0; 16]),
                kind,
                params: super::super::LinkParams::default(),
                expires_at,
                revoked_at,
            };
            let states = [
                ("nothing", None),
                ("begun", Some(existing(false, false))),
                ("begun, key", Some(existing(false, true))),
                ("done", Some(existing(true, false))),
                ("done, key", Some(existing(true, true))),
            ];
            for (name, existing) in states {
                let outcome = match open(&link, survey, existing.as_ref(), at(100)) {
                    Ok(Opening::Start { version }) => format!("start v{version}"),
                    Ok(Opening::Resume { version, .. }) => format!("resume v{version}"),
                    Ok(Opening::Done { version, .. }) => format!("thanks v{version}"),
                    Err(refusal) => format!("no: {refusal}"),
                };
                lines.push_str(&format!("{:10} {name:10} {outcome}\n", kind.name()));
            }
        }
        lines
    }

    #[test]
    fn kinds_of_links_differ_in_who_resumes_and_how_often() {
        expect![[r#"
            personal   nothing    start v3
            personal   begun      resume v2
            personal   begun, key resume v2
            personal   done       thanks v2
            personal   done, key  thanks v2
            single_use nothing    start v3
            single_use begun      start v3
            single_use begun, key resume v2
            single_use done       no: the link was already used
            single_use done, key  thanks v2
            open       nothing    start v3
            open       begun      start v3
            open       begun, key resume v2
            open       done       thanks v2
            open       done, key  thanks v2
        "#]]
        .assert_eq(&table(SurveyState::Published { version: 3 }, Some(at(101)), None));
    }

    #[test]
    fn after_expiry_only_thanks_remain() {
        expect![[r#"
            personal   nothing    no: the link has expired
            personal   begun      no: the link has expired
            personal   begun, key no: the link has expired
            personal   done       thanks v2
            personal   done, key  thanks v2
            single_use nothing    no: the link has expired
            single_use begun      no: the link has expired
            single_use begun, key no: the link has expired
            single_use done       no: the link was already used
            single_use done, key  thanks v2
            open       nothing    no: the link has expired
            open       begun      no: the link has expired
            open       begun, key no: the link has expired
            open       done       thanks v2
            open       done, key  thanks v2
        "#]]
        .assert_eq(&table(SurveyState::Published { version: 3 }, Some(at(100)), None));
    }

    #[test]
    fn a_survey_that_takes_no_answers_says_why() {
        let first = |survey| table(survey, None, None).lines().next().unwrap_or_default().to_owned();
        assert!(first(SurveyState::Draft).ends_with("no: the survey is not published yet"));
        assert!(first(SurveyState::Paused { version: 1 }).ends_with("no: the survey is paused"));
        assert!(first(SurveyState::Closed { version: 1 }).ends_with("no: the survey is closed"));
    }

    #[test]
    fn a_survey_takes_answers_in_its_time_and_up_to_its_limit() {
        let (opens_at, closes_at) = (Some(at(10)), Some(at(20)));
        let taking = Taking { opens_at, closes_at, responses_max: Some(2), again_after_days: None };
        let said = |completed, second| takes(&taking, completed, at(second)).err();
        assert_eq!(said(0, 9), Some(Refusal::NotPublished));
        assert_eq!([said(0, 10), said(1, 19)], [None, None]);
        assert_eq!([said(0, 20), said(2, 15)], [Some(Refusal::Closed), Some(Refusal::Full)]);
        assert_eq!(takes(&Taking::default(), i64::MAX, at(0)), Ok(()));
    }

    #[test]
    fn a_withdrawn_link_shows_nothing() {
        let lines = table(SurveyState::Published { version: 3 }, None, Some(at(99)));
        assert!(lines.lines().all(|line| line.ends_with("no: the link was withdrawn")), "{lines}");
    }
}
