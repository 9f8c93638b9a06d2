//! Customers, and who may see them.

use std::collections::BTreeSet;

use touchstone_domain::identity::Identity;
use touchstone_domain::member::Scope;
use touchstone_domain::profile::Profile;
use touchstone_domain::unit::UnitPath;

use super::Broken;

/// `M1`: undoing a merge brings both customers back with the identities that each had, none of which is
/// the other's, and loses none that was learned since.
pub fn a_merge_undone_restores_both(
    before: (&Profile, &Profile),
    merged: &Profile,
    after: (&Profile, &Profile),
) -> Result<(), Broken> {
    let set = |profile: &Profile| profile.identities.iter().cloned().collect::<BTreeSet<Identity>>();
    let (first, second) = (set(after.0), set(after.1));
    for (had, has, who) in [(set(before.0), &first, "who stayed"), (set(before.1), &second, "who came back")]
    {
        if let Some(lost) = had.difference(has).next() {
            return Err(Broken::new("M1", format!("{who} has lost {lost:?}")));
        }
    }
    if let Some(both) = first.intersection(&second).next() {
        return Err(Broken::new("M1", format!("both have {both:?}")));
    }
    if let Some(lost) = set(merged).iter().find(|one| !first.contains(*one) && !second.contains(*one)) {
        return Err(Broken::new("M1", format!("nobody has {lost:?} any more")));
    }
    Ok(())
}

/// `S1`: a member sees nothing of a unit that is not theirs. `rows` are the units of what was shown.
pub fn members_see_their_units_only<'a>(
    scope: &Scope,
    rows: impl IntoIterator<Item = Option<&'a UnitPath>>,
) -> Result<(), Broken> {
    for row in rows {
        if !scope.covers_option(row) {
            return Err(Broken::new("S1", format!("a row of {row:?} was shown to {scope:?}")));
        }
    }
    Ok(())
}
