//! Roles: named sets of permissions.

use serde::{Deserialize, Serialize};

use super::permission::{
    Permission::{
        CreateLinks, Decide, EditCustomers, EditPlaybook, EditSurvey, EditUnits, HandleCases, ManageMembers,
        ManageSources, ManageTokens, ReadCases, ReadCustomers, ReadInbox, ReadMembers, ReadMetrics,
        ReadPlaybooks, ReadResponses, ReadSurveys, ReadTraces, ReadUnits, SendEvents,
    },
    Permissions,
};
use super::scope::Scope;

/// What a member does for the brand. Which units it is done for is the member's scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything.
    Administrator,
    /// Makes surveys and playbooks and reads what comes back.
    Analyst,
    /// Leads units: their members, links and cases.
    Manager,
    /// Serves customers: owns chat groups, answers cases.
    FrontLine,
    /// Connects systems: sources, tokens, traces. Sees no customer's answers.
    Developer,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::Analyst, Self::Manager, Self::FrontLine, Self::Developer];

    /// The word in JSON and storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Analyst => "analyst",
            Self::Manager => "manager",
            Self::FrontLine => "front_line",
            Self::Developer => "developer",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// What the role may do.
    #[must_use]
    pub const fn permissions(self) -> Permissions {
        match self {
            Self::Administrator => Permissions::ALL,
            Self::Analyst => Permissions::of(&[
                ReadUnits,
                ReadMembers,
                ManageTokens,
                ReadSurveys,
                EditSurvey,
                CreateLinks,
                ReadResponses,
                ReadCustomers,
                ReadPlaybooks,
                EditPlaybook,
                ReadCases,
                ReadMetrics,
                ReadTraces,
                ReadInbox,
            ]),
            Self::Manager => Permissions::of(&[
                ReadUnits,
                EditUnits,
                ReadMembers,
                ManageMembers,
                ReadSurveys,
                CreateLinks,
                ReadResponses,
                ReadCustomers,
                EditCustomers,
                ReadPlaybooks,
                ReadCases,
                HandleCases,
                ReadMetrics,
                ReadInbox,
            ]),
            Self::FrontLine => Permissions::of(&[
                ReadUnits,
                ReadSurveys,
                CreateLinks,
                ReadResponses,
                ReadCustomers,
                ReadCases,
                HandleCases,
                ReadInbox,
            ]),
            Self::Developer => Permissions::of(&[
                ReadUnits,
                ManageSources,
                ManageTokens,
                ReadSurveys,
                ReadPlaybooks,
                ReadTraces,
                Decide,
                SendEvents,
                ReadInbox,
            ]),
        }
    }

    /// Whether someone who may do `own` within `scope` may give this role to another there: nobody hands out
    /// more than they have.
    #[must_use]
    pub const fn may_be_given_by(self, own: Permissions, scope: &Scope) -> bool {
        own.includes(self.permissions().and(scope.permissions()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Permission;
    use super::*;

    #[test]
    fn words_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
            assert_eq!(serde_json::to_string(&role).expect("serialises"), format!("\"{}\"", role.as_str()));
        }
    }

    #[test]
    fn nobody_hands_out_more_than_they_have() {
        let manager = Role::Manager.permissions();
        for scope in [Scope::everything(), Scope::nothing()] {
            assert!(Role::FrontLine.may_be_given_by(manager, &scope));
            assert!(Role::Manager.may_be_given_by(manager, &scope));
            for role in [Role::Administrator, Role::Analyst, Role::Developer] {
                assert!(!role.may_be_given_by(manager, &scope), "{role:?}");
            }
        }
        // The administrator of a region gives any role there, and none for the whole brand.
        let region = Scope::of([]);
        let regional = Role::Administrator.permissions().and(region.permissions());
        for role in Role::ALL {
            assert!(role.may_be_given_by(regional, &region), "{role:?}");
        }
        assert!(!Role::Administrator.may_be_given_by(regional, &Scope::everything()));
    }

    #[test]
    fn only_administrators_read_the_audit_log_and_change_the_brand() {
        for role in Role::ALL {
            let all = role == Role::Administrator;
            assert_eq!(role.permissions().allows(Permission::ReadAudit), all);
            assert_eq!(role.permissions().allows(Permission::EditBrand), all);
        }
        assert!(!Role::Developer.permissions().allows(ReadCustomers));
        assert!(!Role::Developer.permissions().allows(ReadResponses));
    }
}
