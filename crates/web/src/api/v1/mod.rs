//! Version 1. A new concept is a folder with `routes()` and a line in [`management`].

mod audit;
mod cases;
mod channels;
mod customers;
mod decisions;
mod distributions;
mod events;
mod inbox;
mod invitations;
mod journeys;
mod live;
mod members;
mod merges;
mod metrics;
mod names;
mod outbox;
mod password_links;
mod playbooks;
mod responses;
mod session;
mod settings;
mod setup;
mod sources;
mod starter;
mod surveys;
mod templates;
mod tokens;
mod traces;
mod units;
mod vouchers;
mod widget;

pub(crate) use session::{LogInRequest, begin_session};
pub use setup::SetupRequest;
pub(crate) use setup::begin_with_starter;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Web;
use crate::router::Management;

/// Routes that need a member. Their handlers begin with a guard, or this does not compile.
pub fn management() -> Management {
    Management::default()
        .merge(audit::routes())
        .merge(cases::routes())
        .merge(channels::routes())
        .merge(customers::routes())
        .merge(decisions::routes())
        .merge(distributions::routes())
        .merge(events::routes())
        .merge(inbox::routes())
        .merge(invitations::routes())
        .merge(journeys::routes())
        .merge(live::routes())
        .merge(members::routes())
        .merge(merges::routes())
        .merge(metrics::routes())
        .merge(names::routes())
        .merge(outbox::routes())
        .merge(playbooks::routes())
        .merge(responses::routes())
        .merge(session::routes())
        .merge(settings::routes())
        .merge(sources::routes())
        .merge(starter::routes())
        .merge(surveys::routes())
        .merge(templates::routes())
        .merge(tokens::routes())
        .merge(traces::routes())
        .merge(units::routes())
        .merge(vouchers::routes())
        .merge(widget::routes())
}

/// The most bytes that a stranger needs to log in or to set up.
const STRANGERS_BODY_BYTES_MAX: usize = 16 * 1024;

/// The few routes that answer strangers. `tests/guards.rs` lists them; whoever adds one adds it there and
/// says why.
pub fn public() -> OpenApiRouter<Web> {
    OpenApiRouter::default()
        .routes(routes!(setup::set_up))
        .routes(routes!(session::log_in))
        .routes(routes!(password_links::ask_for_password_link))
        .routes(routes!(password_links::look_at_password_link))
        .routes(routes!(password_links::set_password))
        .layer(DefaultBodyLimit::max(STRANGERS_BODY_BYTES_MAX))
}
