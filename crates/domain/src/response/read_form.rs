//! Answers from an HTML form.
//!
//! The fields of question `k` are `a.k` (a number, a text, an option, `yes` or `no`; repeated for several
//! options), `a.k.other` (own words), `a.k.3` (the rating of the link's fourth item), `a.k.row` (a row of a
//! matrix, repeated for several columns), `a.k.option` (its place in a ranking), `a.k.part` (a part of the
//! contact details) and `a.k.remove` (a file to take away). A page that leaves a question out does not touch
//! it; `h.x` is what the address brought for the hidden field `x`. A group of checkboxes sends an empty `a.k` besides, so that unticking all of them is seen.
//! `on` names the questions that the page shows, with blanks between them.

use std::collections::BTreeMap;

use super::{
    Patch,
    read_form_ask::{Raw, Reader},
};
use crate::link::Item;
use crate::locale::Lang;
use crate::survey::{Fault, QUESTIONS_MAX, Survey};

/// How many fields of a form are looked at: a page on which every box of 18 of the largest matrices is ticked
/// stays below.
pub const FORM_FIELDS_MAX: usize = 45_000;

/// The page of a form that stands on none of them: it holds all that there is to answer.
pub const ALL_PAGES: usize = usize::MAX;

/// What a posted form says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// The answers that could be read.
    pub patch: Patch,
    /// The answers that could not, as `answers.k` or with the part of the field, like `answers.k.other`.
    pub faults: Vec<Fault>,
    /// Refused texts by form field, to be shown back rather than lost.
    pub typed: BTreeMap<String, String>,
    /// What the respondent pressed.
    pub command: Command,
    /// The page the form stood on.
    pub page: usize,
    /// The questions that stood on the form, if it says so.
    pub stood: Option<Vec<String>>,
    /// The language chosen.
    pub language: Option<Lang>,
    /// What the page's address brought for hidden fields, by name.
    pub hidden: BTreeMap<String, String>,
}

/// What the respondent pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Command {
    /// Keep what is there and show the page again.
    #[default]
    Save,
    /// On to the next page.
    Next,
    /// Back to the page before.
    Back,
    /// Done.
    Submit,
}

/// Reads a decoded form. Unknown fields are ignored, since browsers' extensions and shared links add
/// their own; nothing in the input makes it fail.
#[must_use]
pub fn read_form<'f>(
    survey: &Survey,
    items: &[Item],
    fields: impl IntoIterator<Item = (&'f str, &'f str)>,
) -> Form {
    // Who sends all at once need not say on which page.
    let mut form = Form { page: ALL_PAGES, ..Form::default() };
    let mut raw: BTreeMap<&str, Raw<'f>> = BTreeMap::new();
    for (name, value) in fields.into_iter().take(FORM_FIELDS_MAX) {
        match name {
            "do" => command(value, &mut form),
            // The language the page was shown in; a language button pressed on it counts more.
            "lang" => form.language = form.language.take().or_else(|| value.parse().ok()),
            "page" => form.page = value.parse().unwrap_or(ALL_PAGES),
            // No form holds more questions than a survey can have.
            "on" => form.stood = Some(value.split(' ').take(QUESTIONS_MAX).map(str::to_owned).collect()),
            _ => {
                if let Some(hidden) = name.strip_prefix("h.") {
                    form.hidden.insert(hidden.to_owned(), value.to_owned());
                } else if let Some(rest) = name.strip_prefix("a.") {
                    let (key, part) = rest.split_once('.').unwrap_or((rest, ""));
                    raw.entry(key).or_default().add(part, value);
                }
            }
        }
    }
    let mut reader = Reader::new(items, &mut form);
    for question in survey.questions() {
        if let Some(raw) = raw.get(question.id.as_str()) {
            reader.question(question, raw);
        }
    }
    form.faults = reader.finish();
    form
}

fn command(value: &str, form: &mut Form) {
    match value {
        "next" => form.command = Command::Next,
        "back" => form.command = Command::Back,
        "submit" => form.command = Command::Submit,
        _ => {
            if let Some(tag) = value.strip_prefix("lang:") {
                form.language = tag.parse().ok();
            }
        }
    }
}
