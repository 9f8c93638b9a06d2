//! Guards: extractors that carry the actor and refuse those who may not.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use touchstone_domain::member::Permission;
use touchstone_engine::access::Actor;

use crate::Web;
use crate::problem::{Code, Problem};

/// A permission as a type, so that it can stand in a handler's signature.
pub trait Grants: Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
}

/// One who may do `P`: `who: Can<EditSurvey>`. It is the [`Actor`].
#[derive(Debug, Clone)]
pub struct Can<P> {
    actor: Actor,
    permission: PhantomData<fn() -> P>,
}

/// Anyone who is logged in, for what concerns only themselves.
#[derive(Debug, Clone)]
pub struct Member {
    actor: Actor,
}

impl<P> Deref for Can<P> {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl Deref for Member {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl<P: Grants, S: Send + Sync> FromRequestParts<S> for Can<P>
where
    Web: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let actor = super::actor(parts, &Web::from_ref(state)).await?;
        if !actor.permissions.allows(P::PERMISSION) {
            let detail = format!("This needs the permission {}.", P::PERMISSION.as_str());
            return Err(Problem::new(Code::Forbidden, detail));
        }
        Ok(Self { actor, permission: PhantomData })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Member
where
    Web: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Ok(Self { actor: super::actor(parts, &Web::from_ref(state)).await? })
    }
}

macro_rules! permissions {
    ($($name:ident),+ $(,)?) => {
        $(
            #[doc = concat!("[`Permission::", stringify!($name), "`] as a type.")]
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}
            impl Grants for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )+

        #[cfg(test)]
        const NAMED: &[Permission] = &[$(Permission::$name),+];
    };
}

permissions!(
    ReadUnits,
    EditUnits,
    ReadMembers,
    ManageMembers,
    ManageSources,
    ManageTokens,
    ReadAudit,
    EditBrand,
    ReadSurveys,
    EditSurvey,
    CreateLinks,
    ReadResponses,
    ReadCustomers,
    EditCustomers,
    ReadPlaybooks,
    EditPlaybook,
    ReadCases,
    HandleCases,
    ReadMetrics,
    ReadTraces,
    Decide,
    SendEvents,
    ReadInbox,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_a_type() {
        assert_eq!(NAMED, Permission::ALL);
    }
}
