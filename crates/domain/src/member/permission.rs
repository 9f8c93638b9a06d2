//! What may be done, as a closed list, and sets of it.

use serde::{Deserialize, Serialize};

/// One thing that may be done. Handlers name it in their signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See the units of one's scope.
    ReadUnits,
    /// Create, change, move, archive and import units.
    EditUnits,
    /// See the members whose units lie in one's scope.
    ReadMembers,
    /// Create members, change their role and units, end their sessions.
    ManageMembers,
    /// Create and revoke sources and their keys.
    ManageSources,
    /// Create bearer tokens for oneself.
    ManageTokens,
    /// Read the audit log.
    ReadAudit,
    /// Change the brand's settings: name, time zone, contact budget.
    EditBrand,
    /// See surveys.
    ReadSurveys,
    /// Create, change and publish surveys.
    EditSurvey,
    /// Make survey links, such as the ones a group owner posts.
    CreateLinks,
    /// Read responses of the units of one's scope.
    ReadResponses,
    /// Read customers and their timelines.
    ReadCustomers,
    /// Change customers: tags, consent; of the whole brand also undo a merge, erase.
    EditCustomers,
    /// See playbooks, templates and promotions.
    ReadPlaybooks,
    /// Create, change, publish and pause playbooks, templates and promotions.
    EditPlaybook,
    /// See the cases of one's scope.
    ReadCases,
    /// Take, note, and close cases.
    HandleCases,
    /// Query metrics.
    ReadMetrics,
    /// Read why an event led to what it led to.
    ReadTraces,
    /// Send an event and get the decision in the same call.
    Decide,
    /// Send events through the management API.
    SendEvents,
    /// Read one's inbox and the live stream.
    ReadInbox,
}

impl Permission {
    /// All permissions, in the order of their bits.
    pub const ALL: [Self; 23] = [
        Self::ReadUnits,
        Self::EditUnits,
        Self::ReadMembers,
        Self::ManageMembers,
        Self::ManageSources,
        Self::ManageTokens,
        Self::ReadAudit,
        Self::EditBrand,
        Self::ReadSurveys,
        Self::EditSurvey,
        Self::CreateLinks,
        Self::ReadResponses,
        Self::ReadCustomers,
        Self::EditCustomers,
        Self::ReadPlaybooks,
        Self::EditPlaybook,
        Self::ReadCases,
        Self::HandleCases,
        Self::ReadMetrics,
        Self::ReadTraces,
        Self::Decide,
        Self::SendEvents,
        Self::ReadInbox,
    ];

    /// The word in JSON and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadUnits => "read_units",
            Self::EditUnits => "edit_units",
            Self::ReadMembers => "read_members",
            Self::ManageMembers => "manage_members",
            Self::ManageSources => "manage_sources",
            Self::ManageTokens => "manage_tokens",
            Self::ReadAudit => "read_audit",
            Self::EditBrand => "edit_brand",
            Self::ReadSurveys => "read_surveys",
            Self::EditSurvey => "edit_survey",
            Self::CreateLinks => "create_links",
            Self::ReadResponses => "read_responses",
            Self::ReadCustomers => "read_customers",
            Self::EditCustomers => "edit_customers",
            Self::ReadPlaybooks => "read_playbooks",
            Self::EditPlaybook => "edit_playbook",
            Self::ReadCases => "read_cases",
            Self::HandleCases => "handle_cases",
            Self::ReadMetrics => "read_metrics",
            Self::ReadTraces => "read_traces",
            Self::Decide => "decide",
            Self::SendEvents => "send_events",
            Self::ReadInbox => "read_inbox",
        }
    }

    /// The permission of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == word)
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of permissions. Sets combine by intersection: nothing ever adds to one.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u32);

impl Permissions {
    /// Nothing may be done.
    pub const NONE: Self = Self(0);
    /// Everything may be done.
    pub const ALL: Self = Self::of(&Permission::ALL);
    /// What is about the brand as a whole and can be done for none of its units alone: a playbook acts on
    /// every customer, a source's key speaks for every unit, the audit log tells of everyone.
    pub const OF_BRAND: Self = Self::of(&[
        Permission::ManageSources,
        Permission::ReadAudit,
        Permission::EditBrand,
        Permission::EditSurvey,
        Permission::EditPlaybook,
        Permission::Decide,
    ]);

    /// The set of a list.
    #[must_use]
    pub const fn of(list: &[Permission]) -> Self {
        let mut bits = 0;
        let mut position = 0;
        while position < list.len() {
            bits |= list[position].bit();
            position += 1;
        }
        Self(bits)
    }

    /// What both sets allow.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What this set allows and the other does not.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the set allows it.
    #[must_use]
    pub const fn allows(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Whether the set allows all that the other allows.
    #[must_use]
    pub const fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What the set allows, in a stable order.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.allows(*permission))
    }
}

impl std::fmt::Debug for Permissions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(Permission::as_str)).finish()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(list: I) -> Self {
        Self(list.into_iter().fold(0, |bits, permission| bits | permission.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_bits_are_distinct_and_complete() {
        for (position, permission) in Permission::ALL.into_iter().enumerate() {
            assert_eq!(permission as usize, position, "{permission:?} stands at its bit");
            assert_eq!(Permission::parse(permission.as_str()), Some(permission));
            let json = serde_json::to_string(&permission).expect("serialises");
            assert_eq!(json, format!("\"{}\"", permission.as_str()));
        }
    }

    #[test]
    fn combining_never_adds() {
        let first = Permissions::of(&[Permission::ReadUnits, Permission::EditUnits]);
        let second = Permissions::of(&[Permission::EditUnits, Permission::ReadAudit]);
        assert_eq!(first.and(second), Permissions::of(&[Permission::EditUnits]));
        assert!(Permissions::ALL.includes(first) && !first.includes(second));
        assert_eq!(first.and(Permissions::NONE), Permissions::NONE);
    }
}
