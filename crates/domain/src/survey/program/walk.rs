//! Going through a survey with what has been answered so far.

use std::borrow::Cow;

use super::budget::Budget;
use super::compile::lists;
use super::facts::OrderRecord;
use super::known::Known;
use super::names::TOTAL;
use super::order::order;
use super::rules::Jump;
use super::{Facts, Logic, Part, Program};
use crate::expression::{self, Kind, Root, Value};
use crate::locale::Lang;
use crate::playbook::CustomerRecord;
use crate::response::{Answer, Cell, Draft};
use crate::survey::{Ask, Check, Choice, Ending, HiddenField, Page, Paging, Question, Quota, Survey};

/// A survey as it stands with some answers: what is shown, required and set, and where it ends.
pub struct Walk<'a> {
    pub(super) state: State<'a>,
    /// All pages, in the respondent's order.
    order: Vec<usize>,
    pages: Vec<Stretch>,
    /// The questions asked, in the order in which the respondent sees them.
    asked: Vec<u16>,
    ended: Option<Option<u16>>,
    /// The page at which the steps were spent.
    spent_on: Option<u16>,
}

/// A page that is asked, and its stretch of the questions asked.
struct Stretch {
    page: u16,
    from: usize,
    to: usize,
}

/// What stands on the screen at one time.
#[derive(Debug, Clone)]
pub struct Screen<'a> {
    /// What [`Draft::page`] says while it is shown: 0 when all stands on one, else the position in the
    /// survey of its page, or of its question when those come one at a time.
    pub number: usize,
    /// Its pages with their questions, in order; one alone unless all stand together.
    pub pages: Vec<(&'a Page, Vec<&'a Question>)>,
}

impl Screen<'_> {
    /// Whether the page or question of this name stands on it.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        let is = |(page, questions): &(&Page, Vec<&Question>)| {
            page.id == *name || questions.iter().any(|question| question.id == *name)
        };
        self.pages.iter().any(is)
    }
}

/// How a survey ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End<'a> {
    /// Whether a rule ended it before its last page.
    pub by_rule: bool,
    /// What is said instead of the thank-you.
    pub ending: Option<&'a Ending>,
}

/// What is known so far; what expressions read.
pub(super) struct State<'a> {
    pub program: &'a Program,
    pub survey: &'a Survey,
    pub draft: &'a Draft,
    pub facts: &'a Facts<'a>,
    pub known: Vec<Known<'a>>,
    pub hidden: Vec<Option<Cow<'a, str>>>,
    /// What rules gave to questions.
    pub preset: Vec<(u16, Answer)>,
    /// What may still be evaluated.
    pub budget: Budget,
    computed: Vec<(u32, Value<'static>)>,
    /// Counts changes: a computed value holds as long as nothing changes.
    changes: u32,
    customer: Option<CustomerRecord<'a>>,
    order: OrderRecord<'a>,
}

impl<'a> Walk<'a> {
    pub(super) fn of(
        program: &'a Program,
        survey: &'a Survey,
        draft: &'a Draft,
        facts: &'a Facts<'a>,
    ) -> Self {
        let state = State::new(program, survey, draft, facts);
        let mut walk = Self::at_start(state);
        walk.go();
        walk
    }

    /// A completed response, as it was stored. No page is asked again: a rule that counts a hidden field up would count
    /// twice.
    pub(super) fn completed(
        program: &'a Program,
        survey: &'a Survey,
        draft: &'a Draft,
        facts: &'a Facts<'a>,
    ) -> Self {
        let mut state = State::new(program, survey, draft, facts);
        for (known, question) in state.known.iter_mut().zip(survey.questions()) {
            known.set(draft.answers.get(&question.id).map(Cow::Borrowed));
            known.asked = known.answer.is_some();
        }
        // What a rule has emptied does not fall back on what it is by default.
        let stored =
            |field: &HiddenField| draft.hidden.get(&field.id).map(|text| Cow::Borrowed(text.as_str()));
        state.hidden = survey.hidden.iter().map(stored).collect();
        let ended = draft.ended.as_ref();
        for (at, computed) in survey.computed.iter().enumerate() {
            let json = ended.and_then(|ended| ended.computed.get(&computed.id));
            let logic = program.computed[at].as_ref();
            let is_time = logic.is_some_and(|logic| matches!(logic.expression.kind(), Kind::Timestamp));
            let time = json.filter(|_| is_time).and_then(|json| json.as_str()?.parse().ok());
            let value = time.map_or_else(|| Value::from(json), Value::Timestamp);
            state.computed[at] = (state.changes, value.into_owned());
        }
        Self::at_start(state)
    }

    fn at_start(state: State<'a>) -> Self {
        Self { state, order: Vec::new(), pages: Vec::new(), asked: Vec::new(), ended: None, spent_on: None }
    }

    fn go(&mut self) {
        let (program, survey) = (self.state.program, self.state.survey);
        let fixed = |page: usize| !survey.random_pages || survey.pages[page].fixed;
        let seed = if survey.random_pages { self.state.draft.seed } else { 0 };
        let pages = order(program.pages.len(), seed, "pages", fixed);
        let mut target = None;
        for (place, page) in pages.iter().copied().enumerate() {
            let number = super::compile::narrow(page);
            if target.is_some_and(|target| target != number) {
                continue;
            }
            target = None;
            let asked = self.page(number);
            let ahead = |to: u16| pages[place + 1..].contains(&usize::from(to));
            let jump = if asked { self.state.leave(&program.pages[page].rules, ahead) } else { None };
            if self.state.budget.is_spent() {
                self.spent_on = self.spent_on.or(Some(number));
            }
            match jump {
                None => {}
                Some(Jump::To(page)) => target = Some(page),
                Some(Jump::End(ending)) => {
                    self.ended = Some(ending);
                    break;
                }
            }
        }
        self.order = pages;
        self.state.prepare_all();
    }

    /// Asks a page; whether there was anything to ask.
    fn page(&mut self, page: u16) -> bool {
        let state = &mut self.state;
        let logic = &state.program.pages[usize::from(page)];
        if logic.show.as_ref().is_some_and(|show| !state.holds(show)) {
            return false;
        }
        let mut any = false;
        for question in &logic.plan {
            any |= state.ask(*question);
        }
        if !any {
            return false;
        }
        for question in &logic.plan {
            state.settle(*question);
        }
        let from = self.asked.len();
        let definition = &state.survey.pages[usize::from(page)];
        let seed = if definition.random_questions { state.draft.seed } else { 0 };
        for at in order(definition.questions.len(), seed, definition.id.as_str(), |_| false) {
            let question = logic.first + super::compile::narrow(at);
            if state.known[usize::from(question)].asked {
                self.asked.push(question);
            }
        }
        self.pages.push(Stretch { page, from, to: self.asked.len() });
        true
    }

    /// The pages asked with their questions, in the respondent's order.
    pub fn pages(&self) -> impl Iterator<Item = (&'a Page, Vec<&'a Question>)> {
        self.pages.iter().map(|stretch| {
            let questions = self.asked[stretch.from..stretch.to].iter();
            let page = &self.state.survey.pages[usize::from(stretch.page)];
            (page, questions.map(|question| self.state.question(*question)).collect())
        })
    }

    /// The questions asked, in the respondent's order.
    pub fn questions(&self) -> impl Iterator<Item = &'a Question> {
        self.asked.iter().map(|question| self.state.question(*question))
    }

    /// What is shown at a time, one after the other; there is always one.
    #[must_use]
    pub fn screens(&self) -> Vec<Screen<'a>> {
        let one = |number, page, questions| Screen { number, pages: vec![(page, questions)] };
        let screens: Vec<Screen<'a>> = match self.state.survey.paging {
            Paging::OnePage => vec![Screen { number: 0, pages: self.pages().collect() }],
            Paging::PageByPage => self
                .pages
                .iter()
                .zip(self.pages())
                .map(|(stretch, (page, questions))| one(usize::from(stretch.page), page, questions))
                .collect(),
            Paging::OneQuestion => {
                let of = |question: &u16| {
                    let page = &self.state.survey.pages[usize::from(self.state.logic(*question).page)];
                    one(usize::from(*question), page, vec![self.state.question(*question)])
                };
                self.asked.iter().map(of).collect()
            }
        };
        if screens.is_empty() { vec![Screen { number: 0, pages: Vec::new() }] } else { screens }
    }

    /// Whether a question is asked.
    #[must_use]
    pub fn is_asked(&self, question: &str) -> bool {
        self.known(question).is_some_and(|known| known.asked)
    }

    /// Whether a question is asked and needs an answer.
    #[must_use]
    pub fn is_required(&self, question: &str) -> bool {
        self.known(question).is_some_and(|known| known.required)
    }

    /// The answer in force: the respondent's, as far as it is still offered, or what a rule has set. None
    /// for what is not asked.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<&Answer> {
        self.known(question)?.answer.as_deref()
    }

    /// The first check that a question's answer does not meet.
    #[must_use]
    pub fn failed(&self, question: &str) -> Option<&'a Check> {
        let position = self.position(question)?;
        let failed = self.state.known[position].failed?;
        self.state.question(super::compile::narrow(position)).checks.get(usize::from(failed))
    }

    /// The options offered, in the respondent's order.
    #[must_use]
    pub fn options(&self, question: &str) -> Vec<&'a Choice> {
        self.choices(question, Part::Options)
    }

    /// The rows of a matrix that are asked about, in the respondent's order.
    #[must_use]
    pub fn rows(&self, question: &str) -> Vec<&'a Choice> {
        self.choices(question, Part::Rows)
    }

    /// The columns of a matrix that are offered.
    #[must_use]
    pub fn columns(&self, question: &str) -> Vec<&'a Choice> {
        self.choices(question, Part::Columns)
    }

    fn choices(&self, question: &str, part: Part) -> Vec<&'a Choice> {
        let Some(position) = self.position(question) else { return Vec::new() };
        let number = super::compile::narrow(position);
        let question = self.state.question(number);
        let Some((_, list)) = lists(&question.ask).find(|(known, _)| *known == part) else {
            return Vec::new();
        };
        let random = match &question.ask {
            Ask::SingleChoice(choice) => choice.random_options,
            Ask::MultipleChoice(choice) => choice.random_options,
            Ask::Ranking(ranking) => ranking.random_options,
            Ask::Matrix(matrix) => part == Part::Rows && matrix.random_rows,
            _ => false,
        };
        let seed = if random { self.state.draft.seed } else { 0 };
        order(list.len(), seed, question.id.as_str(), |at| list[at].fixed)
            .into_iter()
            .filter(|at| self.state.is_offered(number, part, *at))
            .map(|at| &list[at])
            .collect()
    }

    /// Whether its logic would have taken more work than one walk may make: what was not evaluated any more counts as
    /// not holding.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        self.state.budget.is_spent()
    }

    /// The page at which that happened, if it was not behind the last.
    pub(super) const fn spent_on(&self) -> Option<u16> {
        self.spent_on
    }

    /// The language the survey is read in.
    #[must_use]
    pub fn language(&self) -> &'a Lang {
        self.state.language()
    }

    /// The language of those who read none of the others.
    #[must_use]
    pub fn default_language(&self) -> &'a Lang {
        &self.state.survey.default_language
    }

    /// The link's facts.
    #[must_use]
    pub fn facts(&self) -> &'a Facts<'a> {
        self.state.facts
    }

    /// Where it ends with these answers.
    #[must_use]
    pub fn end(&self) -> End<'a> {
        let endings = &self.state.survey.endings;
        let first = || {
            let logics = self.state.program.endings.iter();
            logics.zip(endings).find(|(when, _)| when.as_ref().is_some_and(|when| self.state.met(when)))
        };
        let ending = match self.ended.flatten() {
            Some(ending) => endings.get(usize::from(ending)),
            None => first().map(|(_, ending)| ending),
        };
        End { by_rule: self.ended.is_some(), ending }
    }

    /// The quotas that these answers count for.
    pub fn quotas(&self) -> impl Iterator<Item = &'a Quota> {
        let logics = self.state.program.quotas.iter().zip(&self.state.survey.quotas);
        logics
            .filter(|(logic, _)| logic.as_ref().is_some_and(|logic| self.state.met(&logic.when)))
            .map(|(_, quota)| quota)
    }

    /// The quotas that these answers count for whatever is answered behind this screen: all that decides them
    /// has been asked when it is left.
    #[must_use]
    pub fn quotas_decided(&self, screen: &Screen<'_>) -> Vec<&'a Quota> {
        let last = screen.pages.last().and_then(|(_, questions)| questions.last());
        // Of questions that come one at a time, the last one ends its page.
        let ends = |stretch: &&Stretch| {
            let question = self.asked[stretch.from..stretch.to].last();
            question.map(|question| &self.state.question(*question).id) == last.map(|question| &question.id)
        };
        let Some(left) = self.pages.iter().find(ends) else { return Vec::new() };
        let place = |page: u16| self.order.iter().position(|known| *known == usize::from(page));
        let asked = |question: &u16| place(self.state.logic(*question).page) <= place(left.page);
        let logics = self.state.program.quotas.iter().zip(&self.state.survey.quotas);
        let decided = logics.filter(|(logic, _)| {
            logic.as_ref().is_some_and(|logic| {
                logic.decided_by.as_ref().is_some_and(|questions| questions.iter().all(asked))
                    && self.state.met(&logic.when)
            })
        });
        decided.map(|(_, quota)| quota).collect()
    }

    /// The hidden fields that have a value.
    pub fn hidden(&self) -> impl Iterator<Item = (&'a super::super::Key, &str)> {
        let fields = self.state.survey.hidden.iter().zip(&self.state.hidden);
        fields.filter_map(|(field, value)| Some((&field.id, value.as_deref()?)))
    }

    /// The computed values.
    pub fn computed(&self) -> impl Iterator<Item = (&'a super::super::Key, &Value<'static>)> {
        self.state
            .survey
            .computed
            .iter()
            .map(|computed| &computed.id)
            .zip(self.state.computed.iter().map(|(_, value)| value))
    }

    /// What the answers count together; `None` when none of them counts.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        self.state.total()
    }

    fn position(&self, question: &str) -> Option<usize> {
        self.state.survey.questions().position(|known| known.id == *question)
    }

    fn known(&self, question: &str) -> Option<&Known<'a>> {
        self.state.known.get(self.position(question)?)
    }
}

impl<'a> State<'a> {
    fn new(program: &'a Program, survey: &'a Survey, draft: &'a Draft, facts: &'a Facts<'a>) -> Self {
        let hidden = survey.hidden.iter().map(|field| {
            let given = draft.hidden.get(&field.id).or(field.default.as_ref());
            given.map(|text| Cow::Borrowed(text.as_str()))
        });
        Self {
            program,
            survey,
            draft,
            facts,
            known: program.questions.iter().map(|question| Known::new(question.single)).collect(),
            hidden: hidden.collect(),
            preset: Vec::new(),
            budget: Budget::new(),
            computed: vec![(0, Value::Null); program.computed.len()],
            changes: 1,
            customer: facts
                .customer
                .map(|(id, profile)| CustomerRecord::new(id, profile, &facts.totals, facts.now)),
            order: OrderRecord(facts),
        }
    }

    /// The question at a position.
    pub fn question(&self, position: u16) -> &'a Question {
        let logic = self.logic(position);
        &self.survey.pages[usize::from(logic.page)].questions[usize::from(logic.place)]
    }

    fn logic(&self, position: u16) -> &'a super::QuestionLogic {
        &self.program.questions[usize::from(position)]
    }

    /// What was computed before holds no more.
    pub fn changed(&mut self) {
        self.changes = self.changes.wrapping_add(1);
    }

    /// Works out the computed values that an expression reads.
    pub fn prepare(&mut self, logic: &Logic) {
        for needed in &logic.needs {
            self.compute(usize::from(*needed));
        }
    }

    fn compute(&mut self, at: usize) {
        if self.computed[at].0 == self.changes {
            return;
        }
        let program = self.program;
        let value = program.computed[at].as_ref().map(|logic| self.budget.value(&logic.expression, self));
        let kept = self.budget.kept(value.unwrap_or_default());
        self.computed[at] = (self.changes, kept);
    }

    /// Works out every computed value, each after those it needs.
    fn prepare_all(&mut self) {
        let program = self.program;
        for (at, logic) in program.computed.iter().enumerate() {
            if let Some(logic) = logic {
                self.prepare(logic);
                self.compute(at);
            }
        }
    }

    /// Whether a condition holds now.
    pub fn holds(&mut self, condition: &Logic) -> bool {
        self.prepare(condition);
        self.met(condition)
    }

    /// Whether a condition holds whose computed values are there.
    fn met(&self, condition: &Logic) -> bool {
        self.budget.matches(&condition.expression, self)
    }

    /// Asks a question if it is to be asked.
    fn ask(&mut self, position: u16) -> bool {
        let (question, logic) = (self.question(position), self.logic(position));
        if !question.is_shown(self.facts.items) || logic.show.as_ref().is_some_and(|show| !self.holds(show)) {
            return false;
        }
        for (part, at, offered) in &logic.choices {
            if !self.holds(offered) {
                self.known[usize::from(position)].unoffered.push((*part, *at));
            }
        }
        if !logic.choices.is_empty() && !self.can_be_answered(position, question) {
            return false;
        }
        let given = match self.draft.answers.get(&question.id) {
            Some(answer) => self.offered(position, question, answer),
            None => None,
        };
        let preset = || self.preset.iter().find(|(preset, _)| *preset == position);
        let answer = given.or_else(|| {
            let (_, answer) = preset()?;
            self.offered(position, question, answer).map(|answer| Cow::Owned(answer.into_owned()))
        });
        let known = &mut self.known[usize::from(position)];
        known.asked = true;
        if answer.is_some() && !matches!(question.ask, Ask::Statement) {
            known.set(answer);
            self.changed();
        }
        true
    }

    /// Whether anything is left to choose from.
    fn can_be_answered(&self, position: u16, question: &Question) -> bool {
        let other = question.ask.choices().is_some_and(|(_, other)| other);
        other
            || lists(&question.ask)
                .all(|(part, list)| (0..list.len()).any(|at| self.is_offered(position, part, at)))
    }

    fn is_offered(&self, position: u16, part: Part, at: usize) -> bool {
        let unoffered = &self.known[usize::from(position)].unoffered;
        !unoffered.iter().any(|(of, choice)| *of == part && usize::from(*choice) == at)
    }

    /// The part of an answer that is offered.
    fn offered<'s>(&self, position: u16, question: &Question, answer: &'s Answer) -> Option<Cow<'s, Answer>> {
        if self.known[usize::from(position)].unoffered.is_empty() {
            return Some(Cow::Borrowed(answer));
        }
        let keep = |part: Part, id: &super::super::Key| {
            let list =
                lists(&question.ask).find(|(known, _)| *known == part).map_or(&[][..], |(_, list)| list);
            let at = list.iter().position(|choice| choice.id == *id);
            at.is_none_or(|at| self.is_offered(position, part, at))
        };
        let mut answer = answer.clone();
        let left = match &mut answer {
            Answer::Options { options, .. } => {
                options.retain(|option| keep(Part::Options, option));
                !options.is_empty()
            }
            Answer::Ranked { ranked } => {
                ranked.retain(|option| keep(Part::Options, option));
                !ranked.is_empty()
            }
            Answer::Rows { rows } => {
                rows.retain(|row, cell| {
                    if let Cell::Options(columns) = cell {
                        columns.retain(|column| keep(Part::Columns, column));
                    }
                    let empty = matches!(cell, Cell::Options(columns) if columns.is_empty());
                    !empty && keep(Part::Rows, row)
                });
                !rows.is_empty()
            }
            _ => true,
        };
        left.then_some(Cow::Owned(answer))
    }

    /// Says what an asked question needs, once the answers of its page are known.
    fn settle(&mut self, position: u16) {
        if !self.known[usize::from(position)].asked {
            return;
        }
        let (question, logic) = (self.question(position), self.logic(position));
        let answerable = !matches!(question.ask, Ask::Statement);
        let required = answerable
            && (question.required || logic.required.as_ref().is_some_and(|required| self.holds(required)));
        let answered = self.known[usize::from(position)].answer.is_some();
        let mut failed = None;
        if answered {
            failed = logic.checks.iter().find(|(_, holds)| !self.holds(holds)).map(|(at, _)| *at);
        }
        let known = &mut self.known[usize::from(position)];
        (known.required, known.failed) = (required, failed);
    }

    fn language(&self) -> &'a Lang {
        let chosen = self.draft.language.as_ref().or(self.facts.language);
        chosen.unwrap_or(&self.survey.default_language)
    }

    fn score(&self, position: u16) -> Option<f64> {
        self.known.get(usize::from(position))?.score(&self.question(position).ask)
    }

    fn total(&self) -> Option<f64> {
        let positions = 0..super::compile::narrow(self.known.len());
        let scores = positions.filter_map(|position| self.score(position));
        scores.fold(None, |sum, score| Some(sum.unwrap_or(0.0) + score))
    }
}

impl expression::Facts for State<'_> {
    fn root(&self, root: Root) -> Value<'_> {
        match root {
            Root::Customer => self.customer.as_ref().map_or(Value::Null, |customer| Value::Record(customer)),
            Root::Unit => self.facts.unit.as_ref().map_or(Value::Null, |unit| Value::Record(unit)),
            Root::Order => Value::Record(&self.order),
            Root::Language => Value::text(self.language().as_str()),
            Root::Now => Value::Timestamp(self.facts.now),
            _ => Value::Null,
        }
    }

    fn slot(&self, root: Root, slot: u16) -> Value<'_> {
        let at = usize::from(slot);
        match root {
            Root::Answers => self.known.get(at).map_or(Value::Null, Known::value),
            Root::Hidden => Value::from(self.hidden.get(at).and_then(|value| value.as_deref())),
            Root::Computed => self.computed.get(at).map_or(Value::Null, |(_, value)| value.borrowed()),
            Root::Scores if slot == TOTAL => Value::from(self.total()),
            Root::Scores => Value::from(self.score(slot)),
            _ => Value::Null,
        }
    }
}

/// A value as a hidden field holds it.
pub(super) fn text_of(value: &Value<'_>) -> Option<String> {
    let text = match value {
        Value::Null | Value::Record(_) => return None,
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Double(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Timestamp(instant) => instant.to_string(),
        Value::Duration(length) => length.to_string(),
        list => {
            let json = list.to_json();
            let texts: Vec<&str> = json.as_array()?.iter().filter_map(|text| text.as_str()).collect();
            texts.join(",")
        }
    };
    Some(text.chars().take(crate::survey::HIDDEN_CHARS_MAX).collect())
}
