//! Invitations to become a member.

mod create;
mod list;
mod send;
mod withdraw;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{InvitationId, MemberId, UnitId};
use touchstone_domain::locale::Lang;
use touchstone_domain::member::Role;
use touchstone_engine::access::{InvitationRow, LetterState, NewInvitation};
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_invitations, create::create_invitation))
        .with(guarded!(send::send_invitation))
        .with(guarded!(withdraw::withdraw_invitation))
}

/// An invitation that was neither accepted nor withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    /// Its id.
    #[schema(value_type = schema::InvitationId)]
    pub id: InvitationId,
    /// With which they will log in.
    #[schema(example = "wang.wei@example.com")]
    pub email: String,
    /// What they are called.
    #[schema(example = "Wang Wei")]
    pub name: String,
    /// What they will do.
    #[schema(value_type = schema::Role)]
    pub role: Role,
    /// The tops of the subtrees of units they will see.
    #[schema(value_type = Vec<schema::UnitId>)]
    pub units: Vec<UnitId>,
    /// Who invited them, at last.
    #[schema(value_type = schema::MemberId)]
    pub invited_by: MemberId,
    /// When they were first invited.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// When they were last invited.
    #[schema(value_type = schema::Time)]
    pub sent_at: Timestamp,
    /// Until when they may accept.
    #[schema(value_type = schema::Time)]
    pub expires_at: Timestamp,
    /// How far the letter is.
    pub letter: InvitationLetter,
    /// What went wrong with the letter, in the mail server's words; null when nothing did.
    #[schema(required, example = "550 5.1.1 no such user")]
    pub letter_error: Option<String>,
}

/// How far the letter of an invitation is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationLetter {
    /// There is none: the link was handed over.
    None,
    /// It is on its way.
    Queued,
    /// The mail server took it.
    Sent,
    /// It was given up.
    Failed,
}

/// An invitation, and its link if that is to be handed over.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedInvitation {
    /// The invitation.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// The link to hand over, shown only now. Null when a letter carries it, or when an idempotency key brought back an
    /// earlier one.
    #[schema(required, example = "https://cem.example.com/set-password#tsl_01jd0m6x4p")]
    pub link: Option<String>,
}

/// A language of letters.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub enum LetterLanguage {
    /// Simplified Chinese.
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl From<LetterLanguage> for Lang {
    fn from(language: LetterLanguage) -> Self {
        match language {
            LetterLanguage::Chinese => Self::zh_cn(),
            LetterLanguage::English => Self::en(),
        }
    }
}

impl From<InvitationRow> for Invitation {
    fn from(row: InvitationRow) -> Self {
        let (letter, letter_error) = match row.letter {
            LetterState::None => (InvitationLetter::None, None),
            LetterState::Queued(error) => (InvitationLetter::Queued, error),
            LetterState::Sent => (InvitationLetter::Sent, None),
            LetterState::Failed(error) => (InvitationLetter::Failed, Some(error)),
        };
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
            role: row.role,
            units: row.units,
            invited_by: row.invited_by,
            created_at: row.created_at,
            sent_at: row.sent_at,
            expires_at: row.expires_at,
            letter,
            letter_error,
        }
    }
}

impl From<NewInvitation> for IssuedInvitation {
    fn from(made: NewInvitation) -> Self {
        Self { invitation: made.invitation.into(), link: made.link }
    }
}
