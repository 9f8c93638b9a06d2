//! Rendering: a sandbox without files, includes or side effects, bounded in work and output.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use super::Template;
use super::lint::lint;
use crate::id::TemplateId;
use crate::locale::{Lang, LocalizedText};
use crate::offer::Offer;
use crate::playbook::ResponseFacts;

/// Most steps of the template engine in one rendering.
const FUEL: u64 = 20_000;
/// Most bytes of one rendered text.
pub const RENDERED_BYTES_MAX: usize = 64 * 1024;

/// What a template can name.
#[derive(Debug, Clone, Serialize)]
pub struct Variables<'a> {
    /// The brand.
    pub brand: BrandVariables<'a>,
    /// The customer.
    pub customer: CustomerVariables<'a>,
    /// The event that began the run.
    pub event: EventVariables<'a>,
    /// The answer, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<&'a ResponseFacts>,
    /// The unit, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitVariables<'a>>,
    /// The offer, in offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<&'a Offer>,
    /// The personal survey link, in invitations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_link: Option<String>,
    /// Where the customer stops such messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsubscribe_link: Option<String>,
    /// The voucher, in messages that carry one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherVariables<'a>>,
}

/// `voucher` in templates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct VoucherVariables<'a> {
    /// What the customer shows.
    pub code: &'a str,
    /// What they get for it.
    pub worth: &'a str,
    /// The last day on which they get it.
    pub last_day: jiff::civil::Date,
}

/// `brand` in templates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct BrandVariables<'a> {
    /// The name customers read.
    pub name: &'a str,
    /// Where customers reach the brand's pages.
    pub public_url: &'a str,
}

/// `customer` in templates.
#[derive(Debug, Clone, Serialize)]
pub struct CustomerVariables<'a> {
    /// The customer's id.
    pub id: String,
    /// The trait `name`, else `first_name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// All traits.
    pub traits: &'a BTreeMap<String, serde_json::Value>,
    /// From tag to value, empty for tags without one.
    pub tags: BTreeMap<&'a str, &'a str>,
}

/// `event` in templates.
#[derive(Debug, Clone, Serialize)]
pub struct EventVariables<'a> {
    /// The event's name.
    pub name: &'a str,
    /// When it happened, RFC 3339.
    pub occurred_at: String,
    /// Its properties.
    pub properties: &'a serde_json::Value,
}

/// `unit` in templates.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct UnitVariables<'a> {
    /// The brand's own code of it.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its kind.
    pub kind: &'a str,
}

/// A rendered message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The language it is in.
    pub language: Lang,
    /// The subject, if the template has one.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// The HTML, if the template has one.
    pub html: Option<String>,
}

/// Why a message could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// No template of this id.
    #[error("the template does not exist")]
    Unknown,
    /// The template has no text in any language.
    #[error("the template has no text")]
    Empty,
    /// The template asks for too much work or text.
    #[error("the message becomes too long or takes too much work")]
    TooMuch,
    /// Anything the template engine refuses.
    #[error("the template cannot be rendered: {0}")]
    Failed(String),
}

/// The templates of a brand, compiled.
pub struct Templates {
    sources: HashMap<TemplateId, Template>,
    environment: Environment<'static>,
}

/// The parts of a template that are compiled apart.
#[derive(Debug, Clone, Copy)]
enum Part {
    Subject,
    Text,
    Html,
}

impl Part {
    /// The name in the engine; its ending chooses the escaping.
    fn name(self, template: TemplateId, lang: &Lang) -> String {
        match self {
            Self::Subject => format!("{template}/{lang}/subject.txt"),
            Self::Text => format!("{template}/{lang}/body.txt"),
            Self::Html => format!("{template}/{lang}/body.html"),
        }
    }
}

impl Templates {
    /// Compiles templates. One that does not compile is kept, and rendering it is an error.
    #[must_use]
    pub fn new(templates: impl IntoIterator<Item = Template>) -> Self {
        let mut environment = sandbox();
        let mut sources = HashMap::new();
        for template in templates {
            let parts = [
                (Part::Subject, &template.subject),
                (Part::Text, &template.body),
                (Part::Html, &template.html),
            ];
            for (part, texts) in parts {
                for (lang, source) in texts.iter() {
                    let name = part.name(template.id, lang);
                    // Checked when saved; what is broken all the same is missing when rendered.
                    if lint(source).is_ok() {
                        let _ = environment.add_template_owned(name, source.to_owned());
                    }
                }
            }
            sources.insert(template.id, template);
        }
        Self { sources, environment }
    }

    /// A template as it was written.
    #[must_use]
    pub fn get(&self, id: TemplateId) -> Option<&Template> {
        self.sources.get(&id)
    }

    /// Renders a template for a reader of `wanted`, or else of `default`.
    pub fn render(
        &self,
        id: TemplateId,
        wanted: &Lang,
        default: &Lang,
        variables: &Variables<'_>,
    ) -> Result<Rendered, RenderError> {
        let template = self.sources.get(&id).ok_or(RenderError::Unknown)?;
        let (language, _) = template.body.entry(wanted, default).ok_or(RenderError::Empty)?;
        let context = Value::from(Serde(variables));
        let part = |part: Part, texts: &LocalizedText| -> Result<Option<String>, RenderError> {
            // All parts in the body's language, as far as they have it.
            let Some((lang, _)) = texts.entry(language, default) else { return Ok(None) };
            self.render_part(&part.name(id, lang), &context).map(Some)
        };
        let subject = part(Part::Subject, &template.subject)?;
        Ok(Rendered {
            language: language.clone(),
            // A line break in a subject would be a forged header.
            subject: subject.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
            text: part(Part::Text, &template.body)?.unwrap_or_default(),
            html: part(Part::Html, &template.html)?,
        })
    }

    fn render_part(&self, name: &str, context: &Value) -> Result<String, RenderError> {
        let template =
            self.environment.get_template(name).map_err(|error| RenderError::Failed(error.to_string()))?;
        render(&template, context.clone())
    }
}

impl Default for Templates {
    fn default() -> Self {
        Self::new([])
    }
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.sources.keys()).finish()
    }
}

/// An engine without anything that reaches outside: no loader, no includes.
pub(crate) fn sandbox() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(32);
    // A customer without a name gets a message with a gap, not none.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
    });
    environment.add_filter("money", money);
    environment.add_filter("join", join);
    environment
}

/// Hundredths as on a receipt: 3850 is 38.50.
fn money(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let amount = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

/// The engine's own join has no limit.
fn join(list: &Value, between: Option<&str>) -> Result<String, minijinja::Error> {
    let mut joined = String::new();
    for (position, item) in list.try_iter()?.enumerate() {
        if position > 0 {
            joined.push_str(between.unwrap_or_default());
        }
        joined.push_str(&item.to_string());
        if joined.len() > RENDERED_BYTES_MAX {
            let kind = minijinja::ErrorKind::OutOfFuel;
            return Err(minijinja::Error::new(kind, "the joined text is too long"));
        }
    }
    Ok(joined)
}

/// Renders one compiled text with the limits of output.
pub(crate) fn render(template: &minijinja::Template<'_, '_>, context: Value) -> Result<String, RenderError> {
    let mut output = Bounded { bytes: Vec::new(), passed: false };
    let result = template.render_captured_to(context, &mut output).map(drop);
    match result {
        Ok(()) => String::from_utf8(output.bytes).map_err(|error| RenderError::Failed(error.to_string())),
        Err(_) if output.passed => Err(RenderError::TooMuch),
        Err(error) if error.kind() == minijinja::ErrorKind::OutOfFuel => Err(RenderError::TooMuch),
        Err(error) => Err(RenderError::Failed(error.to_string())),
    }
}

struct Bounded {
    bytes: Vec<u8>,
    passed: bool,
}

impl Write for Bounded {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + part.len() > RENDERED_BYTES_MAX {
            self.passed = true;
            return Err(io::Error::other("the text is too long"));
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
