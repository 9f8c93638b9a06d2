//! Vouchers where they are shown: whether a code is good, and that it is used once.

mod redeem;
mod validate;

use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default().with(guarded!(validate::validate_voucher)).with(guarded!(redeem::redeem_voucher))
}
