//! The member's own session and account.

mod account;
mod end;
mod end_session;
mod list_sessions;
mod log_in;
mod password;
mod second_factor;
mod show;

pub use account::Account;
pub use log_in::{__path_log_in, log_in};
pub(crate) use log_in::{LogInRequest, begin_session};

use crate::guarded;
use crate::router::Management;

/// The routes of this concept, but for logging in, which is public.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(show::show_session, end::log_out))
        .with(guarded!(password::change_password))
        .with(guarded!(second_factor::show_second_factor, second_factor::begin_second_factor))
        .with(guarded!(second_factor::confirm_second_factor))
        .with(guarded!(second_factor::new_recovery_codes))
        .with(guarded!(second_factor::remove_second_factor))
        .with(guarded!(list_sessions::list_sessions))
        .with(guarded!(end_session::end_session))
}
