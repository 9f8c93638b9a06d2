//! Which brand this installation was set up for.

use jiff::Timestamp;
use touchstone_domain::id::BrandId;

use crate::{StoreError, Tx};

/// Claims the installation for a brand; `false` when one has it already.
pub fn claim(tx: &mut Tx<'_>, brand: BrandId, at: Timestamp) -> Result<bool, StoreError> {
    let claimed = tx.execute(
        "INSERT INTO installation (only_row, brand_id, at) VALUES (1, $1, $2) ON CONFLICT (only_row) DO NOTHING",
        &[brand.into(), at.into()],
    )?;
    Ok(claimed == 1)
}

/// The brand that has it.
pub fn brand(tx: &mut Tx<'_>) -> Result<Option<BrandId>, StoreError> {
    tx.query_one("SELECT brand_id FROM installation WHERE only_row = 1", &[], |row| row.id(0))
}
