//! The brand's settings: its name, time zone and colour, and how often customers may be contacted.

use serde_json::{Map, Value};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::field::FieldError;
use touchstone_store::StoreError;
use touchstone_store::rows::{brands, files};

use crate::access::Actor;
use crate::{App, Refusal};

impl App {
    /// The settings of the actor's brand.
    pub async fn settings(&self, actor: &Actor) -> Result<BrandSettings, Refusal> {
        let row = self.store().read("settings", actor.brand, brands::load).await?;
        Ok(row.ok_or(Refusal::NotFound("brand"))?.settings)
    }

    /// Bytes of all files that respondents of the actor's brand sent.
    pub async fn file_bytes(&self, actor: &Actor) -> Result<i64, Refusal> {
        Ok(self.store().read("file_bytes", actor.brand, files::bytes_of_brand).await?)
    }

    /// Changes the named settings and leaves the others; an object in an object is changed as a whole.
    pub async fn change_settings(
        &self,
        actor: &Actor,
        changes: Map<String, Value>,
    ) -> Result<BrandSettings, Refusal> {
        self.change("settings", actor, move |change| {
            let before = brands::load(change.tx)?.ok_or(Refusal::NotFound("brand"))?.settings;
            let after = with(&before, &changes)?;
            let errors = after.check();
            if !errors.is_empty() {
                return Err(errors.into());
            }
            if after == before {
                change.unchanged();
            } else {
                brands::save_settings(change.tx, &after)?;
                change.audit("settings.change", change.actor().brand, &before, &after);
            }
            Ok(after)
        })
        .await
    }
}

fn with(before: &BrandSettings, changes: &Map<String, Value>) -> Result<BrandSettings, Refusal> {
    let mut document = serde_json::to_value(before).map_err(|error| StoreError::Defect(error.to_string()))?;
    let fields = document.as_object_mut().ok_or(Refusal::NotFound("brand"))?;
    for (name, value) in changes {
        if !fields.contains_key(name) {
            return Err(FieldError::new(name.as_str(), "unknown_field", "There is no such setting.").into());
        }
        // One at a time, so that the error names the field.
        let held = fields.insert(name.clone(), value.clone());
        if let Err(error) = serde_json::from_value::<BrandSettings>(Value::Object(fields.clone())) {
            let message = error.to_string();
            fields.extend(held.map(|held| (name.clone(), held)));
            return Err(FieldError::new(name.as_str(), "invalid", message).into());
        }
    }
    serde_json::from_value(document).map_err(|error| StoreError::Defect(error.to_string()).into())
}
