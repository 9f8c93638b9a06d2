//! The list of people of a distribution, as members upload it: one identity a line.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use touchstone_domain::distribution::Whom;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{BrandId, DistributionId, LinkId, SurveyId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::member::Permission;
use touchstone_store::rows::customers::identity_key;
use touchstone_store::rows::recipients::{self, RecipientRow};
use touchstone_store::{StoreError, Tx};

use super::distributions::{must_be_draft, row};
use crate::access::Actor;
use crate::live::Signals;
use crate::pipeline::People;
use crate::{App, Refusal};

/// Most lines of a list.
const LINES_MAX: usize = 200_000;
/// Lines of one transaction.
const BATCH: usize = 500;
/// Most refused lines that are reported.
const REPORTED_MAX: usize = 100;

/// What became of an uploaded list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListReport {
    /// People who were added.
    pub added: u64,
    /// Lines about people who were on the list already.
    pub repeated: u64,
    /// Lines that name nobody.
    pub refused: u64,
    /// The first of those.
    pub lines: Vec<RefusedLine>,
}

/// A line that names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedLine {
    /// Which, from 1.
    pub line: u64,
    /// Why.
    pub message: String,
}

impl App {
    /// Adds people to a distribution's list: identities one a line, such as `phone:+8613800000000`; an e-mail address or
    /// a phone number may stand alone. Whoever is not known yet becomes a customer. Uploading the same list twice
    /// changes nothing.
    pub async fn add_recipients(
        &self,
        actor: &Actor,
        survey: SurveyId,
        id: DistributionId,
        text: &str,
    ) -> Result<ListReport, Refusal> {
        actor.must(Permission::EditSurvey)?;
        actor.must(Permission::EditCustomers)?;
        self.store().read("distribution", actor.brand, move |tx| is_for_list(tx, survey, id)).await?;
        let (identities, mut report) = parse(text)?;
        for batch in identities.chunks(BATCH) {
            let added = self.add_batch(actor, survey, id, Arc::from(batch)).await?;
            report.added += added;
            report.repeated += batch.len() as u64 - added;
        }
        self.change("add_recipients", actor, move |change| {
            is_for_list(change.tx, survey, id)?;
            let counted = serde_json::json!({ "added": report.added, "refused": report.refused });
            change.audit("distribution.list", id, &(), &counted);
            Ok(report.clone())
        })
        .await
    }

    /// Notes that the link of a distribution was opened.
    pub async fn link_opened(&self, brand: BrandId, link: LinkId) -> Result<(), StoreError> {
        let now = self.now();
        self.store().write("link_opened", brand, move |tx| recipients::opened(tx, link, now)).await
    }

    async fn add_batch(
        &self,
        actor: &Actor,
        survey: SurveyId,
        id: DistributionId,
        batch: Arc<[Identity]>,
    ) -> Result<u64, Refusal> {
        let (app, now, brand) = (self.clone(), self.now(), actor.brand);
        let signals = Arc::new(Signals::new(self.live().is_watched(brand)));
        let told = Arc::clone(&signals);
        let added = self
            .store()
            .write("add_recipients", brand, move |tx| {
                let row = is_for_list(tx, survey, id)?;
                let keys: Vec<[u8; 16]> =
                    batch.iter().map(|identity| identity_key(brand, identity)).collect();
                let mut people = People::load(tx, now, &keys, &[])?;
                let mut rows = Vec::with_capacity(batch.len());
                let cause = format!("distribution:{id}");
                for (identity, key) in batch.iter().zip(&keys) {
                    let one = (std::slice::from_ref(identity), std::slice::from_ref(key));
                    let (customer, _) = people.identify(one.0, one.1, &cause, app.random());
                    rows.push(RecipientRow::chosen(customer, row.draw(customer)));
                }
                people.save(tx)?;
                told.customers(people.changed());
                rows.sort_unstable_by_key(|row| row.customer);
                rows.dedup_by_key(|row| row.customer);
                Ok::<_, Refusal>(recipients::add(tx, id, &rows)?)
            })
            .await?;
        self.committed(brand, &signals);
        Ok(added)
    }
}

fn is_for_list(
    tx: &mut Tx<'_>,
    survey: SurveyId,
    id: DistributionId,
) -> Result<touchstone_domain::distribution::Distribution, Refusal> {
    let row = row(tx, survey, id)?;
    must_be_draft(&row)?;
    if row.distribution.plan.whom != (Whom::List {}) {
        return Err(Refusal::Conflict(
            "This distribution goes to customers that are known, not to a list.".to_owned(),
        ));
    }
    Ok(row.distribution)
}

fn parse(text: &str) -> Result<(Vec<Identity>, ListReport), Refusal> {
    let mut report = ListReport::default();
    let mut identities = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim().trim_matches('"').trim();
        if line.is_empty() {
            continue;
        }
        if identities.len() >= LINES_MAX {
            let message = format!("A list has at most {LINES_MAX} lines.");
            return Err(FieldError::new("body", "too_long", message)
                .in_chinese("名单最多 200,000 行。")
                .into());
        }
        match identity(line) {
            Ok(identity) => identities.push(identity),
            Err(message) => {
                report.refused += 1;
                if report.lines.len() < REPORTED_MAX {
                    report.lines.push(RefusedLine { line: at as u64 + 1, message });
                }
            }
        }
    }
    Ok((identities, report))
}

/// What a line names.
fn identity(line: &str) -> Result<Identity, String> {
    let named =
        line.split_once(':').and_then(|(kind, value)| Some((IdentityKind::parse(kind.trim())?, value)));
    let (kind, value) = match named {
        Some((kind, value)) => (kind, value),
        None if line.contains('@') => (IdentityKind::Email, line),
        None if line
            .trim_start_matches('+')
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b" -()".contains(&byte)) =>
        {
            (IdentityKind::Phone, line)
        }
        None => {
            return Err(
                "expected a kind, a colon and a value, an e-mail address or a phone number".to_owned()
            );
        }
    };
    Identity::parse(kind, value.trim()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_name_people_in_several_ways() {
        let text =
            "phone:+8613800000001\n\nwang@example.com\n\"+86 138 0000 0002\"\nuser:u-17\nnobody\nemail:no\n";
        let (found, report) = parse(text).expect("a list");
        let kinds: Vec<&str> = found.iter().map(|identity| identity.kind.as_str()).collect();
        assert_eq!(kinds, ["phone", "email", "phone", "user"]);
        let lines: Vec<u64> = report.lines.iter().map(|line| line.line).collect();
        assert_eq!((report.refused, lines), (2, vec![6, 7]));
    }
}
