//! What makes a handler guarded, for the compiler.

/// An extractor that refuses those who may not. Sealed: only this crate's guards are guards.
pub trait Guard: sealed::Sealed {}

impl<P> Guard for super::Can<P> {}
impl Guard for super::Member {}

/// The extractors of a handler, as axum's `Handler` names them, when the first of them is a [`Guard`].
#[diagnostic::on_unimplemented(
    message = "a handler of the management API begins with a guard",
    note = "make the first parameter `who: Can<Permission>`, or `who: Member` for what every member may do"
)]
pub trait BeginsWithGuard {}

impl<M, G: Guard> BeginsWithGuard for (M, G) {}
impl<M, G: Guard, A> BeginsWithGuard for (M, G, A) {}
impl<M, G: Guard, A, B> BeginsWithGuard for (M, G, A, B) {}
impl<M, G: Guard, A, B, C> BeginsWithGuard for (M, G, A, B, C) {}
impl<M, G: Guard, A, B, C, D> BeginsWithGuard for (M, G, A, B, C, D) {}

mod sealed {
    pub trait Sealed {}
    impl<P> Sealed for crate::auth::Can<P> {}
    impl Sealed for crate::auth::Member {}
}
