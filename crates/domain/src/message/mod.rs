//! Templates of messages: checked when saved, rendered with limits when a playbook decides to send.

mod check;
mod first_question;
mod invite;
mod lint;
mod personal;
mod render;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use check::check;
pub(crate) use check::check_text;
pub(crate) use invite::built_in as built_in_invitation;
pub use invite::{Invite, invite};
pub use personal::{OWN_CHARS_MAX, Personal, Unsent, Words, compose, is_for_hand};
pub use render::{
    BrandVariables, CustomerVariables, EventVariables, RENDERED_BYTES_MAX, RenderError, Rendered, Templates,
    UnitVariables, Variables, VoucherVariables,
};
pub(crate) use render::{render as render_text, sandbox};

use crate::id::TemplateId;
use crate::locale::LocalizedText;
use crate::profile::{Channel, MessageClass};

/// Most characters of a subject's source.
pub const SUBJECT_CHARS_MAX: usize = 200;
/// Most characters of a body's source.
pub const BODY_CHARS_MAX: usize = 20_000;

/// A template of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// What members call it.
    pub name: String,
    /// The channel it is written for.
    pub channel: Channel,
    /// What its messages are for; decides on consent and caps.
    pub class: MessageClass,
    /// The subject, on channels that have one.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub subject: LocalizedText,
    /// The text.
    pub body: LocalizedText,
    /// The same as HTML, for e-mail.
    #[serde(default, skip_serializing_if = "LocalizedText::is_empty")]
    pub html: LocalizedText,
}
