//! The widget as members set it up.

use serde::{Deserialize, Serialize};
use touchstone_domain::eligibility::Eligibility;
use touchstone_domain::id::{BrandId, CustomerId, SurveyId};
use touchstone_domain::link::Token;
use touchstone_domain::member::Permission;
use touchstone_domain::widget::{self, Widget};
use touchstone_store::rows::surveys;
use touchstone_store::rows::widgets::{self, LookRow, WidgetRow};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::customers::seen;
use crate::{App, Refusal};

/// A widget with what its pages need to know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredWidget {
    /// Of which survey.
    pub survey: SurveyId,
    /// The public key in the pages.
    pub key: String,
    /// How it was set up.
    pub widget: Widget,
    /// When it last changed; none before it was set up.
    pub changed_at: Option<jiff::Timestamp>,
    /// Where this server is reached.
    pub public_url: String,
}

/// What a widget decided about a customer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Looked {
    /// The path of the page that asked.
    pub page: String,
    /// Why.
    pub eligibility: Eligibility,
}

/// The latest decision about a customer.
#[derive(Debug, Clone)]
pub struct KeptLook {
    /// Whom.
    pub customer: CustomerId,
    /// When.
    pub at: jiff::Timestamp,
    /// Whether the survey was shown.
    pub shown: bool,
    /// Where and why.
    pub looked: Looked,
}

impl App {
    /// The widget of a survey; as it would be, before it was set up.
    pub async fn widget(&self, actor: &Actor, survey: SurveyId) -> Result<StoredWidget, Refusal> {
        actor.must(Permission::EditSurvey)?;
        let app = self.clone();
        self.store()
            .read("widget", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                surveys::find(tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
                let public_url = brand.settings.public_url.clone();
                Ok(stored(widgets::find(tx, survey)?, survey, public_url))
            })
            .await
    }

    /// Sets the widget of a survey up.
    pub async fn replace_widget(
        &self,
        actor: &Actor,
        survey: SurveyId,
        widget: Widget,
    ) -> Result<StoredWidget, Refusal> {
        actor.must(Permission::EditSurvey)?;
        let errors = widget::check(&widget);
        if !errors.is_empty() {
            return Err(errors.into());
        }
        let app = self.clone();
        let key = Token::new(self.random_bytes()).to_string();
        self.change("replace_widget", actor, move |change| {
            let brand = app.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
            surveys::find(change.tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
            let before = widgets::find(change.tx, survey)?;
            let key = before.as_ref().map_or(&key, |row| &row.key).clone();
            let row = WidgetRow { survey, key, changed_at: change.now, widget: widget.clone() };
            widgets::save(change.tx, &row)?;
            change.audit("widget.change", survey, &before.map(|row| row.widget), &widget);
            Ok(stored(Some(row), survey, brand.settings.public_url.clone()))
        })
        .await
    }

    /// The secret with which the brand's server signs the ids of users for a widget.
    pub async fn widget_secret(&self, actor: &Actor, survey: SurveyId) -> Result<String, Refusal> {
        actor.must(Permission::EditSurvey)?;
        // The recorded answer of a change holds no secret, so it is read afterwards.
        self.change("widget_secret", actor, move |change| {
            surveys::find(change.tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
            change.audit("widget.secret", survey, &(), &());
            Ok(())
        })
        .await?;
        let app = self.clone();
        self.store()
            .read("widget_secret", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                Ok(brand.links.widget_secret(survey))
            })
            .await
    }

    /// The latest decisions of a widget about customers of one's units, newest first, before a place.
    pub async fn widget_looks(
        &self,
        actor: &Actor,
        survey: SurveyId,
        before: Option<(jiff::Timestamp, CustomerId)>,
        limit: u32,
    ) -> Result<Vec<KeptLook>, Refusal> {
        actor.must(Permission::EditSurvey)?;
        actor.must(Permission::ReadCustomers)?;
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("widget_looks", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                surveys::find(tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
                let mut kept = Vec::new();
                for row in widgets::looks(tx, survey, before, limit.into())? {
                    // Who edits surveys sees the whole brand; merges are followed.
                    match seen(tx, &brand, &scope, row.customer) {
                        Ok(_) => kept.push(KeptLook::read(&row)?),
                        Err(Refusal::NotFound(_)) => {}
                        Err(other) => return Err(other),
                    }
                }
                Ok(kept)
            })
            .await
    }

    /// The origins whose pages may hold a survey in a frame.
    pub async fn widget_origins(&self, brand: BrandId, survey: SurveyId) -> Result<Vec<String>, StoreError> {
        let find = move |tx: &mut Tx<'_>| widgets::find(tx, survey);
        let found = self.store().read("widget_origins", brand, find).await?;
        Ok(found.filter(|row| row.widget.enabled).map(|row| row.widget.origins).unwrap_or_default())
    }
}

fn stored(row: Option<WidgetRow>, survey: SurveyId, public_url: String) -> StoredWidget {
    match row {
        Some(row) => StoredWidget {
            survey,
            key: row.key,
            widget: row.widget,
            changed_at: Some(row.changed_at),
            public_url,
        },
        None => StoredWidget {
            survey,
            key: String::new(),
            widget: Widget::default(),
            changed_at: None,
            public_url,
        },
    }
}

impl KeptLook {
    /// As it is stored.
    pub(crate) fn read(row: &LookRow) -> Result<Self, StoreError> {
        let looked = serde_json::from_str(&row.body)
            .map_err(|error| StoreError::Corrupt(format!("a look: {error}")))?;
        Ok(Self { customer: row.customer, at: row.at, shown: row.shown, looked })
    }
}
