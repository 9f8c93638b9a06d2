//! Surveys to start from: one file each, read and checked by a test.

use serde_json::Value;
use touchstone_domain::locale::LocalizedText;

/// A survey to start from.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyTemplate {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it is for.
    pub purpose: LocalizedText,
    /// The definition; its name is the English one.
    pub document: Value,
}

const TEMPLATES: [(&str, &str); 10] = [
    ("restaurant_dine_in", include_str!("../../starter/surveys/restaurant_dine_in.json")),
    ("restaurant_delivery", include_str!("../../starter/surveys/restaurant_delivery.json")),
    ("restaurant_take_away", include_str!("../../starter/surveys/restaurant_take_away.json")),
    ("retail", include_str!("../../starter/surveys/retail.json")),
    ("parcel_delivery", include_str!("../../starter/surveys/parcel_delivery.json")),
    ("business_hall", include_str!("../../starter/surveys/business_hall.json")),
    ("complaint_follow_up", include_str!("../../starter/surveys/complaint_follow_up.json")),
    ("employee", include_str!("../../starter/surveys/employee.json")),
    ("new_product", include_str!("../../starter/surveys/new_product.json")),
    ("mall", include_str!("../../starter/surveys/mall.json")),
];

/// All of them, in the order they are offered.
#[must_use]
pub fn templates() -> Vec<SurveyTemplate> {
    TEMPLATES.iter().map(|(id, text)| read(id, text)).collect()
}

/// A file holds the definition, with `name` in both languages and `purpose` beside it.
fn read(id: &str, text: &str) -> SurveyTemplate {
    let mut document: Value = serde_json::from_str(text).expect("a test reads every file");
    let mut taken = |field: &str| {
        let value = document.as_object_mut().and_then(|fields| fields.remove(field)).unwrap_or_default();
        serde_json::from_value::<LocalizedText>(value).expect("a test reads every file")
    };
    let (name, purpose) = (taken("name"), taken("purpose"));
    let english = touchstone_domain::locale::Lang::en();
    document["name"] = name.get(&english, &english).into();
    SurveyTemplate { id: id.to_owned(), name, purpose, document }
}

#[cfg(test)]
mod tests {
    use touchstone_domain::id::SurveyId;
    use touchstone_domain::locale::Lang;

    use super::*;

    #[test]
    fn every_template_can_be_published_in_both_languages() {
        let all = templates();
        assert_eq!(all.len(), TEMPLATES.len());
        for template in all {
            let survey = crate::surveys::definition(SurveyId::from_bytes([1; 16]), &template.document)
                .unwrap_or_else(|refusal| panic!("{}: {refusal:?}", template.id));
            for language in [Lang::en(), Lang::zh_cn()] {
                assert!(template.name.exact(&language).is_some(), "{}", template.id);
                assert!(template.purpose.exact(&language).is_some(), "{}", template.id);
                assert!(survey.languages.contains(&language), "{}", template.id);
                untranslated(&template.id, &template.document, &language);
            }
            assert!(survey.questions().count() >= 4, "{}", template.id);
        }
    }

    /// Every text is in every language.
    fn untranslated(id: &str, value: &Value, language: &Lang) {
        match value {
            Value::Object(fields) if fields.contains_key("en") || fields.contains_key("zh-CN") => {
                assert!(fields.contains_key(language.as_str()), "{id}: {value} has no {language}");
            }
            Value::Object(fields) => fields.values().for_each(|value| untranslated(id, value, language)),
            Value::Array(items) => items.iter().for_each(|value| untranslated(id, value, language)),
            _ => {}
        }
    }
}
