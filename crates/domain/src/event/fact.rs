//! The typed meaning of an event.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::Value;

use super::order::{self, Order, Place, Refund};
use super::{Event, OWN_SOURCE, name};
use crate::field::FieldError;
use crate::id::{CaseId, LinkId, ResponseId, SurveyId};

/// Longest short text taken from a property, in bytes.
const TEXT_BYTES_MAX: usize = 512;
/// Longest comment, review or transcript read, in bytes.
const COMMENT_BYTES_MAX: usize = 16 * 1024;

/// What an event means to the product.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// `Order Completed`.
    OrderCompleted(Order),
    /// `Order Refunded`.
    OrderRefunded(Refund),
    /// `Product Viewed`: product and category.
    ProductViewed {
        /// The product's id.
        product: String,
        /// Its category.
        category: Option<String>,
        /// Where.
        place: Place,
    },
    /// `Visit Started`.
    VisitStarted(Visit),
    /// `Review Posted`.
    ReviewPosted(Review),
    /// `Complaint Filed`.
    ComplaintFiled(Complaint),
    /// `Call Transcribed`: what was said.
    CallTranscribed(Complaint),
    /// `Mention Found`: what was said in public.
    MentionFound(Complaint),
    /// `Stock Changed`.
    StockChanged(Stock),
    /// `Promotion Published`.
    PromotionPublished(Promotion),
    /// A submitted response, from the product itself.
    SurveyAnswered(Answered),
    /// Anything else, with the place if it names one.
    Generic(Place),
}

/// `Visit Started`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visit {
    /// Where.
    pub place: Place,
}

/// `Review Posted`.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Stars or points, if any.
    pub rating: Option<f64>,
    /// The highest rating possible (5 if not said).
    pub rating_max: f64,
    /// The text.
    pub text: Option<String>,
    /// Where.
    pub place: Place,
}

/// A complaint, a call or a mention: a text and a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// What the customer said.
    pub text: Option<String>,
    /// The order it is about.
    pub order_id: Option<String>,
    /// Where.
    pub place: Place,
}

/// `Stock Changed`.
#[derive(Debug, Clone, PartialEq)]
pub struct Stock {
    /// The product's id.
    pub product: String,
    /// Its name.
    pub name: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// Its price.
    pub price: Option<f64>,
    /// Where; no unit means the whole brand.
    pub place: Place,
    /// How many are left; none means unlimited.
    pub quantity: Option<f64>,
}

/// `Promotion Published`.
#[derive(Debug, Clone, PartialEq)]
pub struct Promotion {
    /// The brand's id of the promotion.
    pub promotion: String,
    /// What the customer reads.
    pub title: String,
    /// Products it is for; with categories both empty means all.
    pub products: Vec<String>,
    /// Categories it is for.
    pub categories: Vec<String>,
    /// How strongly offers prefer it; 1 is neutral.
    pub weight: f64,
    /// From when.
    pub starts_at: Option<Timestamp>,
    /// Until when, exclusive.
    pub ends_at: Option<Timestamp>,
}

/// A submitted response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The response.
    pub response: ResponseId,
    /// Its survey.
    pub survey: SurveyId,
    /// The link it came through.
    pub link: LinkId,
    /// The case this answer follows up, if it does.
    pub case: Option<CaseId>,
    /// Where.
    pub place: Place,
}

/// Reads fields of an object and names them in errors.
pub(super) struct Fields<'a> {
    object: &'a Value,
    path: Cow<'static, str>,
}

impl<'a> Fields<'a> {
    pub(super) fn nested(object: &'a Value, path: String) -> Self {
        Self { object, path: Cow::Owned(path) }
    }

    pub(super) fn path(&self, field: &str) -> String {
        format!("{}.{field}", self.path)
    }

    pub(super) fn get(&self, field: &str) -> Option<&'a Value> {
        self.object.get(field)
    }

    /// The first of several names that holds a usable short text.
    pub(super) fn text_of(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.get(name).and_then(text))
    }

    pub(super) fn required(&self, field: &str, errors: &mut Vec<FieldError>) -> Option<String> {
        let value = self.get(field).and_then(text);
        if value.is_none() {
            errors.push(FieldError::new(
                self.path(field),
                "required",
                format!("`{field}` is needed, as text of at most 512 bytes."),
            ));
        }
        value
    }

    /// The first of several names that is present, as a finite number; numbers in text are accepted.
    pub(super) fn number_of(&self, names: &[&str], errors: &mut Vec<FieldError>) -> Option<f64> {
        let (name, value) = names.iter().find_map(|name| match self.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => Some((name, value)),
        })?;
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let finite = number.filter(|number: &f64| number.is_finite() && number.abs() < 1e15);
        if finite.is_none() {
            errors.push(FieldError::new(self.path(name), "type", format!("`{name}` must be a number.")));
        }
        finite
    }

    fn time_of(&self, field: &str, errors: &mut Vec<FieldError>) -> Option<Timestamp> {
        let value = self.get(field).filter(|value| !value.is_null())?;
        let time = value.as_str().and_then(|text| text.parse().ok());
        if time.is_none() {
            errors.push(FieldError::new(
                self.path(field),
                "type",
                format!("`{field}` must be an RFC 3339 time."),
            ));
        }
        time
    }

    fn list_of(&self, field: &str) -> Vec<String> {
        let list = self.get(field).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(text).take(order::LINES_MAX).collect()
    }

    fn comment(&self, names: &[&str]) -> Option<String> {
        let value = names.iter().find_map(|name| self.get(name).and_then(Value::as_str))?;
        let mut end = value.len().min(COMMENT_BYTES_MAX);
        while !value.is_char_boundary(end) {
            end -= 1;
        }
        Some(value[..end].to_owned())
    }
}

/// A short text: strings as they are, whole numbers as written.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() && text.len() <= TEXT_BYTES_MAX => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The typed meaning of an event; a known name with unusable fields is generic and says why.
pub(super) fn understand(event: &Event) -> (Fact, Vec<FieldError>) {
    let fields = Fields { object: &event.properties, path: Cow::Borrowed("properties") };
    let place = Place::read(&fields, &event.context);
    let mut errors = Vec::new();
    let fact = match event.name.as_str() {
        name::ORDER_COMPLETED => order::order(&fields, &place, &mut errors).map(Fact::OrderCompleted),
        name::ORDER_REFUNDED => order::refund(&fields, &place, &mut errors).map(Fact::OrderRefunded),
        name::PRODUCT_VIEWED => product_viewed(&fields, &place, &mut errors),
        name::VISIT_STARTED => Some(Fact::VisitStarted(Visit { place: place.clone() })),
        name::REVIEW_POSTED => Some(review(&fields, &place, &mut errors)),
        name::COMPLAINT_FILED => Some(Fact::ComplaintFiled(complaint(&fields, &place))),
        name::CALL_TRANSCRIBED => Some(Fact::CallTranscribed(complaint(&fields, &place))),
        name::MENTION_FOUND => Some(Fact::MentionFound(complaint(&fields, &place))),
        name::STOCK_CHANGED => stock(&fields, &place, &mut errors),
        name::PROMOTION_PUBLISHED => promotion(&fields, &mut errors),
        // Only the product itself says that a survey was answered: a source key cannot forge it.
        name::SURVEY_ANSWERED if event.source == OWN_SOURCE => answered(&fields, &place),
        _ => None,
    };
    match fact {
        Some(fact) if errors.is_empty() => (fact, errors),
        _ => (Fact::Generic(place), errors),
    }
}

fn product_viewed(fields: &Fields<'_>, place: &Place, errors: &mut Vec<FieldError>) -> Option<Fact> {
    let product = fields.text_of(&["product_id", "sku", "id"]);
    if product.is_none() {
        errors.push(FieldError::new(
            fields.path("product_id"),
            "required",
            "Name the product by `product_id` or `sku`.",
        ));
    }
    let category = fields.text_of(&["category"]);
    Some(Fact::ProductViewed { product: product?, category, place: place.clone() })
}

fn review(fields: &Fields<'_>, place: &Place, errors: &mut Vec<FieldError>) -> Fact {
    Fact::ReviewPosted(Review {
        rating: fields.number_of(&["rating", "stars", "score"], errors),
        rating_max: fields.number_of(&["rating_max"], errors).unwrap_or(5.0),
        text: fields.comment(&["text", "review_body", "comment"]),
        place: place.clone(),
    })
}

fn complaint(fields: &Fields<'_>, place: &Place) -> Complaint {
    Complaint {
        text: fields.comment(&["text", "transcript", "comment", "message"]),
        order_id: fields.text_of(&["order_id"]),
        place: place.clone(),
    }
}

fn stock(fields: &Fields<'_>, place: &Place, errors: &mut Vec<FieldError>) -> Option<Fact> {
    let product = fields.text_of(&["product_id", "sku", "id"]);
    if product.is_none() {
        errors.push(FieldError::new(
            fields.path("product_id"),
            "required",
            "Name the product by `product_id` or `sku`.",
        ));
    }
    // Whatever is wrong is said at once.
    let (price, quantity) =
        (fields.number_of(&["price"], errors), fields.number_of(&["quantity", "in_stock"], errors));
    Some(Fact::StockChanged(Stock {
        product: product?,
        name: fields.text_of(&["name"]),
        category: fields.text_of(&["category"]),
        price,
        place: place.clone(),
        quantity,
    }))
}

fn promotion(fields: &Fields<'_>, errors: &mut Vec<FieldError>) -> Option<Fact> {
    let promotion = fields.required("promotion_id", errors);
    let title = fields.required("title", errors);
    let weight = fields.number_of(&["weight"], errors).unwrap_or(1.0).clamp(0.0, 100.0);
    let (starts_at, ends_at) = (fields.time_of("starts_at", errors), fields.time_of("ends_at", errors));
    Some(Fact::PromotionPublished(Promotion {
        promotion: promotion?,
        title: title?,
        products: fields.list_of("products"),
        categories: fields.list_of("categories"),
        weight,
        starts_at,
        ends_at,
    }))
}

fn answered(fields: &Fields<'_>, place: &Place) -> Option<Fact> {
    let id = |name: &str| fields.get(name).and_then(Value::as_str);
    Some(Fact::SurveyAnswered(Answered {
        response: id("response_id")?.parse().ok()?,
        survey: id("survey_id")?.parse().ok()?,
        link: id("link_id")?.parse().ok()?,
        case: id("case_id").and_then(|text| text.parse().ok()),
        place: place.clone(),
    }))
}

impl Fact {
    /// Where it happened, as far as the event says; a promotion is the brand's.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::OrderCompleted(order) => Some(&order.place),
            Self::OrderRefunded(refund) => Some(&refund.place),
            Self::VisitStarted(visit) => Some(&visit.place),
            Self::ReviewPosted(review) => Some(&review.place),
            Self::ComplaintFiled(said) | Self::CallTranscribed(said) | Self::MentionFound(said) => {
                Some(&said.place)
            }
            Self::SurveyAnswered(answered) => Some(&answered.place),
            Self::StockChanged(stock) => Some(&stock.place),
            Self::ProductViewed { place, .. } | Self::Generic(place) => Some(place),
            Self::PromotionPublished(_) => None,
        }
    }
}
