//! Whether what is asked makes sense, kind by kind.

use super::check::{CHOICES_MAX, Checker, LABEL_CHARS_MAX, names};
use super::{
    Ask, Cells, Choice, FaultKind, FileField, MultipleChoice, OTHER, Ranking, Rating, Scale, Slider,
    TEXT_CHARS_MAX,
};

/// The most rows or columns of a matrix.
pub const MATRIX_MAX: usize = 50;
/// The most positions of a slider.
const STEPS_MAX: f64 = 10_000.0;
/// The most digits behind the point of a number.
const DECIMALS_MAX: u8 = 6;
/// The most files of an answer.
pub const FILES_MAX: u8 = 10;
/// The greatest file, in kB.
pub const FILE_KB_MAX: u32 = 10_240;

impl Checker<'_> {
    pub(super) fn ask(&mut self, path: &str, ask: &Ask) {
        match ask {
            Ask::Nps(scale) | Ask::Csat(scale) | Ask::Ces(scale) | Ask::ItemRating(scale) => {
                self.scale(path, scale);
            }
            Ask::Rating(rating) => self.rating(path, rating),
            Ask::SingleChoice(choice) => self.options(path, &choice.options, choice.other),
            Ask::MultipleChoice(choice) => self.multiple(path, choice),
            Ask::Ranking(ranking) => self.ranking(path, ranking),
            Ask::Matrix(matrix) => {
                self.choices(&format!("{path}.rows"), &matrix.rows, MATRIX_MAX);
                match &matrix.cells {
                    Cells::Single { columns } | Cells::Multiple { columns } => {
                        self.choices(&format!("{path}.cells.columns"), columns, MATRIX_MAX);
                    }
                    Cells::Rating(rating) => self.rating(&format!("{path}.cells"), rating),
                }
            }
            Ask::Slider(slider) => self.slider(path, slider),
            Ask::Text(text) => {
                self.within(
                    &format!("{path}.chars_max"),
                    i64::from(text.chars_max),
                    1,
                    i64::from(TEXT_CHARS_MAX),
                );
            }
            Ask::Number(number) => {
                self.within(
                    &format!("{path}.decimals"),
                    i64::from(number.decimals),
                    0,
                    i64::from(DECIMALS_MAX),
                );
                self.text(&format!("{path}.measure"), &number.measure, LABEL_CHARS_MAX, false);
                self.ordered(path, number.min.zip(number.max).is_some_and(|(min, max)| min > max));
            }
            Ask::Date(date) => self.ordered(path, date.min.zip(date.max).is_some_and(|(min, max)| min > max)),
            Ask::Contact(contact) => {
                let path = format!("{path}.parts");
                if contact.parts.is_empty() {
                    self.faults.add(&path, FaultKind::TooFew { min: 1 });
                }
                let parts = contact.parts.iter().enumerate();
                self.unique(parts.map(|(at, part)| (format!("{path}[{at}]"), part.name())));
            }
            Ask::YesNo(words) => {
                self.text(&format!("{path}.yes"), &words.yes, LABEL_CHARS_MAX, false);
                self.text(&format!("{path}.no"), &words.no, LABEL_CHARS_MAX, false);
            }
            Ask::Consent(consent) => {
                self.text(&format!("{path}.label"), &consent.label, LABEL_CHARS_MAX, true);
            }
            Ask::File(file) => self.file(path, file),
            Ask::Time | Ask::Email | Ask::Phone | Ask::Statement => {}
        }
    }

    fn scale(&mut self, path: &str, scale: &Scale) {
        self.text(&format!("{path}.low"), &scale.low, LABEL_CHARS_MAX, false);
        self.text(&format!("{path}.high"), &scale.high, LABEL_CHARS_MAX, false);
    }

    fn rating(&mut self, path: &str, rating: &Rating) {
        self.within(&format!("{path}.min"), i64::from(rating.min), 0, 1);
        self.within(&format!("{path}.max"), i64::from(rating.max), i64::from(rating.min) + 1, 10);
        self.scale(path, &rating.scale);
    }

    fn multiple(&mut self, path: &str, choice: &MultipleChoice) {
        self.options(path, &choice.options, choice.other);
        let most = choice.options.len() + usize::from(choice.other);
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let choose_max = choice.choose_max.unwrap_or(most);
        if !(1..=most.max(1)).contains(&choose_max) {
            let max = i64::from(most.max(1));
            self.faults.add(format!("{path}.choose_max"), FaultKind::OutOfRange { min: 1, max });
        } else if choice.choose_min.is_some_and(|choose_min| choose_min > choose_max) {
            let max = i64::from(choose_max);
            self.faults.add(format!("{path}.choose_min"), FaultKind::OutOfRange { min: 0, max });
        }
    }

    fn ranking(&mut self, path: &str, ranking: &Ranking) {
        self.choices(&format!("{path}.options"), &ranking.options, MATRIX_MAX);
        if let Some(places) = ranking.places {
            let most = i64::try_from(ranking.options.len()).unwrap_or(i64::MAX).max(1);
            self.within(&format!("{path}.places"), i64::from(places), 1, most);
        }
    }

    fn slider(&mut self, path: &str, slider: &Slider) {
        let (min, max, step) = (slider.min.get(), slider.max.get(), slider.step.get());
        self.ordered(path, min >= max);
        if step <= 0.0 || (max - min) / step > STEPS_MAX {
            let expected = "a distance above 0 that makes at most 10,000 positions";
            self.faults.add(format!("{path}.step"), FaultKind::Expected { expected });
        }
        self.scale(path, &slider.scale);
    }

    fn file(&mut self, path: &str, file: &FileField) {
        self.within(&format!("{path}.files_max"), i64::from(file.files_max), 1, i64::from(FILES_MAX));
        self.within(&format!("{path}.size_max_kb"), i64::from(file.size_max_kb), 1, i64::from(FILE_KB_MAX));
    }

    fn ordered(&mut self, path: &str, wrong: bool) {
        if wrong {
            self.faults.add(format!("{path}.max"), FaultKind::Expected { expected: "at least min" });
        }
    }

    fn options(&mut self, path: &str, options: &[Choice], other: bool) {
        let path = format!("{path}.options");
        self.choices(&path, options, CHOICES_MAX);
        let own = options.iter().position(|option| other && option.id == *OTHER);
        if let Some(at) = own {
            let expected = "a name other than \"other\", which stands for own words";
            self.faults.add(format!("{path}[{at}].id"), FaultKind::Expected { expected });
        }
    }

    fn choices(&mut self, path: &str, choices: &[Choice], max: usize) {
        if choices.is_empty() {
            self.faults.add(path, FaultKind::TooFew { min: 1 });
        }
        if choices.len() > max {
            self.faults.add(path, FaultKind::TooMany { max });
            return;
        }
        self.unique(names(path, choices.iter().map(|choice| &choice.id)));
        for (at, choice) in choices.iter().enumerate() {
            self.text(&format!("{path}[{at}].label"), &choice.label, LABEL_CHARS_MAX, true);
            self.address(&format!("{path}[{at}].image"), choice.image.as_deref());
        }
    }
}
