//! Checking calls of functions and macros by name.

use cel::common::ast::{CallExpr, Expr, IdedExpr};
use jiff::tz::TimeZone;

use super::check::{Checked, Checker};
use super::error::{ExpressionError, Problem};
use super::functions::{CLOCKS, EACH, Row, Style, TEXT_TESTS, UNARY, names};
use super::node::{Clock, Each, Extreme, Loop, Node, TextTest, Zone};
use super::pattern::Pattern;
use super::schema::Kind;
use super::value::Value;

impl Checker<'_> {
    /// `name(..)`.
    pub fn global_function(&mut self, expr: &IdedExpr, call: &CallExpr) -> Checked {
        match (call.func_name.as_str(), call.args.as_slice()) {
            ("has", [field]) => {
                let is_field = matches!(&field.expr, Expr::Select(_))
                    || matches!(&field.expr, Expr::Call(call) if call.func_name == "_[_]");
                if !is_field {
                    return Err(self.error(expr, usage_of("has(record.field)")));
                }
                let (node, _) = self.check(field)?;
                Ok((Node::Has(Box::new(node)), Kind::Bool))
            }
            ("has", _) => Err(self.error(expr, usage_of("has(record.field)"))),
            ("dyn", [value]) => self.check(value).map(|(node, _)| (node, Kind::Any)),
            (name, args) => self.unary(expr, Style::Global, name, &args.iter().collect::<Vec<_>>()),
        }
    }

    /// `target.name(..)`.
    pub fn member_call(&mut self, expr: &IdedExpr, call: &CallExpr) -> Checked {
        let Some(target) = call.target.as_deref() else { return self.global_function(expr, call) };
        let name = call.func_name.as_str();
        if matches!(&target.expr, Expr::Ident(namespace) if namespace == "math") {
            return self.math(expr, name, &call.args);
        }
        if let Some(row) = EACH.iter().find(|(known, ..)| *known == name) {
            return self.each(expr, row, target, &call.args);
        }
        if let Some(row) = TEXT_TESTS.iter().find(|(known, ..)| *known == name) {
            return self.text_test(expr, row, target, &call.args);
        }
        if let Some((_, clock)) = CLOCKS.iter().find(|(known, _)| *known == name) {
            return self.clock(expr, *clock, target, &call.args);
        }
        match (name, call.args.as_slice()) {
            ("matches", [pattern]) => self.matches(expr, target, pattern),
            ("matches", _) => Err(self.error(expr, usage_of("text.matches('pattern')"))),
            (_, args) => {
                let all: Vec<&IdedExpr> = std::iter::once(target).chain(args).collect();
                self.unary(expr, Style::Member, name, &all)
            }
        }
    }

    fn unary(&mut self, expr: &IdedExpr, style: Style, name: &str, args: &[&IdedExpr]) -> Checked {
        let by_name = || UNARY.iter().filter(|function| function.name == name);
        let Some(function) = by_name().find(|function| function.style == style) else {
            if let Some(elsewhere) = by_name().next() {
                return Err(self.error(expr, Problem::Usage(elsewhere.usage())));
            }
            let problem = Problem::UnknownFunction(name.to_owned());
            return Err(self.error(expr, problem).among(name, names(style)));
        };
        let [arg] = args else { return Err(self.error(expr, Problem::Usage(function.usage()))) };
        let (node, _) = self.expect(arg, function.takes, function.name)?;
        let node = Node::Unary(function.function, Box::new(node), self.at(expr));
        self.folded(expr, node, function.gives)
    }

    fn math(&mut self, expr: &IdedExpr, name: &str, args: &[IdedExpr]) -> Checked {
        let extreme = match name {
            "least" => Extreme::Least,
            "greatest" => Extreme::Greatest,
            _ => return self.unary(expr, Style::Math, name, &args.iter().collect::<Vec<_>>()),
        };
        if args.is_empty() {
            return Err(self.error(expr, usage_of("math.least(a, b) or math.greatest(a, b)")));
        }
        let nodes = args
            .iter()
            .map(|arg| self.expect(arg, &[Kind::Number], extreme.name()).map(|(node, _)| node))
            .collect::<Result<Vec<_>, _>>()?;
        Ok((Node::Extreme(extreme, nodes, self.at(expr)), Kind::Number))
    }

    fn each(
        &mut self,
        expr: &IdedExpr,
        &(_, each, usage): &Row<Each>,
        target: &IdedExpr,
        args: &[IdedExpr],
    ) -> Checked {
        let wrong = |checker: &Self| checker.error(expr, usage_of(usage));
        let (variable, filter, body) = match args {
            [variable, body] => (variable, None, body),
            [variable, filter, body] if each == Each::Map => (variable, Some(filter), body),
            _ => return Err(wrong(self)),
        };
        let Expr::Ident(name) = &variable.expr else { return Err(wrong(self)) };
        let (list, list_kind) = self.expect(target, &[Kind::List, Kind::Open], usage)?;
        let element = match list_kind {
            Kind::Choices(options) => Kind::Choice(options),
            _ => Kind::Any,
        };
        let (filter, body) = self.with_variable(expr, (name, element), |checker| {
            let filter = filter.map(|filter| checker.condition(filter)).transpose()?;
            let body = if each == Each::Map { checker.check(body)?.0 } else { *checker.condition(body)? };
            Ok((filter.map(|filter| *filter), body))
        })?;
        let kind = match each {
            Each::Filter if matches!(list_kind, Kind::Choices(_)) => list_kind,
            Each::Map | Each::Filter => Kind::List,
            _ => Kind::Bool,
        };
        let node = Node::Each(Box::new(Loop { each, list, body, filter, at: self.at(expr) }));
        Ok((node, kind))
    }

    fn text_test(
        &mut self,
        expr: &IdedExpr,
        &(_, test, usage): &Row<TextTest>,
        target: &IdedExpr,
        args: &[IdedExpr],
    ) -> Checked {
        let [part] = args else { return Err(self.error(expr, usage_of(usage))) };
        let (text, _) = self.expect(target, &[Kind::Text], test.name())?;
        let (part, _) = self.expect(part, &[Kind::Text], test.name())?;
        Ok((Node::Text(test, Box::new(text), Box::new(part), self.at(expr)), Kind::Bool))
    }

    fn matches(&mut self, expr: &IdedExpr, target: &IdedExpr, pattern: &IdedExpr) -> Checked {
        let (text, _) = self.expect(target, &[Kind::Text], "matches")?;
        let (Node::Constant(Value::Text(source)), _) = self.check(pattern)? else {
            return Err(self.error(expr, Problem::Unsupported("patterns that are not a literal")));
        };
        let compiled =
            Pattern::new(&source).ok_or_else(|| self.literal_error(pattern, "pattern", &source))?;
        Ok((Node::Matches(Box::new(text), Box::new(compiled), self.at(expr)), Kind::Bool))
    }

    fn clock(&mut self, expr: &IdedExpr, clock: Clock, target: &IdedExpr, args: &[IdedExpr]) -> Checked {
        let takes = match clock {
            Clock::Hours | Clock::Minutes | Clock::Seconds => &[Kind::Timestamp, Kind::Duration][..],
            _ => &[Kind::Timestamp],
        };
        let (instant, _) = self.expect(target, takes, "clock")?;
        let zone = match args {
            [] => Zone::Fixed(TimeZone::UTC),
            [zone] => match self.expect(zone, &[Kind::Text], "clock")?.0 {
                Node::Constant(Value::Text(name)) => Zone::Fixed(
                    TimeZone::get(&name).map_err(|_| self.literal_error(zone, "time zone", &name))?,
                ),
                other => Zone::Named(Box::new(other)),
            },
            _ => return Err(self.error(expr, usage_of("timestamp.getHours('Asia/Shanghai')"))),
        };
        Ok((Node::Clock(clock, Box::new(instant), zone, self.at(expr)), Kind::Number))
    }

    fn literal_error(&self, expr: &IdedExpr, what: &'static str, text: &str) -> ExpressionError {
        self.error(expr, Problem::Literal { what, text: text.to_owned() })
    }
}

fn usage_of(usage: &str) -> Problem {
    Problem::Usage(usage.to_owned())
}
