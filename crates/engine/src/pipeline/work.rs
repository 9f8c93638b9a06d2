//! What a batch changes, collected in memory and written once.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use touchstone_domain::effect::{Effect, EffectKind, LinkRequest};
use touchstone_domain::eligibility::SurveyTerms;
use touchstone_domain::event::Fact;
use touchstone_domain::id::SurveyId;
use touchstone_domain::link::{Item, Link, LinkKind, LinkParams};
use touchstone_domain::offer::{Entry, Promotion};
use touchstone_domain::playbook::Decision;
use touchstone_store::rows::catalogue::StockRow;
use touchstone_store::rows::surveys::LinkRow;
use touchstone_store::rows::timers::{Subject, TimerRow};
use touchstone_store::rows::{brands, catalogue, customers, surveys, timers};
use touchstone_store::{StoreError, Tx};

use super::beside::beside;
use super::people::People;
use super::runs::Runs;
use crate::brand::Brand;
use crate::{asking, counting};

/// A batch under way.
pub struct Work<'a> {
    /// The brand as it was when the batch began.
    pub brand: &'a Brand,
    /// The time of the whole batch.
    pub now: Timestamp,
    /// Its customers.
    pub people: People,
    /// Their runs.
    pub runs: Runs,
    /// What was decided, in order.
    pub effects: Vec<Effect>,
    surveys: Option<Arc<HashMap<SurveyId, SurveyTerms>>>,
    timers: Vec<TimerRow>,
    stock: HashMap<(String, String), Entry>,
    promotions: HashMap<String, Promotion>,
}

impl<'a> Work<'a> {
    /// A batch in which nothing has happened yet.
    #[must_use]
    pub fn new(brand: &'a Brand, people: People, now: Timestamp) -> Self {
        Self {
            brand,
            now,
            people,
            runs: Runs::default(),
            effects: Vec::new(),
            surveys: None,
            timers: Vec::new(),
            stock: HashMap::new(),
            promotions: HashMap::new(),
        }
    }

    /// The surveys that playbooks ask, with the answers of those that limit them counted once for the batch.
    pub fn surveys(&mut self, tx: &mut Tx) -> Result<Arc<HashMap<SurveyId, SurveyTerms>>, StoreError> {
        if let Some(surveys) = &self.surveys {
            return Ok(Arc::clone(surveys));
        }
        let mut surveys = Arc::clone(&self.brand.surveys);
        if surveys.values().any(|terms| terms.taking.responses_max.is_some()) {
            for (&survey, terms) in Arc::make_mut(&mut surveys) {
                asking::facts::count(tx, survey, terms)?;
            }
        }
        Ok(Arc::clone(self.surveys.insert(surveys)))
    }

    /// Takes over what was decided, but for its looks and changes, which belong to the trace.
    pub fn decided(&mut self, decision: Decision) {
        decision.runs.into_iter().for_each(|run| self.runs.moved(run));
        self.effects.extend(decision.effects);
        self.timers.extend(decision.timers.into_iter().map(|timer| TimerRow {
            due_at: timer.due_at,
            brand: self.brand.id,
            subject: Subject::Run(timer.run),
            token: 0,
        }));
    }

    /// Takes over what an event says of products and promotions.
    pub fn catalogue(&mut self, fact: &Fact, at: Timestamp) {
        match fact {
            Fact::StockChanged(stock) => {
                let key = (stock.product.clone(), stock.place.unit.clone().unwrap_or_default());
                self.stock.insert(key, Entry::new(stock, at));
            }
            Fact::PromotionPublished(published) => {
                self.promotions.insert(published.promotion.clone(), Promotion::new(published, at));
            }
            _ => {}
        }
    }

    /// When the first of the timers that were set is due.
    pub fn first_timer(&self) -> Option<Timestamp> {
        self.timers.iter().map(|timer| timer.due_at).min()
    }

    /// Writes everything, beside what `aside` computes; answers the effects in the order they were decided.
    pub fn save<A: Send>(
        self,
        tx: &mut Tx,
        size: usize,
        aside: impl FnOnce() -> A + Send,
    ) -> Result<(A, Vec<Effect>), StoreError> {
        let packed = customers::are_packed(tx);
        let aside = || (aside(), self.people.prepare(packed));
        let ((aside, prepared), saved) = beside(size, aside, || self.save_decisions(tx));
        saved?;
        self.people.write(tx, prepared)?;
        Ok((aside, self.effects))
    }

    /// Writes everything but the customers.
    fn save_decisions(&self, tx: &mut Tx) -> Result<(), StoreError> {
        self.runs.save(tx)?;
        if !self.timers.is_empty() {
            timers::insert_many(tx, &self.timers)?;
        }
        self.save_links(tx)?;
        self.save_catalogue(tx)
    }

    fn save_links(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let requests = self.effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::Send(message) => message.link.as_ref(),
            _ => None,
        });
        let links: Vec<Link> = requests.map(personal_link).collect();
        if links.is_empty() {
            return Ok(());
        }
        let rows = links.iter().map(|link| self.link_row(link)).collect::<Result<Vec<_>, _>>()?;
        surveys::save_links(tx, &rows)?;
        counting::invited(tx, self.brand, &links, self.now)
    }

    fn link_row(&self, link: &Link) -> Result<LinkRow, StoreError> {
        Ok(LinkRow {
            link: link.id,
            token: self.brand.links.token(link.id).to_string(),
            survey: link.survey,
            kind: link.kind.name().to_owned(),
            customer: link.params.customer,
            created_at: self.now,
            body: serde_json::to_string(link).map_err(|error| StoreError::Defect(error.to_string()))?,
        })
    }

    fn save_catalogue(&self, tx: &mut Tx) -> Result<(), StoreError> {
        if self.stock.is_empty() && self.promotions.is_empty() {
            return Ok(());
        }
        let change = brands::catalogue_changes(tx)?;
        let json =
            |text: serde_json::Result<String>| text.map_err(|error| StoreError::Defect(error.to_string()));
        let mut rows = Vec::with_capacity(self.stock.len());
        for ((product, unit), entry) in &self.stock {
            let body = json(serde_json::to_string(entry))?;
            rows.push(StockRow { product: product.clone(), unit: unit.clone(), body });
        }
        if !rows.is_empty() {
            catalogue::save_stock(tx, &rows, change)?;
        }
        for (id, promotion) in &self.promotions {
            catalogue::save_promotion(tx, id, &json(serde_json::to_string(promotion))?, change)?;
        }
        Ok(())
    }
}

/// The link that a message carries, with what an answer through it is about.
fn personal_link(request: &LinkRequest) -> Link {
    let about = &request.about;
    let item = |product: &touchstone_domain::effect::Item| Item {
        id: product.id.clone(),
        name: product.name.clone().unwrap_or_else(|| product.id.clone()),
    };
    Link {
        id: request.id,
        survey: request.survey,
        kind: LinkKind::Personal,
        params: LinkParams {
            unit: request.unit,
            unit_code: about.unit.clone(),
            staff: about.staff.clone(),
            group: about.group.clone(),
            order: about.order_id.clone(),
            channel: about.channel.clone(),
            customer: Some(request.customer),
            case: request.case,
            items: about.products.iter().map(item).collect(),
            ..LinkParams::default()
        },
        expires_at: Some(request.expires_at),
        revoked_at: None,
    }
}
