//! Reading what is asked: the fields that belong to a question's kind.

use serde_json::Value;

use super::fields::Fields;
use super::{
    Ask, Cells, Choice, Consent, Contact, ContactPart, DateField, FaultKind, Faults, FileField, Matrix,
    MultipleChoice, Number, NumberField, Ranking, Rating, Scale, Shape, SingleChoice, Slider,
    TEXT_CHARS_DEFAULT, TextField, YesNo, shorten,
};

/// The files of an answer when the question does not say.
const FILES_MAX_DEFAULT: u32 = 1;
/// The size of a file when the question does not say.
const SIZE_MAX_KB_DEFAULT: u32 = 5_120;

pub(super) fn ask(fields: &mut Fields<'_>, faults: &mut Faults) -> Option<Ask> {
    let kind: String = fields.parsed("kind", "the name of a kind of question", faults)?;
    Some(match kind.as_str() {
        "nps" => Ask::Nps(scale(fields, faults)),
        "csat" => Ask::Csat(scale(fields, faults)),
        "ces" => Ask::Ces(scale(fields, faults)),
        "rating" => Ask::Rating(rating(fields, faults)),
        "item_rating" => Ask::ItemRating(scale(fields, faults)),
        "single_choice" => Ask::SingleChoice(SingleChoice {
            options: fields.list("options", faults, choice),
            other: fields.flag("other", faults),
            dropdown: fields.flag("dropdown", faults),
            random_options: fields.flag("random_options", faults),
        }),
        "multiple_choice" => Ask::MultipleChoice(MultipleChoice {
            options: fields.list("options", faults, choice),
            other: fields.flag("other", faults),
            choose_min: fields.number("choose_min", faults),
            choose_max: fields.number("choose_max", faults),
            random_options: fields.flag("random_options", faults),
        }),
        "ranking" => Ask::Ranking(Ranking {
            options: fields.list("options", faults, choice),
            places: fields.number("places", faults),
            random_options: fields.flag("random_options", faults),
        }),
        "matrix" => Ask::Matrix(Matrix {
            rows: fields.list("rows", faults, choice),
            random_rows: fields.flag("random_rows", faults),
            every_row: fields.flag("every_row", faults),
            cells: cells(fields, faults)?,
        }),
        "slider" => Ask::Slider(Slider {
            min: fields.decimal("min", faults).unwrap_or(Number::from(0)),
            max: fields.decimal("max", faults).unwrap_or(Number::from(100)),
            step: fields.decimal("step", faults).unwrap_or(Number::from(1)),
            scale: scale(fields, faults),
        }),
        "text" => Ask::Text(TextField {
            chars_max: fields.number("chars_max", faults).unwrap_or(TEXT_CHARS_DEFAULT),
            multiline: fields.flag("multiline", faults),
        }),
        "number" => Ask::Number(NumberField {
            min: fields.decimal("min", faults),
            max: fields.decimal("max", faults),
            decimals: byte(fields, "decimals", 0, faults),
            measure: fields.localized("measure", faults),
        }),
        "date" => {
            let day = "a day like 2026-11-22";
            let (min, max) = (fields.maybe("min", day, faults), fields.maybe("max", day, faults));
            Ask::Date(DateField { min, max })
        }
        "time" => Ask::Time,
        "email" => Ask::Email,
        "phone" => Ask::Phone,
        "contact" => Ask::Contact(Contact { parts: fields.list("parts", faults, contact_part) }),
        "yes_no" => {
            Ask::YesNo(YesNo { yes: fields.localized("yes", faults), no: fields.localized("no", faults) })
        }
        "consent" => Ask::Consent(Consent { label: fields.localized("label", faults) }),
        "file" => Ask::File(FileField {
            images_only: fields.flag("images_only", faults),
            files_max: byte(fields, "files_max", FILES_MAX_DEFAULT, faults),
            size_max_kb: fields.number("size_max_kb", faults).unwrap_or(SIZE_MAX_KB_DEFAULT),
        }),
        "statement" => Ask::Statement,
        unknown => {
            let given = shorten(unknown);
            faults.add(fields.path("kind"), FaultKind::UnknownKind { given, known: Ask::KINDS });
            return None;
        }
    })
}

/// A small number; what is above a byte becomes one that [`check`](super::check) refuses.
fn byte(fields: &mut Fields<'_>, name: &'static str, default: u32, faults: &mut Faults) -> u8 {
    u8::try_from(fields.number(name, faults).unwrap_or(default)).unwrap_or(u8::MAX)
}

fn scale(fields: &mut Fields<'_>, faults: &mut Faults) -> Scale {
    Scale { low: fields.localized("low", faults), high: fields.localized("high", faults) }
}

fn rating(fields: &mut Fields<'_>, faults: &mut Faults) -> Rating {
    let known = "star, emoji, number";
    let shape = match fields.optional("shape").map(|value| value.as_str().unwrap_or_default()) {
        None | Some("star") => Shape::Star,
        Some("emoji") => Shape::Emoji,
        Some("number") => Shape::Number,
        Some(given) => {
            faults.add(fields.path("shape"), FaultKind::UnknownKind { given: shorten(given), known });
            Shape::Star
        }
    };
    Rating {
        shape,
        min: byte(fields, "min", 1, faults),
        max: byte(fields, "max", 5, faults),
        scale: scale(fields, faults),
    }
}

fn cells(fields: &mut Fields<'_>, faults: &mut Faults) -> Option<Cells> {
    let value = fields.required("cells", faults)?;
    let mut cells = Fields::of(value, &fields.path("cells"), faults)?;
    let kind: String = cells.parsed("kind", "single, multiple or rating", faults)?;
    let read = match kind.as_str() {
        "single" => Cells::Single { columns: cells.list("columns", faults, choice) },
        "multiple" => Cells::Multiple { columns: cells.list("columns", faults, choice) },
        "rating" => Cells::Rating(rating(&mut cells, faults)),
        unknown => {
            let (given, known) = (shorten(unknown), "single, multiple, rating");
            faults.add(cells.path("kind"), FaultKind::UnknownKind { given, known });
            return None;
        }
    };
    cells.finish(faults);
    Some(read)
}

fn choice(value: &Value, path: &str, faults: &mut Faults) -> Option<Choice> {
    let mut fields = Fields::of(value, path, faults)?;
    let id = fields.key("id", faults);
    let label = fields.localized("label", faults);
    let image = fields.maybe("image", "an address", faults);
    let score = fields.decimal("score", faults);
    let exclusive = fields.flag("exclusive", faults);
    let fixed = fields.flag("fixed", faults);
    let show_when = fields.source("show_when", faults);
    fields.finish(faults);
    Some(Choice { id: id?, label, image, score, exclusive, fixed, show_when })
}

fn contact_part(value: &Value, path: &str, faults: &mut Faults) -> Option<ContactPart> {
    let part = value.as_str().and_then(ContactPart::named);
    if part.is_none() {
        let given = shorten(value.as_str().unwrap_or_default());
        faults.add(path, FaultKind::UnknownKind { given, known: ContactPart::NAMES });
    }
    part
}
