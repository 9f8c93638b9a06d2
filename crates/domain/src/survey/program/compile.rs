//! From a survey as it is written to its [`Program`]. Whatever does not compile is left out and reported.

use super::depend::{Places, sorted};
use super::names::{Dictionary, TOTAL};
use super::{Logic, PageLogic, Part, Program, QuestionLogic, QuotaLogic, RuleLogic, known, recall};
use crate::expression::{Expression, ExpressionError, Root, Scope, Type, with_room};
use crate::field::FieldError;
use crate::survey::{Ask, Cells, Choice, FAULTS_MAX, Matrix, Question, Source, Survey};

/// What compiles, and what is wrong with the rest.
pub(super) fn compile(survey: &Survey) -> (Program, Vec<FieldError>) {
    with_room(|| all(survey)).unwrap_or_else(|| all(survey))
}

fn all(survey: &Survey) -> (Program, Vec<FieldError>) {
    let mut compiler = Compiler::new(survey);
    compiler.computed();
    let (pages, questions) = compiler.pages();
    let rules = compiler.rules();
    let endings = survey.endings.iter().enumerate();
    let endings = endings
        .map(|(at, ending)| {
            compiler.optional(&format!("endings[{at}].when"), ending.when.as_ref(), Type::Bool)
        })
        .collect();
    let quotas = survey.quotas.iter().enumerate();
    let quotas = quotas
        .map(|(at, quota)| {
            let when = compiler.logic(&format!("quotas[{at}].when"), &quota.when, Type::Bool)?;
            let decided_by = compiler.decided_by(&when);
            Some(QuotaLogic { when, decided_by })
        })
        .collect();
    let texts = recall::compile(survey, &mut compiler);
    let mut program = Program {
        pages,
        questions,
        rules: Vec::new(),
        computed: compiler.values,
        endings,
        quotas,
        texts,
        labels: compiler.dictionary.labels,
        uses: compiler.uses,
        random: is_random(survey),
    };
    for (at, rule) in rules.into_iter().enumerate() {
        let Some(rule) = rule else { continue };
        let number = narrow(program.rules.len());
        program.rules.push(rule);
        let after = &survey.rules[at].after;
        for (page, logic) in survey.pages.iter().zip(&mut program.pages) {
            if after.as_ref().is_none_or(|after| *after == page.id) {
                logic.rules = logic.rules.iter().copied().chain([number]).collect();
            }
        }
    }
    let mut errors = compiler.errors;
    errors.truncate(FAULTS_MAX);
    (program, errors)
}

/// Positions in a survey are far below the limit of the type.
pub(super) fn narrow(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}

fn is_random(survey: &Survey) -> bool {
    let question = |question: &Question| match &question.ask {
        Ask::SingleChoice(choice) => choice.random_options,
        Ask::MultipleChoice(choice) => choice.random_options,
        Ask::Ranking(ranking) => ranking.random_options,
        Ask::Matrix(matrix) => matrix.random_rows,
        _ => false,
    };
    survey.random_pages
        || survey.pages.iter().any(|page| page.random_questions)
        || survey.questions().any(question)
}

/// The lists of choices of a question.
pub(super) fn lists(ask: &Ask) -> impl Iterator<Item = (Part, &[Choice])> {
    let options = ask.choices().map(|(options, _)| (Part::Options, options));
    let (rows, columns) = match ask {
        Ask::Matrix(Matrix { rows, cells, .. }) => {
            let columns = match cells {
                Cells::Single { columns } | Cells::Multiple { columns } => Some(columns.as_slice()),
                Cells::Rating(_) => None,
            };
            (Some(rows.as_slice()), columns)
        }
        _ => (None, None),
    };
    let rows = rows.map(|rows| (Part::Rows, rows));
    options.into_iter().chain(rows).chain(columns.map(|columns| (Part::Columns, columns)))
}

impl Part {
    /// Its path below the question's.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Part::Options => "options",
            Part::Rows => "rows",
            Part::Columns => "cells.columns",
        }
    }
}

pub(super) struct Compiler<'s> {
    pub survey: &'s Survey,
    pub dictionary: Dictionary,
    pub errors: Vec<FieldError>,
    /// The page of each question.
    pub page_of: Vec<usize>,
    places: Places,
    values: Vec<Option<Logic>>,
    /// The computed values that each needs, itself last.
    needs: Vec<Vec<u16>>,
    uses: Scope,
}

impl<'s> Compiler<'s> {
    fn new(survey: &'s Survey) -> Self {
        let pages = survey.pages.iter().enumerate();
        Self {
            survey,
            dictionary: Dictionary::of(survey),
            errors: Vec::new(),
            page_of: pages.flat_map(|(at, page)| page.questions.iter().map(move |_| at)).collect(),
            places: Places::of(survey),
            values: Vec::new(),
            needs: Vec::new(),
            uses: Scope::of(&[]),
        }
    }

    /// Compiles an expression, or reports why that cannot be done.
    pub fn logic(&mut self, path: &str, source: &Source, expected: Type) -> Option<Logic> {
        let names = &self.dictionary.names;
        match Expression::compile_among(&source.0, Scope::SURVEY, expected, names) {
            Ok(expression) => Some(self.needing(expression)),
            Err(error) => {
                self.errors.push(said(path, &error, (error.line, error.column)));
                None
            }
        }
    }

    pub fn optional(&mut self, path: &str, source: Option<&Source>, expected: Type) -> Option<Logic> {
        self.logic(path, source?, expected)
    }

    /// Adds what an expression needs.
    pub fn needing(&mut self, expression: Expression) -> Logic {
        for root in Root::ALL {
            if expression.uses(root) {
                self.uses = self.uses.with(root);
            }
        }
        let mut needs = Vec::new();
        for (root, slot) in expression.reads() {
            if *root == Root::Computed {
                for needed in self.needs.get(usize::from(*slot)).into_iter().flatten() {
                    if !needs.contains(needed) {
                        needs.push(*needed);
                    }
                }
            }
        }
        Logic { expression, needs: needs.into() }
    }

    /// Computed values, each behind those it reads, so that its type and needs are known to the next.
    fn computed(&mut self) {
        let computed = &self.survey.computed;
        self.needs = vec![Vec::new(); computed.len()];
        let path = |at: usize| format!("computed[{at}].value");
        // What they read decides the order; types come with it.
        let drafts: Vec<Option<Expression>> = computed
            .iter()
            .map(|computed| {
                let names = &self.dictionary.names;
                Expression::compile_among(&computed.value.0, Scope::SURVEY, Type::Any, names).ok()
            })
            .collect();
        let reads = |at: usize| -> Vec<usize> {
            let reads = drafts[at].iter().flat_map(Expression::reads);
            reads.filter(|(root, _)| *root == Root::Computed).map(|(_, slot)| usize::from(*slot)).collect()
        };
        let (order, circles) = sorted(computed.len(), reads);
        for circle in &circles {
            let names =
                circle.iter().chain(circle.first()).map(|at| format!("computed.{}", computed[*at].id));
            self.errors.push(circular(&path(circle[0]), &names.collect::<Vec<_>>()));
        }
        self.values = computed.iter().map(|_| None).collect();
        for at in order {
            if circles.iter().any(|circle| circle.contains(&at)) {
                continue;
            }
            let logic = self.logic(&path(at), &computed[at].value, Type::Any);
            if let Some(logic) = &logic {
                let record = self.dictionary.computed;
                self.dictionary.names.retype(record, narrow(at), logic.expression.kind());
                self.needs[at] = logic.needs.iter().copied().chain([narrow(at)]).collect();
            }
            self.values[at] = logic;
        }
    }

    fn pages(&mut self) -> (Vec<PageLogic>, Vec<QuestionLogic>) {
        let survey = self.survey;
        let mut pages = Vec::with_capacity(survey.pages.len());
        let mut questions: Vec<QuestionLogic> = Vec::new();
        for (page_at, page) in survey.pages.iter().enumerate() {
            let path = format!("pages[{page_at}]");
            let first = questions.len();
            let show_path = format!("{path}.show_when");
            let show = self.optional(&show_path, page.show_when.as_ref(), Type::Bool);
            self.in_time(&show_path, show.as_ref(), page_at, false);
            for (at, question) in page.questions.iter().enumerate() {
                let path = format!("{path}.questions[{at}]");
                questions.push(self.question(&path, question, (page_at, at)));
            }
            let plan = self.plan(&path, first, &questions[first..]);
            pages.push(PageLogic { show, plan, rules: Box::default(), first: narrow(first) });
        }
        (pages, questions)
    }

    fn question(&mut self, path: &str, question: &Question, (page, place): (usize, usize)) -> QuestionLogic {
        let show_path = format!("{path}.show_when");
        let show = self.optional(&show_path, question.show_when.as_ref(), Type::Bool);
        self.in_time(&show_path, show.as_ref(), page, true);
        let required_path = format!("{path}.required_when");
        let required = self.optional(&required_path, question.required_when.as_ref(), Type::Bool);
        self.in_time(&required_path, required.as_ref(), page, true);
        let mut checks = Vec::new();
        for (at, check) in question.checks.iter().enumerate() {
            let path = format!("{path}.checks[{at}].holds");
            let logic = self.logic(&path, &check.holds, Type::Bool);
            self.in_time(&path, logic.as_ref(), page, true);
            checks.extend(logic.map(|logic| (narrow(at), logic)));
        }
        let mut choices = Vec::new();
        for (part, list) in lists(&question.ask) {
            for (at, choice) in list.iter().enumerate() {
                let path = format!("{path}.{}[{at}].show_when", part.path());
                let logic = self.optional(&path, choice.show_when.as_ref(), Type::Bool);
                self.in_time(&path, logic.as_ref(), page, true);
                choices.extend(logic.map(|logic| (part, narrow(at), logic)));
            }
        }
        let single = known::is_single(&question.ask);
        let (checks, choices) = (checks.into(), choices.into());
        QuestionLogic { page: narrow(page), place: narrow(place), show, required, checks, choices, single }
    }

    /// The questions of a page in an order in which each finds what its conditions read.
    fn plan(&mut self, path: &str, first: usize, questions: &[QuestionLogic]) -> Box<[u16]> {
        let depends = |at: usize| -> Vec<usize> {
            let question = &questions[at];
            let conditions = question.show.iter().chain(question.choices.iter().map(|(_, _, logic)| logic));
            let mut reads: Vec<usize> = conditions.flat_map(|logic| self.reads(logic)).collect();
            reads.retain(|read| (first..first + questions.len()).contains(read));
            reads.iter().map(|read| read - first).collect()
        };
        let (order, circles) = sorted(questions.len(), depends);
        let ids: Vec<&str> = self.survey.questions().map(|question| question.id.as_str()).collect();
        for circle in circles {
            let names = circle.iter().chain(circle.first()).map(|at| format!("answers.{}", ids[first + at]));
            let names: Vec<String> = names.collect();
            self.errors.push(circular(&format!("{path}.questions[{}].show_when", circle[0]), &names));
        }
        order.into_iter().map(|at| narrow(first + at)).collect()
    }

    fn rules(&mut self) -> Vec<Option<RuleLogic>> {
        let survey = self.survey;
        survey.rules.iter().enumerate().map(|(at, rule)| self.rule(&format!("rules[{at}]"), rule)).collect()
    }

    /// The questions whose answers decide what an expression amounts to. `scores.total` is what has been
    /// counted so far, so it waits for none.
    pub fn reads(&self, logic: &Logic) -> Vec<usize> {
        let mut questions = Vec::new();
        for (root, slot) in self.fields(logic) {
            match root {
                Root::Scores if *slot == TOTAL => {}
                Root::Answers | Root::Scores => questions.push(usize::from(*slot)),
                _ => {}
            }
        }
        questions.sort_unstable();
        questions.dedup();
        questions
    }

    /// The fields that an expression and the computed values it needs read.
    fn fields<'l>(&'l self, logic: &'l Logic) -> impl Iterator<Item = &'l (Root, u16)> {
        let needed = logic.needs.iter().filter_map(|needed| self.values[usize::from(*needed)].as_ref());
        std::iter::once(logic).chain(needed).flat_map(|logic| logic.expression.reads())
    }

    /// The questions that decide a condition, unless it also hangs on what can change until the end.
    fn decided_by(&self, logic: &Logic) -> Option<Box<[u16]>> {
        let open =
            |(root, slot): &(Root, u16)| *root == Root::Hidden || (*root == Root::Scores && *slot == TOTAL);
        let decided = !self.fields(logic).any(open);
        decided.then(|| self.reads(logic).into_iter().map(narrow).collect())
    }

    /// Reports what a condition of a page reads although it is asked later.
    pub fn in_time(&mut self, path: &str, logic: Option<&Logic>, page: usize, own: bool) {
        let Some(logic) = logic else { return };
        let direct = logic.expression.reads().iter().filter(|(root, slot)| {
            matches!(root, Root::Answers) || (*root == Root::Scores && *slot != TOTAL)
        });
        let late = direct.map(|(_, slot)| usize::from(*slot)).find(|read| {
            let asked_on = self.page_of[*read];
            if asked_on == page { !own } else { !self.places.may_precede(asked_on, page) }
        });
        let Some(late) = late else { return };
        let id = self.survey.questions().nth(late).map_or("", |question| question.id.as_str());
        let asked_on = &self.survey.pages[self.page_of[late]].id;
        let english = format!(
            "`answers.{id}` is asked on page `{asked_on}`, which comes later; a condition sees what has been asked before"
        );
        let chinese =
            format!("`answers.{id}` 在后面的页面 `{asked_on}` 才会问到；条件只能使用之前问过的内容");
        self.errors.push(FieldError::new(path, "later", english).in_chinese(chinese));
    }
}

/// An expression's error at a field, and where in the field's text.
pub(super) fn said(path: &str, error: &ExpressionError, (line, column): (u32, u32)) -> FieldError {
    let english = format!("line {line}, column {column}: {}", error.message());
    let chinese = format!("第 {line} 行第 {column} 列：{}", error.message_in_chinese());
    FieldError::new(path, error.problem.code(), english).in_chinese(chinese).at(line, column)
}

fn circular(path: &str, names: &[String]) -> FieldError {
    let way = names.join(" → ");
    FieldError::new(path, "cycle", format!("goes round in a circle: {way}"))
        .in_chinese(format!("循环引用：{way}"))
}
