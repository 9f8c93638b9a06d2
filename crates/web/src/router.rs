//! Routes: the guarded ones of the management API, and the short list of public ones.

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use crate::auth::BeginsWithGuard;
use crate::problem::{Code, Problem};
use crate::{Web, api, console, ingest, layers, openapi, operate, pages, start, widget};

/// Routes of the management API. Only [`guarded!`](crate::guarded) makes what it takes.
#[derive(Default)]
pub struct Management(OpenApiRouter<Web>);

/// Handlers of one path, each of which begins with a guard.
pub struct Guarded(UtoipaMethodRouter<Web>);

impl Guarded {
    /// For [`guarded!`](crate::guarded), which has checked the handlers.
    #[doc(hidden)]
    #[must_use]
    pub fn checked(routes: UtoipaMethodRouter<Web>) -> Self {
        Self(routes)
    }

    /// Lets bodies of this path be so many bytes long.
    #[must_use]
    pub fn body_bytes_max(self, bytes: usize) -> Self {
        let (schemas, paths, methods) = self.0;
        Self((schemas, paths, methods.layer(axum::extract::DefaultBodyLimit::max(bytes))))
    }
}

impl Management {
    /// Adds the handlers of one path.
    #[must_use]
    pub fn with(self, routes: Guarded) -> Self {
        Self(self.0.routes(routes.0))
    }

    /// Adds the routes of another concept.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self(self.0.merge(other.0))
    }
}

/// Compiles only for a handler whose first extractor is a guard.
///
/// ```
/// use touchstone_web::auth::{Can, EditSurvey};
/// async fn guarded(_who: Can<EditSurvey>) {}
/// touchstone_web::router::begins_with_guard(&guarded);
/// ```
///
/// ```compile_fail,E0277
/// async fn open() {}
/// touchstone_web::router::begins_with_guard(&open);
/// ```
///
/// ```compile_fail,E0277
/// # use touchstone_web::auth::{Can, EditSurvey};
/// async fn too_late(_body: axum::http::HeaderMap, _who: Can<EditSurvey>) {}
/// touchstone_web::router::begins_with_guard(&too_late);
/// ```
#[doc(hidden)]
pub const fn begins_with_guard<H, T>(_handler: &H)
where
    H: Handler<T, Web>,
    T: BeginsWithGuard,
{
}

/// Routes of the management API: handlers of one path, documented by `#[utoipa::path]`, each beginning
/// with a guard. Without one it does not compile.
#[macro_export]
macro_rules! guarded {
    ($($handler:path),+ $(,)?) => {{
        $($crate::router::begins_with_guard(&$handler);)+
        $crate::router::Guarded::checked(::utoipa_axum::routes!($($handler),+))
    }};
}

/// Everything this server answers.
pub fn router(web: Web) -> Router {
    let (router, document) = documented();
    let router = router
        .merge(operate::routes(&document))
        .merge(start::routes())
        .merge(ingest::routes(&web))
        .merge(pages::routes())
        .merge(widget::routes())
        .fallback(console::answer)
        .method_not_allowed_fallback(async || {
            Problem::new(Code::MethodNotAllowed, "This path has other methods; the header Allow lists them.")
        });
    layers::around(router, &web).with_state(web)
}

/// The OpenAPI document.
#[must_use]
pub fn document() -> OpenApi {
    documented().1
}

fn documented() -> (Router<Web>, OpenApi) {
    let (management, guarded) = api::v1::management().0.split_for_parts();
    let (public, mut open) = api::v1::public().split_for_parts();
    open.merge(ingest::Document::openapi());
    let router = management.route_layer(from_fn(layers::keep_keys)).merge(public);
    (router, openapi::complete(guarded, open))
}
