//! Values on their way into a statement.

use jiff::Timestamp;
use touchstone_domain::id;

/// One parameter of a statement. Made with `From` from ids, numbers, text, times and options of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Param<'a> {
    /// No value.
    Null,
    /// A whole number; a time is microseconds since 1970 UTC.
    Int(i64),
    /// A floating-point number.
    Real(f64),
    /// True or false.
    Bool(bool),
    /// Text, and JSON as text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
    /// An id: 16 bytes.
    Id([u8; 16]),
}

/// An id type that is stored as 16 bytes.
pub trait Id: Copy + From<[u8; 16]> + Into<[u8; 16]> {}

impl Id for id::AuditId {}
impl Id for id::BrandId {}
impl Id for id::CaseId {}
impl Id for id::CustomerId {}
impl Id for id::DistributionId {}
impl Id for id::EffectId {}
impl Id for id::FileId {}
impl Id for id::InvitationId {}
impl Id for id::JourneyId {}
impl Id for id::LinkId {}
impl Id for id::MemberId {}
impl Id for id::MergeId {}
impl Id for id::NoticeId {}
impl Id for id::PlaybookId {}
impl Id for id::PromotionId {}
impl Id for id::ResponseId {}
impl Id for id::RunId {}
impl Id for id::SessionId {}
impl Id for id::SourceId {}
impl Id for id::SurveyId {}
impl Id for id::TemplateId {}
impl Id for id::TokenId {}
impl Id for id::UnitId {}
impl Id for id::VoucherId {}

impl<T: Id> From<T> for Param<'_> {
    fn from(id: T) -> Self {
        Self::Id(id.into())
    }
}

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for Param<'_> {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for Param<'_> {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<f64> for Param<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Timestamp> for Param<'_> {
    fn from(time: Timestamp) -> Self {
        Self::Int(time.as_microsecond())
    }
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Blob(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Param<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Param<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Blob(bytes)
    }
}

impl<'a, T> From<Option<T>> for Param<'a>
where
    T: Into<Param<'a>>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
