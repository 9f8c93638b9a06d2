//! Reading a survey from its versioned JSON.

use serde_json::Value;

use super::fields::Fields;
use super::{
    Ask, Choice, FORMAT, FaultKind, Faults, MultipleChoice, NpsBands, Page, Paging, Question, Scale,
    SingleChoice, Survey, TEXT_CHARS_DEFAULT, TextField, shorten,
};
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
        Some(version) if version.as_u64() == Some(FORMAT) => {}
        Some(_) => faults.add("version", FaultKind::Expected { expected: "1, the number of this format" }),
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
        thank_you: fields.localized("thank_you", faults),
        notice: fields.localized("notice", faults),
        nps_bands: nps_bands(&mut fields, faults),
    };
    fields.finish(faults);
    Some(survey)
}

fn paging(fields: &mut Fields<'_>, faults: &mut Faults) -> Paging {
    let known = "one_page, page_by_page";
    match fields.optional("paging").map(|value| value.as_str().unwrap_or_default()) {
        None | Some("one_page") => Paging::OnePage,
        Some("page_by_page") => Paging::PageByPage,
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

fn page(value: &Value, path: &str, faults: &mut Faults) -> Option<Page> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let title = fields.localized("title", faults);
    let questions = fields.list("questions", faults, question);
    fields.finish(faults);
    Some(Page { id: id?, title, questions })
}

fn question(value: &Value, path: &str, faults: &mut Faults) -> Option<Question> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let title = fields.localized("title", faults);
    let help = fields.localized("help", faults);
    let required = fields.flag("required", faults);
    let touchpoint = match fields.optional("touchpoint") {
        Some(_) => fields.parsed("touchpoint", "the name of a touchpoint", faults),
        None => None,
    };
    // Without its kind nothing is known about the other fields, so none is called unknown.
    let ask = ask(&mut fields, faults)?;
    fields.finish(faults);
    Some(Question { id: id?, title, help, required, touchpoint, ask })
}

fn ask(fields: &mut Fields<'_>, faults: &mut Faults) -> Option<Ask> {
    let kind: String = fields.parsed("kind", "the name of a kind of question", faults)?;
    Some(match kind.as_str() {
        "nps" => Ask::Nps(scale(fields, faults)),
        "csat" => Ask::Csat(scale(fields, faults)),
        "ces" => Ask::Ces(scale(fields, faults)),
        "item_rating" => Ask::ItemRating(scale(fields, faults)),
        "single_choice" => Ask::SingleChoice(SingleChoice {
            options: fields.list("options", faults, choice),
            other: fields.flag("other", faults),
        }),
        "multiple_choice" => Ask::MultipleChoice(MultipleChoice {
            options: fields.list("options", faults, choice),
            other: fields.flag("other", faults),
            choose_min: fields.number("choose_min", faults),
            choose_max: fields.number("choose_max", faults),
        }),
        "text" => Ask::Text(TextField {
            chars_max: fields.number("chars_max", faults).unwrap_or(TEXT_CHARS_DEFAULT),
            multiline: fields.flag("multiline", faults),
        }),
        unknown => {
            let given = shorten(unknown);
            faults.add(fields.path("kind"), FaultKind::UnknownKind { given, known: Ask::KINDS });
            return None;
        }
    })
}

fn scale(fields: &mut Fields<'_>, faults: &mut Faults) -> Scale {
    Scale { low: fields.localized("low", faults), high: fields.localized("high", faults) }
}

fn choice(value: &Value, path: &str, faults: &mut Faults) -> Option<Choice> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let label = fields.localized("label", faults);
    fields.finish(faults);
    Some(Choice { id: id?, label })
}
