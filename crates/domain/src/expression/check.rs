//! From CEL's syntax tree to the checked expression: names are resolved against the schema, types are
//! compared where both are known, and literals are read, so that a mistake is found when saving.

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};

use super::error::{ExpressionError, Problem};
use super::evaluate::{Evaluation, NoFacts};
use super::names::Names;
use super::node::{Arithmetic, At, Comparison, Node};
use super::schema::{Kind, Root, Scope};
use super::value::Value;

/// The most macros (`all`, `map`, ..) within one another: the work is the product of their lists.
const MACROS_MAX: usize = 2;

pub(super) struct Checker<'s> {
    source: &'s str,
    info: &'s SourceInfo,
    scope: Scope,
    names: &'s Names,
    /// The roots met.
    pub uses: Scope,
    /// The declared fields of roots met.
    pub reads: Vec<(Root, u16)>,
    /// The variables of the enclosing macros, outermost first.
    variables: Vec<(String, Kind)>,
}

pub(super) type Checked = Result<(Node, Kind), ExpressionError>;

impl<'s> Checker<'s> {
    pub fn new(source: &'s str, info: &'s SourceInfo, scope: Scope, names: &'s Names) -> Self {
        Checker { source, info, scope, names, uses: Scope::of(&[]), reads: Vec::new(), variables: Vec::new() }
    }

    pub fn check(&mut self, expr: &IdedExpr) -> Checked {
        match &expr.expr {
            Expr::Literal(literal) => self.literal(expr, literal),
            Expr::Ident(name) => self.name(expr, name),
            Expr::Select(select) => {
                let (node, kind) = self.check(&select.operand)?;
                self.field(expr, node, kind, &select.field)
            }
            Expr::List(list) => self.list(&list.elements),
            Expr::Call(call) if call.target.is_some() => self.member_call(expr, call),
            Expr::Call(call) => self.call(expr, call),
            Expr::Map(_) => Err(self.error(expr, Problem::Unsupported("map literals"))),
            Expr::Struct(_) => Err(self.error(expr, Problem::Unsupported("message literals"))),
            // The parser expands no macros, and reports what it cannot specify.
            Expr::Comprehension(_) | Expr::Unspecified => {
                Err(self.error(expr, Problem::Syntax("incomplete expression".to_owned())))
            }
        }
    }

    fn literal(&self, expr: &IdedExpr, literal: &LiteralValue) -> Checked {
        let (value, kind) = match literal {
            LiteralValue::Null => (Value::Null, Kind::Null),
            LiteralValue::Boolean(value) => (Value::Bool(*value.inner()), Kind::Bool),
            LiteralValue::Int(value) => (Value::Int(*value.inner()), Kind::Number),
            LiteralValue::Double(value) => (Value::Double(*value.inner()), Kind::Number),
            LiteralValue::UInt(value) => {
                let value = *value.inner();
                (i64::try_from(value).map_or(Value::Double(value as f64), Value::Int), Kind::Number)
            }
            LiteralValue::String(text) => (Value::Text(text.inner().to_owned().into()), Kind::Text),
            LiteralValue::Bytes(_) => {
                return Err(self.error(expr, Problem::Unsupported("bytes literals")));
            }
        };
        Ok((Node::Constant(value), kind))
    }

    fn name(&mut self, expr: &IdedExpr, name: &str) -> Checked {
        let mut variables = self.variables.iter().rev().enumerate();
        if let Some((levels_out, (_, kind))) = variables.find(|(_, (variable, _))| variable == name) {
            return Ok((Node::Variable(levels_out), *kind));
        }
        match Root::named(name.trim_start_matches('.')) {
            Some(root) if self.scope.has(root) => {
                self.uses = self.uses.with(root);
                Ok((Node::Path(root, Box::default(), self.at(expr)), self.names.kind(root)))
            }
            Some(root) => {
                let known = self.scope.roots().map(|root| -> &str { root.name() });
                Err(self.error(expr, Problem::NotInScope(root.name())).among(name, known))
            }
            None => {
                let variables = self.variables.iter().map(|(variable, _)| variable.as_str());
                let known = self.scope.roots().map(|root| -> &str { root.name() }).chain(variables);
                Err(self.error(expr, Problem::UnknownName(name.to_owned())).among(name, known))
            }
        }
    }

    fn field(&mut self, expr: &IdedExpr, node: Node, kind: Kind, name: &str) -> Checked {
        if let Kind::Declared(record) = kind {
            return self.declared(expr, node, record, name);
        }
        let found = match kind {
            Kind::Any | Kind::Open => Kind::Any,
            Kind::Closed(fields) => match fields.iter().find(|field| field.name == name) {
                Some(field) => field.kind,
                None => {
                    let problem = Problem::UnknownField { record: written(&node), field: name.to_owned() };
                    let known = fields.iter().map(|field| -> &str { field.name });
                    return Err(self.error(expr, problem).among(name, known));
                }
            },
            other => return Err(self.error(expr, Problem::NoFields(other.name()))),
        };
        Ok((self.below(expr, node, name), found))
    }

    /// A field of a record whose fields a survey declares; of a root, by its number.
    fn declared(&mut self, expr: &IdedExpr, node: Node, record: u16, name: &str) -> Checked {
        let fields = self.names.fields(record);
        let Some(field) = fields.iter().find(|field| *field.name == *name) else {
            let problem = Problem::UnknownField { record: written(&node), field: name.to_owned() };
            let known = fields.iter().map(|field| -> &str { &field.name });
            return Err(self.error(expr, problem).among(name, known));
        };
        match node {
            Node::Path(root, path, at) if path.is_empty() => {
                if !self.reads.contains(&(root, field.slot)) {
                    self.reads.push((root, field.slot));
                }
                Ok((Node::Slot(root, field.slot, [name.into()].into(), at), field.kind))
            }
            node => Ok((self.below(expr, node, name), field.kind)),
        }
    }

    /// The node of a field of another node's value.
    fn below(&self, expr: &IdedExpr, node: Node, name: &str) -> Node {
        let longer = |path: Box<[Box<str>]>| -> Box<[Box<str>]> {
            path.into_vec().into_iter().chain([name.into()]).collect()
        };
        match node {
            Node::Path(root, path, at) => Node::Path(root, longer(path), at),
            Node::Slot(root, slot, path, at) => Node::Slot(root, slot, longer(path), at),
            other => Node::Field(Box::new(other), name.into(), self.at(expr)),
        }
    }

    fn list(&mut self, elements: &[IdedExpr]) -> Checked {
        let nodes: Vec<Node> = elements
            .iter()
            .map(|element| self.check(element).map(|(node, _)| node))
            .collect::<Result<_, _>>()?;
        let all_constant = nodes.iter().all(|node| matches!(node, Node::Constant(_)));
        let node = if all_constant {
            let values = nodes.into_iter().filter_map(|node| match node {
                Node::Constant(value) => Some(value),
                _ => None,
            });
            Node::Constant(Value::List(values.collect()))
        } else {
            Node::List(nodes)
        };
        Ok((node, Kind::List))
    }

    /// An operator or a global function.
    fn call(&mut self, expr: &IdedExpr, call: &CallExpr) -> Checked {
        let function = call.func_name.as_str();
        match (function, call.args.as_slice()) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR, [left, right]) => {
                let (left, right) = (self.condition(left)?, self.condition(right)?);
                let node = if function == operators::LOGICAL_AND { Node::And } else { Node::Or };
                Ok((node(left, right), Kind::Bool))
            }
            (operators::LOGICAL_NOT, [operand]) => Ok((Node::Not(self.condition(operand)?), Kind::Bool)),
            (operators::CONDITIONAL, [condition, yes, no]) => {
                let condition = self.condition(condition)?;
                let ((yes, yes_kind), (no, no_kind)) = (self.check(yes)?, self.check(no)?);
                Ok((Node::If(Box::new([*condition, yes, no]), self.at(expr)), yes_kind.or(no_kind)))
            }
            (operators::NEGATE, [operand]) => {
                let node = self.expect(operand, &[Kind::Number, Kind::Duration], "-")?;
                self.folded(expr, Node::Negate(Box::new(node.0), self.at(expr)), node.1)
            }
            (operators::IN, [element, list]) => self.membership(expr, element, list),
            (operators::INDEX, [operand, index]) => self.index(expr, operand, index),
            (_, [left, right]) => {
                if let Some(comparison) = Comparison::of(function) {
                    self.comparison(expr, comparison, left, right)
                } else if let Some(arithmetic) = Arithmetic::of(function) {
                    self.arithmetic(expr, arithmetic, left, right)
                } else {
                    self.global_function(expr, call)
                }
            }
            _ => self.global_function(expr, call),
        }
    }

    /// A part that has to be true or false.
    pub fn condition(&mut self, expr: &IdedExpr) -> Result<Box<Node>, ExpressionError> {
        let (node, kind) = self.check(expr)?;
        if kind.may_be(Kind::Bool) {
            Ok(Box::new(node))
        } else {
            Err(self.error(expr, Problem::Expected { expected: "bool", found: kind.name() }))
        }
    }

    /// A part that has to be of one of these types, as an operand of `operation`.
    pub fn expect(&mut self, expr: &IdedExpr, takes: &[Kind], operation: &'static str) -> Checked {
        let (node, kind) = self.check(expr)?;
        if takes.iter().any(|taken| kind.may_be(*taken)) && kind != Kind::Null {
            return Ok((node, kind));
        }
        let expected = takes.first().map_or("value", |taken| taken.name());
        let mut error = self.error(expr, Problem::Expected { expected, found: kind.name() });
        if operation == "contains" && matches!(kind, Kind::List | Kind::Open) {
            error.suggestions = vec!["'a' in list".to_owned()];
        }
        Err(error)
    }

    fn comparison(
        &mut self,
        expr: &IdedExpr,
        comparison: Comparison,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Checked {
        let places = (left, right);
        let ((left, left_kind), (right, right_kind)) = (self.check(left)?, self.check(right)?);
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let ordered = |kind: Kind| !matches!(kind.name(), "null" | "list" | "record");
        if !left_kind.may_be(right_kind) || !(equality || (ordered(left_kind) && ordered(right_kind))) {
            let mut error = self.types(expr, comparison.name(), left_kind, right_kind);
            if let Some(meant) = meant(left_kind, &right).or_else(|| meant(right_kind, &left)) {
                error.suggestions = vec![meant];
            }
            return Err(error);
        }
        self.offered(left_kind, &left, (places.1, &right))?;
        self.offered(right_kind, &right, (places.0, &left))?;
        Ok((Node::Compare(comparison, Box::new(left), Box::new(right), self.at(expr)), Kind::Bool))
    }

    /// Refuses texts that are compared with a choice and are none of its options.
    fn offered(
        &self,
        kind: Kind,
        choice: &Node,
        (expr, other): (&IdedExpr, &Node),
    ) -> Result<(), ExpressionError> {
        let (Some(options), Node::Constant(constant)) = (self.names.options(kind), other) else {
            return Ok(());
        };
        let texts = match constant {
            Value::List(texts) => texts.as_slice(),
            single => std::slice::from_ref(single),
        };
        let unknown = |text: &&str| !options.iter().any(|option| **option == **text);
        match texts.iter().filter_map(Value::as_text).find(unknown) {
            None => Ok(()),
            Some(text) => {
                let problem = Problem::UnknownOption { question: written(choice), option: text.to_owned() };
                Err(self.error(expr, problem).among(text, options.iter().map(AsRef::as_ref)))
            }
        }
    }

    fn arithmetic(
        &mut self,
        expr: &IdedExpr,
        arithmetic: Arithmetic,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Checked {
        let ((left, left_kind), (right, right_kind)) = (self.check(left)?, self.check(right)?);
        let kind = arithmetic_kind(arithmetic, left_kind.plain(), right_kind.plain())
            .ok_or_else(|| self.types(expr, arithmetic.name(), left_kind, right_kind))?;
        let node = Node::Arithmetic(arithmetic, Box::new(left), Box::new(right), self.at(expr));
        Ok((node, kind))
    }

    fn membership(&mut self, expr: &IdedExpr, element: &IdedExpr, list: &IdedExpr) -> Checked {
        let places = (element, list);
        let ((element, element_kind), (list, list_kind)) = (self.check(element)?, self.check(list)?);
        let needs_text = list_kind == Kind::Open;
        if !matches!(list_kind.plain(), Kind::Any | Kind::List | Kind::Open)
            || (needs_text && !element_kind.may_be(Kind::Text))
        {
            let mut error = self.types(expr, "in", element_kind, list_kind);
            if list_kind == Kind::Text {
                error.suggestions = vec![format!("{}.contains(..)", written(&list))];
            }
            return Err(error);
        }
        self.offered(list_kind, &list, (places.0, &element))?;
        self.offered(element_kind, &element, (places.1, &list))?;
        Ok((Node::In(Box::new(element), Box::new(list), self.at(expr)), Kind::Bool))
    }

    fn index(&mut self, expr: &IdedExpr, operand: &IdedExpr, index: &IdedExpr) -> Checked {
        let (node, kind) = self.check(operand)?;
        let (index, index_kind) = self.check(index)?;
        match (kind, &index) {
            (
                Kind::Any | Kind::Open | Kind::Closed(_) | Kind::Declared(_),
                Node::Constant(Value::Text(name)),
            ) => {
                return self.field(expr, node, kind, name);
            }
            (Kind::Choices(options), _) if index_kind.may_be(Kind::Number) => {
                let node = Node::Index(Box::new(node), Box::new(index), self.at(expr));
                return Ok((node, Kind::Choice(options)));
            }
            (Kind::Any, _) if index_kind.may_be(Kind::Text) || index_kind.may_be(Kind::Number) => {}
            (Kind::Open, _) if index_kind.may_be(Kind::Text) => {}
            (Kind::List, _) if index_kind.may_be(Kind::Number) => {}
            _ => return Err(self.types(expr, "[ ]", kind, index_kind)),
        }
        Ok((Node::Index(Box::new(node), Box::new(index), self.at(expr)), Kind::Any))
    }

    /// Checks the body of a macro with its variable in sight.
    pub fn with_variable<T>(
        &mut self,
        expr: &IdedExpr,
        (name, kind): (&str, Kind),
        body: impl FnOnce(&mut Self) -> Result<T, ExpressionError>,
    ) -> Result<T, ExpressionError> {
        if self.variables.len() == MACROS_MAX {
            return Err(self.error(expr, Problem::TooDeep));
        }
        self.variables.push((name.to_owned(), kind));
        let result = body(self);
        self.variables.pop();
        result
    }

    /// The value of a node whose operand is a literal, computed now; the node itself otherwise.
    pub fn folded(&self, expr: &IdedExpr, node: Node, kind: Kind) -> Checked {
        let (Node::Negate(operand, _) | Node::Unary(_, operand, _)) = &node else { return Ok((node, kind)) };
        let Node::Constant(literal) = operand.as_ref() else { return Ok((node, kind)) };
        let value = Evaluation::new(&NoFacts).value(&node, None).map(Value::into_owned_scalar);
        match value {
            Ok(Some(value)) => Ok((Node::Constant(value), kind)),
            Ok(None) => Ok((node, kind)),
            Err(_) => {
                let text = literal.as_text().map_or_else(|| literal.to_json().to_string(), str::to_owned);
                Err(self.error(expr, Problem::Literal { what: kind.name(), text }))
            }
        }
    }

    fn types(&self, expr: &IdedExpr, operation: &'static str, left: Kind, right: Kind) -> ExpressionError {
        self.error(expr, Problem::Types { operation, left: left.name(), right: right.name() })
    }

    pub fn error(&self, expr: &IdedExpr, problem: Problem) -> ExpressionError {
        ExpressionError::new(self.source, self.at(expr) as usize, problem)
    }

    /// Where to point at: an operator, a literal, or the name of a field or function.
    pub fn at(&self, expr: &IdedExpr) -> At {
        let offset = self.info.offset_for(expr.id).map_or(0, |(start, _)| start as usize);
        let offset = super::parse::byte_offset(self.source, offset);
        let place = match &expr.expr {
            // The token is the dot, the name comes after it.
            Expr::Select(_) => {
                let rest = &self.source[offset..];
                offset + rest.find(|c: char| c != '.' && !c.is_whitespace()).unwrap_or(0)
            }
            // The token is the bracket, the name stands before it.
            Expr::Call(call) if self.source[offset..].starts_with('(') => {
                let before = self.source[..offset].trim_end();
                let name = call.func_name.rsplit('.').next().unwrap_or_default();
                if before.ends_with(name) { before.len() - name.len() } else { offset }
            }
            _ => offset,
        };
        At::try_from(place).unwrap_or(At::MAX)
    }
}

/// The type that an operator gives for these, or `None` if it does not take them.
fn arithmetic_kind(arithmetic: Arithmetic, left: Kind, right: Kind) -> Option<Kind> {
    use Kind::{Any, Duration, Number, Text, Timestamp};
    match (arithmetic, left, right) {
        (_, Number, Number) | (_, Number, Any) | (_, Any, Number) => Some(Number),
        (_, Any, Any) => Some(Any),
        (Arithmetic::Add, Text | Any, Text | Any) => Some(Text),
        (Arithmetic::Add, Timestamp, Duration | Any) | (Arithmetic::Add, Duration | Any, Timestamp) => {
            Some(Timestamp)
        }
        (Arithmetic::Add | Arithmetic::Subtract, Duration, Duration) => Some(Duration),
        (Arithmetic::Add | Arithmetic::Subtract, Duration, Any) => Some(Any),
        (Arithmetic::Add | Arithmetic::Subtract, Any, Duration) => Some(Any),
        (Arithmetic::Subtract, Timestamp, Duration) => Some(Timestamp),
        (Arithmetic::Subtract, Timestamp | Any, Timestamp) => Some(Duration),
        (Arithmetic::Subtract, Timestamp, Any) => Some(Any),
        _ => None,
    }
}

/// What a literal of the wrong type was perhaps meant to be.
fn meant(kind: Kind, other: &Node) -> Option<String> {
    let Node::Constant(Value::Text(text)) = other else { return None };
    match kind {
        Kind::Number => text.trim().parse::<f64>().ok().map(|number| number.to_string()),
        Kind::Timestamp => Some(format!("timestamp('{text}')")),
        Kind::Duration => Some(format!("duration('{text}')")),
        Kind::Bool if matches!(text.as_ref(), "true" | "false") => Some(text.to_string()),
        _ => None,
    }
}

/// A path as it is written; for anything else a word.
fn written(node: &Node) -> String {
    match node {
        Node::Path(root, path, _) | Node::Slot(root, _, path, _) => {
            path.iter().fold(root.name().to_owned(), |written, field| written + "." + field)
        }
        _ => "the value".to_owned(),
    }
}
