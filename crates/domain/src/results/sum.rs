//! What responses add up to: bounded, whatever their number, and the same however they are put together.

use std::collections::BTreeMap;

use super::{Column, Numbers};
use crate::locale::Lang;
use crate::response::Draft;
use crate::survey::{Key, Page, Paging, Survey};

/// A response as results see it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The survey as it was answered.
    pub survey: &'a Survey,
    /// The number of that version.
    pub version: u32,
    /// What was answered.
    pub draft: &'a Draft,
    /// Whether it is complete.
    pub is_complete: bool,
    /// How long it took, in seconds, from the first page to the last.
    pub seconds: Option<f64>,
    /// Whether something about it raises doubts.
    pub is_flagged: bool,
}

/// What responses add up to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sum {
    /// Complete ones.
    pub completed: u64,
    /// Those begun and not complete.
    pub partial: u64,
    /// Those about which something raises doubts, complete or not.
    pub flagged: u64,
    /// How long complete ones took, in seconds.
    pub seconds: Numbers,
    /// Responses by version.
    pub versions: BTreeMap<u32, u64>,
    /// Responses by language.
    pub languages: BTreeMap<Lang, u64>,
    /// Partial ones by the page they were left at.
    pub left_at: BTreeMap<Key, u64>,
    /// The complete ones' answers by question.
    pub columns: BTreeMap<Key, Column>,
}

impl Sum {
    /// Adds a response. Answers count when it is complete.
    pub fn add(&mut self, seen: &Seen<'_>) {
        *self.versions.entry(seen.version).or_default() += 1;
        let language = seen.draft.language.as_ref().unwrap_or(&seen.survey.default_language);
        match self.languages.get_mut(language) {
            Some(count) => *count += 1,
            None => {
                self.languages.insert(language.clone(), 1);
            }
        }
        self.flagged += u64::from(seen.is_flagged);
        if !seen.is_complete {
            self.partial += 1;
            if let Some(page) = left_at(seen.survey, seen.draft) {
                *self.left_at.entry(page.id.clone()).or_default() += 1;
            }
            return;
        }
        self.completed += 1;
        if let Some(seconds) = seen.seconds {
            self.seconds.add(seconds.round());
        }
        for question in seen.survey.questions() {
            let Some(answer) = seen.draft.answers.get(&question.id) else { continue };
            if !self.columns.contains_key(&question.id) {
                self.columns.insert(question.id.clone(), Column::default());
            }
            if let Some(column) = self.columns.get_mut(&question.id) {
                column.add(question, answer, seen.survey.nps_bands);
            }
        }
    }

    /// Adds what was added up elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.completed += other.completed;
        self.partial += other.partial;
        self.flagged += other.flagged;
        self.seconds.merge(&other.seconds);
        for (version, count) in &other.versions {
            *self.versions.entry(*version).or_default() += count;
        }
        for (language, count) in &other.languages {
            *self.languages.entry(language.clone()).or_default() += count;
        }
        for (page, count) in &other.left_at {
            *self.left_at.entry(page.clone()).or_default() += count;
        }
        for (question, column) in &other.columns {
            self.columns.entry(question.clone()).or_default().merge(column);
        }
    }

    /// About how many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let columns: usize = self.columns.values().map(Column::size).sum();
        400 + self.seconds.size()
            + (self.versions.len() + self.languages.len() + self.left_at.len()) * 64
            + columns
    }
}

/// The page at which a partial response stands: the one to be shown next, and not before that of the last question answered,
/// since whoever went back had come further. Where pages come in an order of their own for each respondent, none is
/// further than another by its place in the survey, and where all are one there is none to be shown next.
fn left_at<'s>(survey: &'s Survey, draft: &Draft) -> Option<&'s Page> {
    let answered =
        |page: &Page| page.questions.iter().any(|question| draft.answers.contains_key(&question.id));
    let last = survey.pages.iter().rposition(answered).unwrap_or(0);
    let next = match survey.paging {
        Paging::OnePage => last,
        Paging::PageByPage => draft.page,
        Paging::OneQuestion => page_of(survey, draft.page),
    };
    let at = if survey.random_pages && survey.paging != Paging::OnePage { next } else { last.max(next) };
    survey.pages.get(at.min(survey.pages.len().saturating_sub(1)))
}

/// The page of a question, both by their place in the survey.
fn page_of(survey: &Survey, question: usize) -> usize {
    let mut end = 0;
    let holds = |page: &Page| {
        end += page.questions.len();
        question < end
    };
    survey.pages.iter().position(holds).unwrap_or(survey.pages.len())
}

/// How far respondents came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funnel {
    /// Who answered anything.
    pub started: u64,
    /// The pages in order.
    pub pages: Vec<Reached>,
    /// Who came to the end.
    pub completed: u64,
}

/// How many came to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The page.
    pub page: Key,
    /// Who came to it or beyond; unknown where the order of pages is random.
    pub reached: Option<u64>,
    /// Who left there.
    pub left: u64,
}

/// How far respondents came, by the pages of a survey. Who left at a page that it has no more counts as having left at the
/// first.
#[must_use]
pub fn funnel(survey: &Survey, sum: &Sum) -> Funnel {
    let started = sum.completed + sum.partial;
    let known = |page: &Key| sum.left_at.get(page).copied().unwrap_or(0);
    let told: u64 = survey.pages.iter().map(|page| known(&page.id)).sum();
    let mut gone = sum.partial - told.min(sum.partial);
    let mut reached = started;
    let mut pages = Vec::with_capacity(survey.pages.len());
    for page in &survey.pages {
        let left = known(&page.id) + std::mem::take(&mut gone);
        pages.push(Reached {
            page: page.id.clone(),
            reached: (!survey.random_pages).then_some(reached),
            left,
        });
        reached -= left.min(reached);
    }
    Funnel { started, pages, completed: sum.completed }
}
