//! From sums to figures with their intervals.

use std::collections::BTreeMap;

use touchstone_stats::{Estimate, mean, order, proportion};

use super::column::scale;
use super::{Column, Numbers, Sum};
use crate::journey::{Figure, Metric, Scale, Tally, figure};
use crate::locale::LocalizedText;
use crate::survey::{Ask, Cells, Choice, Key, OTHER, Question, Survey};

/// Most bars of a histogram.
const BINS_MAX: usize = 20;
/// Most items that are named; the others stay counted.
const ITEMS_SHOWN: usize = 100;

/// What a survey's responses say.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Question by question, in the order of the survey; those of earlier versions that it has no more at the end.
    pub questions: Vec<QuestionFigures>,
    /// How long a complete response took, in seconds.
    pub seconds: Option<Spread>,
}

/// What the answers to one question say.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionFigures {
    /// The question.
    pub id: Key,
    /// What is asked.
    pub title: LocalizedText,
    /// The word of its kind.
    pub kind: &'static str,
    /// Whether the survey still has it.
    pub is_current: bool,
    /// How many answered it.
    pub n: u64,
    /// NPS, CSAT or CES.
    pub figure: Option<(Metric, Figure)>,
    /// What was answered, with one part for each answer.
    pub part: Part,
    /// By row, of a matrix.
    pub rows: Vec<RowFigures>,
    /// By item of the order, the most rated first.
    pub items: Vec<ItemFigure>,
    /// By option, best first, of a ranking.
    pub places: Vec<PlaceFigure>,
    /// How many wrote something.
    pub words: u64,
}

/// How answers are spread.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// How often each number or option was given.
    pub bars: Vec<Bar>,
    /// The mean of numbers.
    pub mean: Option<Mean>,
    /// Quartiles of numbers.
    pub spread: Option<Spread>,
}

/// One number, option or range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The option, or the number as text; a range has the number it begins with.
    pub id: String,
    /// What the option says; empty for numbers.
    pub label: LocalizedText,
    /// Where a range ends, itself left out but for the last.
    pub until: Option<f64>,
    /// How many gave it.
    pub count: u64,
    /// Their share of those who answered, with its Wilson interval.
    pub share: Estimate,
}

/// A mean with Student's interval; none for a single number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// Of how many.
    pub n: u64,
}

/// Quartiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The least.
    pub least: f64,
    /// Below it a quarter lies.
    pub lower: f64,
    /// The middle.
    pub median: f64,
    /// Its interval, of ranks; none for few numbers.
    pub interval: Option<(f64, f64)>,
    /// Above it a quarter lies.
    pub upper: f64,
    /// The greatest.
    pub greatest: f64,
    /// Of how many.
    pub n: u64,
    /// Whether numbers were not rounded to keep them few.
    pub is_exact: bool,
}

/// A row of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct RowFigures {
    /// The row.
    pub id: Key,
    /// What it says.
    pub label: LocalizedText,
    /// How many said something about it.
    pub n: u64,
    /// What.
    pub part: Part,
}

/// An item of the order.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemFigure {
    /// The product's number; empty for all that are not told apart.
    pub id: String,
    /// How many rated it.
    pub n: u64,
    /// The share of 4 and 5 out of 5.
    pub figure: Option<Figure>,
    /// The mean rating.
    pub mean: Option<Mean>,
}

/// An option of a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceFigure {
    /// The option.
    pub id: Key,
    /// What it says.
    pub label: LocalizedText,
    /// The mean place of those who gave it one, from 1.
    pub mean: Mean,
    /// How many put it first.
    pub firsts: u64,
    /// Their share of those who ranked.
    pub first_share: Estimate,
}

/// What a sum says. `survey` gives order and words; what it has no more is named as in the earlier versions, the latest
/// first.
#[must_use]
pub fn figures(survey: &Survey, earlier: &[&Survey], sum: &Sum) -> Figures {
    let mut known: BTreeMap<&Key, ()> = BTreeMap::new();
    let mut questions = Vec::new();
    for (version, is_current) in [(survey, true)].into_iter().chain(earlier.iter().map(|one| (*one, false))) {
        for question in version.questions() {
            let column = sum.columns.get(&question.id);
            let is_asked = is_current && !matches!(question.ask, Ask::Statement);
            if (is_asked || column.is_some()) && known.insert(&question.id, ()).is_none() {
                let choices = Words { question, earlier };
                questions.push(choices.figures(is_current, column.unwrap_or(&Column::default())));
            }
        }
    }
    Figures { questions, seconds: spread(&sum.seconds) }
}

/// A question with what its options were called earlier.
struct Words<'a> {
    question: &'a Question,
    earlier: &'a [&'a Survey],
}

impl Words<'_> {
    fn figures(&self, is_current: bool, column: &Column) -> QuestionFigures {
        let ask = &self.question.ask;
        let metric = scale(ask).map(|scale| match scale {
            Scale::Nps => Metric::Nps,
            Scale::Csat | Scale::Items => Metric::Csat,
            Scale::Ces => Metric::Ces,
        });
        let mut places: Vec<PlaceFigure> = self
            .options(options(ask), column.places.keys())
            .filter_map(|choice| place(&choice, column))
            .collect();
        places.sort_by(|one, other| one.mean.value.total_cmp(&other.mean.value));
        QuestionFigures {
            id: self.question.id.clone(),
            title: self.question.title.clone(),
            kind: ask.name(),
            is_current,
            n: column.answered,
            figure: metric.and_then(|metric| Some((metric, figure(metric, &column.tally)?))),
            part: if matches!(ask, Ask::Matrix(_) | Ask::Ranking(_) | Ask::ItemRating(_)) {
                Part::default()
            } else {
                self.part(column)
            },
            rows: self.rows(column),
            items: items(column),
            places,
            words: column.words,
        }
    }

    fn part(&self, column: &Column) -> Part {
        let ask = &self.question.ask;
        if let Some((least, greatest)) = ask.range() {
            return scored(column, least, greatest);
        }
        if matches!(ask, Ask::Slider(_) | Ask::Number(_)) {
            let (mean, spread) = (mean_of(&column.numbers), spread(&column.numbers));
            return Part { bars: histogram(&column.numbers), mean, spread };
        }
        let bars = self.options(options(ask), column.options.keys());
        Part { bars: bars.map(|choice| bar(&choice, column)).collect(), ..Part::default() }
    }

    fn rows(&self, column: &Column) -> Vec<RowFigures> {
        let Ask::Matrix(matrix) = &self.question.ask else { return Vec::new() };
        let nothing = Column::default();
        let row = |choice: Choice| {
            let said = column.rows.get(&choice.id).unwrap_or(&nothing);
            let part = match &matrix.cells {
                Cells::Rating(rating) => scored(said, rating.min, rating.max),
                Cells::Single { columns } | Cells::Multiple { columns } => {
                    let bars = self.options(columns.clone(), said.options.keys());
                    Part { bars: bars.map(|choice| bar(&choice, said)).collect(), ..Part::default() }
                }
            };
            RowFigures { id: choice.id, label: choice.label, n: said.answered, part }
        };
        self.options(matrix.rows.clone(), column.rows.keys()).map(row).collect()
    }

    /// The options there are, then those that were chosen in earlier versions.
    fn options<'k>(
        &self,
        now: Vec<Choice>,
        chosen: impl Iterator<Item = &'k Key>,
    ) -> impl Iterator<Item = Choice> {
        let gone: Vec<Choice> = chosen
            .filter(|key| !now.iter().any(|choice| choice.id == **key))
            .map(|key| self.called(key))
            .collect();
        now.into_iter().chain(gone)
    }

    fn called(&self, key: &Key) -> Choice {
        let before = self.earlier.iter().filter_map(|survey| survey.question(self.question.id.as_str()));
        let known = before.flat_map(|question| everything(&question.ask)).find(|choice| choice.id == *key);
        known.unwrap_or_else(|| Choice::new(key.clone(), LocalizedText::default()))
    }
}

/// What can be chosen, own words and yes and no among it.
fn options(ask: &Ask) -> Vec<Choice> {
    let plain =
        |word: &str, label: &LocalizedText| word.parse().ok().map(|key| Choice::new(key, label.clone()));
    let none = LocalizedText::default();
    match ask {
        Ask::YesNo(field) => plain("yes", &field.yes).into_iter().chain(plain("no", &field.no)).collect(),
        Ask::Consent(_) => plain("yes", &none).into_iter().collect(),
        _ => {
            let Some((choices, other)) = ask.choices() else { return Vec::new() };
            choices.iter().cloned().chain(plain(OTHER, &none).filter(|_| other)).collect()
        }
    }
}

fn everything(ask: &Ask) -> Vec<Choice> {
    match ask {
        Ask::Matrix(matrix) => {
            let columns = match &matrix.cells {
                Cells::Single { columns } | Cells::Multiple { columns } => columns.as_slice(),
                Cells::Rating(_) => &[],
            };
            matrix.rows.iter().chain(columns).cloned().collect()
        }
        _ => options(ask),
    }
}

fn share(count: u64, n: u64) -> Estimate {
    proportion::wilson(count.min(n), n).unwrap_or(Estimate { value: 0.0, low: 0.0, high: 1.0 })
}

fn bar(choice: &Choice, column: &Column) -> Bar {
    let count = column.options.get(&choice.id).copied().unwrap_or(0);
    let share = share(count, column.answered);
    Bar { id: choice.id.to_string(), label: choice.label.clone(), until: None, count, share }
}

/// Numbers of a scale, each with a bar.
fn scored(column: &Column, least: u8, greatest: u8) -> Part {
    let bar = |number: u8| {
        let count = column.numbers.count(f64::from(number));
        let (id, label) = (number.to_string(), LocalizedText::default());
        Bar { id, label, until: None, count, share: share(count, column.answered) }
    };
    let bars = (least..=greatest).map(bar).collect();
    Part { bars, mean: mean_of(&column.numbers), spread: spread(&column.numbers) }
}

/// Numbers in ranges of a round width.
fn histogram(numbers: &Numbers) -> Vec<Bar> {
    let counted = numbers.counted();
    let (Some(&(least, _)), Some(&(greatest, _))) = (counted.first(), counted.last()) else {
        return Vec::new();
    };
    let width = round_width((greatest - least) / BINS_MAX as f64);
    let first = whole(least / width);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most BINS_MAX + 1")]
    let bin = |number: f64| (whole(number / width) - first).max(0.0) as usize;
    let mut counts = vec![0_u64; bin(greatest) + 1];
    for (number, times) in counted {
        if let Some(count) = counts.get_mut(bin(number)) {
            *count += times;
        }
    }
    let at = |nth: usize| (first + nth as f64) * width;
    let bars = counts.into_iter().enumerate().map(|(nth, count)| Bar {
        id: tidy(at(nth)),
        label: LocalizedText::default(),
        until: tidy(at(nth + 1)).parse().ok(),
        count,
        share: share(count, numbers.n()),
    });
    bars.collect()
}

/// The whole number at or below a quotient; one that a decimal misses by the dust of binary fractions is reached.
fn whole(quotient: f64) -> f64 {
    let nearest = quotient.round();
    let dust = 8.0 * f64::EPSILON * quotient.abs().max(1.0);
    if (quotient - nearest).abs() <= dust { nearest } else { quotient.floor() }
}

/// 1, 2 or 5 times a power of ten, not below what is needed.
fn round_width(needed: f64) -> f64 {
    if needed <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(needed.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|times| times * power)
        .find(|width| *width >= needed)
        .unwrap_or(power * 10.0)
}

/// A number as text without the dust of binary fractions.
fn tidy(number: f64) -> String {
    let text = format!("{number:.9}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

fn mean_of(numbers: &Numbers) -> Option<Mean> {
    mean_from(numbers.moments())
}

fn mean_from(moments: mean::Moments) -> Option<Mean> {
    let found = mean::estimate(moments);
    let interval = found.map(|found| (found.low, found.high));
    (moments.n > 0).then(|| Mean { value: moments.sum / moments.n as f64, interval, n: moments.n })
}

fn spread(numbers: &Numbers) -> Option<Spread> {
    let counted = numbers.counted();
    let (median, interval) = order::median(&counted)?;
    Some(Spread {
        least: counted.first()?.0,
        lower: order::quantile(&counted, 0.25)?,
        median,
        interval: interval.map(|found| (found.low, found.high)),
        upper: order::quantile(&counted, 0.75)?,
        greatest: counted.last()?.0,
        n: numbers.n(),
        is_exact: numbers.is_exact(),
    })
}

fn place(choice: &Choice, column: &Column) -> Option<PlaceFigure> {
    let places = column.places.get(&choice.id)?;
    Some(PlaceFigure {
        id: choice.id.clone(),
        label: choice.label.clone(),
        mean: mean_from(places.moments)?,
        firsts: places.firsts,
        first_share: share(places.firsts, column.answered),
    })
}

fn items(column: &Column) -> Vec<ItemFigure> {
    let of = |(id, tally): (&String, &Tally)| {
        let mut moments = mean::Moments::default();
        for (rating, &count) in (0_u8..).zip(&tally.counts) {
            moments.add(f64::from(rating), u64::try_from(count).unwrap_or(0));
        }
        ItemFigure {
            id: id.clone(),
            n: tally.n(),
            figure: figure(Metric::Csat, tally),
            mean: mean_from(moments),
        }
    };
    let mut items: Vec<ItemFigure> = column.items.iter().map(of).collect();
    // What is not told apart stands at the end, however much it is.
    items.sort_by_key(|item| (item.id.is_empty(), std::cmp::Reverse(item.n)));
    items.truncate(ITEMS_SHOWN);
    items
}
