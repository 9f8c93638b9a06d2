//! Which kind of question a type of SurveyJS becomes.

use super::choices::{Choices, Copied};
use super::question::Part;
use super::{Importer, List};
use crate::survey::exchange::cel::{Literal, OptionNames, Type};
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;
use crate::survey::{
    Ask, DateField, FILE_KB_MAX, FILES_MAX, FileField, MultipleChoice, Number, NumberField, Ranking, Rating,
    Scale, Shape, SingleChoice, Slider, TEXT_CHARS_DEFAULT, TEXT_CHARS_MAX, TextField, YesNo,
};

/// Digits behind the point of a number that does not say.
const DECIMALS: u8 = 6;

impl Importer {
    /// What a question becomes, or why it cannot become anything.
    pub(super) fn parts(&mut self, node: &Node<'_>, kind: &str) -> Result<Vec<Part>, Reason> {
        let part = match kind {
            "text" => self.input(node),
            "comment" => text(self, node, true),
            "radiogroup" | "buttongroup" | "dropdown" => self.single(node, kind)?,
            "checkbox" | "tagbox" => self.multiple(node)?,
            "imagepicker" => {
                if node.flag("multiSelect") {
                    self.multiple(node)?
                } else {
                    self.single(node, kind)?
                }
            }
            "ranking" => self.ranking(node)?,
            "rating" => self.rating(node),
            "slider" => self.slider(node)?,
            "boolean" => self.yes_no(node),
            "file" => self.file(node),
            "html" => self.html(node),
            "matrix" => return self.matrix(node).map(|part| vec![part]),
            "matrixdropdown" => return self.matrix_of_lists(node),
            "multipletext" => return self.several_texts(node),
            _ => return Err(Reason::NoCounterpart),
        };
        Ok(vec![part])
    }

    fn input(&mut self, node: &Node<'_>) -> Part {
        let leave = ["maskType", "maskSettings", "minErrorText", "maxErrorText", "stepErrorText"];
        node.leave_out(&self.build.report, &leave, &Reason::NoCounterpart);
        let stricter = |importer: &Self, target: &str| {
            importer.build.changed(&node.at("inputType"), "inputType", target, Reason::Stricter);
        };
        match node.text("inputType").unwrap_or("text") {
            "number" => {
                let step = node.number("step").map(Number::get).unwrap_or(0.0);
                let whole = step >= 1.0 && step.fract() == 0.0;
                let decimals = if whole { 0 } else { DECIMALS };
                let (min, max) = (node.number("min"), node.number("max"));
                Part::new(
                    Ask::Number(NumberField { min, max, decimals, ..NumberField::default() }),
                    Type::Number,
                )
            }
            "range" => {
                let number = |name, default: i32| node.number(name).unwrap_or(Number::from(default));
                let (min, max, step) = (number("min", 0), number("max", 100), number("step", 1));
                Part::new(Ask::Slider(Slider { min, max, step, scale: Scale::default() }), Type::Number)
            }
            "date" => {
                let day = |name| node.text(name).and_then(|text| text.get(..10)?.parse().ok());
                Part::new(Ask::Date(DateField { min: day("min"), max: day("max") }), Type::Date)
            }
            "time" => Part::new(Ask::Time, Type::Text),
            "email" => {
                stricter(self, "email");
                Part::new(Ask::Email, Type::Text)
            }
            "tel" => {
                stricter(self, "phone");
                Part::new(Ask::Phone, Type::Text)
            }
            kind => {
                if kind != "text" {
                    let nearest = Reason::Nearest("text".to_owned());
                    self.build.changed(&node.at("inputType"), "inputType", "text", nearest);
                }
                text(self, node, false)
            }
        }
    }

    fn single(&mut self, node: &Node<'_>, kind: &str) -> Result<Part, Reason> {
        let choices = self.chosen(node)?;
        let names = choices.names();
        let ask = Ask::SingleChoice(SingleChoice {
            options: choices.all.clone(),
            other: choices.other,
            dropdown: kind == "dropdown",
            random_options: node.text("choicesOrder") == Some("random"),
        });
        let mut part = Part::new(ask, Type::Choice(names));
        part.waits.push((List::Options, choices));
        Ok(part)
    }

    fn multiple(&mut self, node: &Node<'_>) -> Result<Part, Reason> {
        let choices = self.chosen(node)?;
        let names = choices.names();
        let bound = |name| node.count(name).filter(|count| *count > 0);
        let most = u32::try_from(choices.all.len() + usize::from(choices.other)).unwrap_or(u32::MAX);
        let ask = Ask::MultipleChoice(MultipleChoice {
            options: choices.all.clone(),
            other: choices.other,
            choose_min: bound("minSelectedChoices").map(|count| count.min(most)),
            choose_max: bound("maxSelectedChoices").map(|count| count.min(most)),
            random_options: node.text("choicesOrder") == Some("random"),
        });
        let mut part = Part::new(ask, Type::Choices(names));
        part.waits.push((List::Options, choices));
        Ok(part)
    }

    fn ranking(&mut self, node: &Node<'_>) -> Result<Part, Reason> {
        let choices = self.chosen(node)?;
        let names = choices.names();
        let partly = node.flag("selectToRankEnabled");
        let places = node.count("maxSelectedChoices").filter(|count| partly && *count > 0);
        let layout = [
            "selectToRankAreasLayout",
            "selectToRankSwapAreas",
            "selectToRankEmptyRankedAreaText",
            "selectToRankEmptyUnrankedAreaText",
        ];
        node.leave_out(&self.build.report, &layout, &Reason::Appearance);
        node.leave_out(&self.build.report, &["minSelectedChoices"], &Reason::NoCounterpart);
        if partly && places.is_none() {
            self.build.left_out(
                &node.at("selectToRankEnabled"),
                "selectToRankEnabled",
                Reason::NoCounterpart,
            );
        }
        let random_options = node.text("choicesOrder") == Some("random");
        let ask = Ask::Ranking(Ranking { options: choices.all.clone(), places, random_options });
        let mut part = Part::new(ask, Type::Choices(names));
        part.waits.push((List::Options, choices));
        Ok(part)
    }

    /// The options; without any, unless another question lends them, nothing can be chosen.
    fn chosen(&mut self, node: &Node<'_>) -> Result<Choices, Reason> {
        let choices = self.options(node);
        let from = node.text("choicesFromQuestion");
        if choices.all.is_empty() && from.is_none() {
            let elsewhere = node.peek("choicesByUrl").is_some();
            return Err(if elsewhere { Reason::FromElsewhere } else { Reason::NoCounterpart });
        }
        if let Some(from) = from {
            self.copied.push(Copied {
                name: node.text("name").unwrap_or_default().to_owned(),
                page: self.build.survey.pages.len() - 1,
                place: self.build.page().questions.len(),
                from: from.to_owned(),
                mode: node.text("choicesFromQuestionMode").unwrap_or("all").to_owned(),
                path: node.at("choicesFromQuestion"),
            });
        }
        Ok(choices)
    }

    fn rating(&mut self, node: &Node<'_>) -> Part {
        let scale = Scale {
            low: self.label(node, "minRateDescription"),
            high: self.label(node, "maxRateDescription"),
        };
        let listed = self.items(node, "rateValues", false);
        node.get("autoGenerate");
        let number = |name| node.number(name).map(Number::get);
        let (min, step) = (number("rateMin").unwrap_or(1.0), number("rateStep").unwrap_or(1.0));
        let max = match (number("rateMax"), number("rateCount")) {
            (Some(max), _) => max,
            (None, Some(count)) => min + step * (count - 1.0),
            _ => 5.0,
        };
        let shape = match node.text("rateType").or(node.text("rateDisplayMode")) {
            Some("stars") => Shape::Star,
            Some("smileys") => Shape::Emoji,
            _ => Shape::Number,
        };
        let plain =
            (min == 0.0 || min == 1.0) && max > min && max <= 10.0 && max.fract() == 0.0 && step == 1.0;
        let (bottom, top) = if plain { (min, max) } else { (0.0, 10.0) };
        if listed.all.is_empty() && plain {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole numbers up to 10"
            )]
            let (min, max) = (bottom as u8, top as u8);
            return Part::new(Ask::Rating(Rating { shape, min, max, scale }), Type::Number);
        }
        // Other numbers are options of their own.
        let mut choices = listed;
        let mut value = min;
        while choices.all.len() < 200 && value <= max && !plain {
            let key = crate::survey::exchange::keys::option_key(
                &mut self.build.options,
                &crate::survey::exchange::cel::number(value),
            );
            let label = self.build.say(crate::survey::exchange::cel::number(value));
            choices.all.push(crate::survey::Choice::new(key.clone(), label));
            choices.values.push((Literal::Number(value), key));
            value += if step > 0.0 { step } else { 1.0 };
        }
        let names = choices.names();
        let ask = Ask::SingleChoice(SingleChoice { options: choices.all.clone(), ..SingleChoice::default() });
        let mut part = Part::new(ask, Type::Choice(names));
        part.waits.push((List::Options, choices));
        part
    }

    fn slider(&mut self, node: &Node<'_>) -> Result<Part, Reason> {
        if node.text("sliderType") == Some("range") {
            return Err(Reason::NoCounterpart);
        }
        let number = |name, default: i32| node.number(name).unwrap_or(Number::from(default));
        let (min, max, step) = (number("min", 0), number("max", 100), number("step", 1));
        let looks = [
            "customLabels",
            "showLabels",
            "tooltipVisibility",
            "labelFormat",
            "tooltipFormat",
            "labelCount",
            "autoGenerate",
        ];
        node.leave_out(&self.build.report, &looks, &Reason::Appearance);
        Ok(Part::new(Ask::Slider(Slider { min, max, step, scale: Scale::default() }), Type::Number))
    }

    fn yes_no(&mut self, node: &Node<'_>) -> Part {
        let (yes, no) = (self.label(node, "labelTrue"), self.label(node, "labelFalse"));
        node.leave_out(&self.build.report, &["useTitleAsLabel"], &Reason::Appearance);
        let value = |name, default: bool| {
            node.get(name).and_then(super::choices::literal).unwrap_or(Literal::Bool(default))
        };
        let truths = (value("valueTrue", true), value("valueFalse", false));
        let mut part = Part::new(Ask::YesNo(YesNo { yes, no }), Type::Bool);
        if truths != (Literal::Bool(true), Literal::Bool(false)) {
            self.build.changed(
                &node.at("valueTrue"),
                "valueTrue",
                "true, false",
                Reason::Translated("true, false".to_owned()),
            );
            part.truths = Some(truths);
        }
        part
    }

    fn file(&mut self, node: &Node<'_>) -> Part {
        let several = node.flag("allowMultiple");
        let files_max = if several {
            node.count("maxFiles").filter(|count| *count > 0).unwrap_or(FILES_MAX.into())
        } else {
            1
        };
        let bytes = node.number("maxSize").map(Number::get).filter(|bytes| *bytes > 0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded on both sides")]
        let kb =
            bytes.map_or(5_120, |bytes| (bytes / 1024.0).ceil().clamp(1.0, f64::from(FILE_KB_MAX)) as u32);
        if bytes.is_some_and(|bytes| bytes / 1024.0 > f64::from(FILE_KB_MAX)) {
            let limit = Reason::Limited(format!("{FILE_KB_MAX} kB"));
            self.build.changed(&node.at("maxSize"), "maxSize", "size_max_kb", limit);
        }
        if files_max > FILES_MAX.into() {
            let limit = Reason::Limited(FILES_MAX.to_string());
            self.build.changed(&node.at("maxFiles"), "maxFiles", "files_max", limit);
        }
        let types = node.text("acceptedTypes").unwrap_or_default();
        let images_only = types.starts_with("image/") || node.text("acceptedCategories") == Some("image");
        if !types.is_empty() && !images_only {
            self.build.left_out(&node.at("acceptedTypes"), "acceptedTypes", Reason::NoCounterpart);
        }
        let looks = [
            "showPreview",
            "allowImagesPreview",
            "sourceType",
            "fileOrPhotoPlaceholder",
            "photoPlaceholder",
            "filePlaceholder",
            "allowCameraAccess",
            "cameraFacingMode",
            "confirmDelete",
            "needConfirmRemoveFile",
        ];
        node.leave_out(&self.build.report, &looks, &Reason::Appearance);
        let files_max = u8::try_from(files_max.min(FILES_MAX.into())).unwrap_or(FILES_MAX);
        Part::new(Ask::File(FileField { images_only, files_max, size_max_kb: kb }), Type::Record)
    }

    fn html(&mut self, node: &Node<'_>) -> Part {
        let mut part = Part::without_answer(Ask::Statement);
        let text = self.label(node, "html");
        if !text.is_empty() {
            part.title = Some(text);
            node.get("title");
        }
        part
    }

    /// One condition for all options, rows or columns.
    pub(super) fn for_each_choice(
        &mut self,
        node: &Node<'_>,
        (page, place): (usize, usize),
        waits: &[(List, Choices)],
    ) {
        for (list, choices) in waits {
            let names: &[&'static str] = match list {
                List::Options => &["choicesVisibleIf", "choicesEnableIf"],
                List::Rows => &["rowsVisibleIf"],
                List::Columns => &["columnsVisibleIf"],
            };
            for name in names {
                self.wait_for_each(node, name, (page, place, *list), choices);
            }
        }
    }
}

/// A field for words.
fn text(importer: &Importer, node: &Node<'_>, multiline: bool) -> Part {
    let given = node.number("maxLength").map(Number::get).filter(|length| *length > 0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded on both sides")]
    let chars_max = given.map_or(TEXT_CHARS_DEFAULT, |length| length.min(f64::from(TEXT_CHARS_MAX)) as u32);
    if given.is_some_and(|length| length > f64::from(TEXT_CHARS_MAX)) {
        let limit = Reason::Limited(TEXT_CHARS_MAX.to_string());
        importer.build.changed(&node.at("maxLength"), "maxLength", "chars_max", limit);
    }
    if multiline {
        node.leave_out(&importer.build.report, &["rows", "cols"], &Reason::Appearance);
    }
    Part::new(Ask::Text(TextField { chars_max, multiline }), Type::Text)
}

/// The options of a choice as expressions know them.
pub(super) fn choice_type(choices: &Choices, several: bool) -> Type {
    let names: std::rc::Rc<OptionNames> = choices.names();
    if several { Type::Choices(names) } else { Type::Choice(names) }
}
