//! Reading a survey from its versioned JSON: its frame, pages and questions.

use serde_json::Value;

use super::fields::Fields;
use super::{FORMAT, FaultKind, Faults, NpsBands, Page, Paging, Question, Survey, Taking, shorten};
use super::{read_ask, read_logic};
use crate::field::FieldError;
use crate::id::SurveyId;

impl Survey {
    /// Reads a definition. `id` is the server's: one that stands in the document gives way, so that
    /// what was exported can be sent back.
    ///
    /// # Errors
    /// Every field with a wrong form, by its path. Whether the survey makes sense is for
    /// [`check`](super::check) to say.
    pub fn read(id: SurveyId, document: &Value) -> Result<Self, Vec<FieldError>> {
        let mut faults = Faults::default();
        let survey = survey(id, document, &mut faults);
        faults.finish(survey).map_err(|faults| faults.into_iter().map(FieldError::from).collect())
    }
}

fn survey(id: SurveyId, document: &Value, faults: &mut Faults) -> Option<Survey> {
    let mut fields = Fields::of(document, "", faults)?;
    match fields.required("version", faults) {
        // The first format had fewer kinds of question and no logic; what it has, it has in the same form.
        Some(version) if matches!(version.as_u64(), Some(1..=FORMAT)) => {}
        Some(_) => {
            faults.add("version", FaultKind::Expected { expected: "1 or 2, the number of the format" });
        }
        None => {}
    }
    fields.optional("id");
    let default_language = fields.parsed("default_language", "a language tag like zh-CN or en", faults);
    let languages = fields.list("languages", faults, |value, path, faults| {
        let lang = value.as_str().and_then(|tag| tag.parse().ok());
        if lang.is_none() {
            faults.add(path, FaultKind::Expected { expected: "a language tag like zh-CN or en" });
        }
        lang
    });
    let survey = Survey {
        id,
        name: fields.parsed("name", "a text", faults).unwrap_or_default(),
        default_language: default_language.unwrap_or_else(crate::locale::Lang::en),
        languages,
        title: fields.localized("title", faults),
        intro: fields.localized("intro", faults),
        paging: paging(&mut fields, faults),
        pages: fields.list("pages", faults, page),
        random_pages: fields.flag("random_pages", faults),
        hidden: fields.maybe_list("hidden", faults, read_logic::hidden),
        computed: fields.maybe_list("computed", faults, read_logic::computed),
        rules: fields.maybe_list("rules", faults, read_logic::rule),
        endings: fields.maybe_list("endings", faults, read_logic::ending),
        quotas: fields.maybe_list("quotas", faults, read_logic::quota),
        thank_you: fields.localized("thank_you", faults),
        notice: fields.localized("notice", faults),
        nps_bands: nps_bands(&mut fields, faults),
        taking: taking(&mut fields, faults),
    };
    fields.finish(faults);
    Some(survey)
}

fn paging(fields: &mut Fields<'_>, faults: &mut Faults) -> Paging {
    let known = "one_page, page_by_page, one_question";
    match fields.optional("paging").map(|value| value.as_str().unwrap_or_default()) {
        None | Some("one_page") => Paging::OnePage,
        Some("page_by_page") => Paging::PageByPage,
        Some("one_question") => Paging::OneQuestion,
        Some(given) => {
            faults.add(fields.path("paging"), FaultKind::UnknownKind { given: shorten(given), known });
            Paging::OnePage
        }
    }
}

fn nps_bands(fields: &mut Fields<'_>, faults: &mut Faults) -> NpsBands {
    let default = NpsBands::default();
    let Some(value) = fields.optional("nps_bands") else { return default };
    let Some(mut bands) = Fields::of(value, &fields.path("nps_bands"), faults) else { return default };
    // Numbers above a byte become one that `check` refuses.
    let mut bound = |name, default| match bands.number(name, faults) {
        Some(number) => u8::try_from(number).unwrap_or(u8::MAX),
        None => default,
    };
    let read = NpsBands {
        detractor_max: bound("detractor_max", default.detractor_max),
        passive_max: bound("passive_max", default.passive_max),
    };
    bands.finish(faults);
    read
}

fn taking(fields: &mut Fields<'_>, faults: &mut Faults) -> Taking {
    let Some(value) = fields.optional("taking") else { return Taking::default() };
    let Some(mut taking) = Fields::of(value, &fields.path("taking"), faults) else {
        return Taking::default();
    };
    let instant = "an instant like 2026-11-22T09:00:00Z";
    let read = Taking {
        opens_at: taking.maybe("opens_at", instant, faults),
        closes_at: taking.maybe("closes_at", instant, faults),
        responses_max: taking.number("responses_max", faults),
        again_after_days: taking.number("again_after_days", faults),
    };
    taking.finish(faults);
    read
}

fn page(value: &Value, path: &str, faults: &mut Faults) -> Option<Page> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let title = fields.localized("title", faults);
    let show_when = fields.source("show_when", faults);
    let random_questions = fields.flag("random_questions", faults);
    let fixed = fields.flag("fixed", faults);
    let questions = fields.list("questions", faults, question);
    fields.finish(faults);
    Some(Page { id: id?, title, show_when, random_questions, fixed, questions })
}

fn question(value: &Value, path: &str, faults: &mut Faults) -> Option<Question> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let title = fields.localized("title", faults);
    let help = fields.localized("help", faults);
    let required = fields.flag("required", faults);
    let required_when = fields.source("required_when", faults);
    let show_when = fields.source("show_when", faults);
    let checks = fields.maybe_list("checks", faults, read_logic::check);
    let touchpoint = fields.maybe("touchpoint", "the name of a touchpoint", faults);
    // Without its kind nothing is known about the other fields, so none is called unknown.
    let ask = read_ask::ask(&mut fields, faults)?;
    fields.finish(faults);
    Some(Question { id: id?, title, help, required, required_when, show_when, checks, touchpoint, ask })
}
