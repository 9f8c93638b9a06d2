//! Where the rules are CEL's, the `cel` crate's evaluator is the reference.

use std::sync::{Arc, LazyLock};

use cel::{Context, Env};
use proptest::prelude::*;

use super::super::evaluate::NoFacts;
use super::super::{Expression, Scope, Type, Value};

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// The reference's answer, `None` for an error.
fn reference(source: &str) -> Option<cel::Value> {
    ENV.compile(source).ok()?.execute(&Context::with_env(Arc::clone(&ENV))).ok()
}

fn same(ours: &Value<'_>, theirs: &cel::Value) -> bool {
    match (ours, theirs) {
        (Value::Bool(a), cel::Value::Bool(b)) => a == b,
        (Value::Int(a), cel::Value::Int(b)) => a == b,
        (Value::Double(a), cel::Value::Float(b)) => a == b,
        (Value::Text(a), cel::Value::String(b)) => a.as_ref() == b.as_str(),
        (Value::Null, cel::Value::Null) => true,
        (Value::List(a), cel::Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (Value::Items(items), cel::Value::List(b)) => {
            items.len() == b.len() && b.iter().enumerate().all(|(index, b)| same(&items.get(index), b))
        }
        _ => false,
    }
}

/// Whatever the reference has an answer to, has the same answer here.
fn agrees(source: &str) -> Result<(), TestCaseError> {
    let Some(theirs) = reference(source) else { return Ok(()) };
    let expression = Expression::compile(source, Scope::of(&[]), Type::Any)
        .map_err(|error| TestCaseError::fail(format!("{source}: {error}")))?;
    let ours = expression
        .evaluate(&NoFacts)
        .map_err(|error| TestCaseError::fail(format!("{source}: {error}, not {theirs:?}")))?;
    prop_assert!(same(&ours, &theirs), "{}: {:?}, not {:?}", source, ours, theirs);
    Ok(())
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (-20_i64..20).prop_map(|value| format!("({value})")),
        prop::sample::select(&["1.5", "-2.0", "0.25", "3.0", "9007199254740993", "1e18"][..])
            .prop_map(str::to_owned),
    ]
}

fn integer() -> impl Strategy<Value = String> {
    (-20_i64..20).prop_map(|value| format!("({value})")).prop_recursive(3, 12, 2, |inner| {
        (inner.clone(), prop::sample::select(&["+", "-", "*", "%"][..]), inner)
            .prop_map(|(a, operator, b)| format!("({a} {operator} {b})"))
    })
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(&["''", "'a'", "'ab'", "'汤面'", "'\\u6c64'", "r'\\a'", "\"q'\"", "'''x\ny'''"][..])
        .prop_map(str::to_owned)
        .prop_recursive(2, 6, 2, |inner| (inner.clone(), inner).prop_map(|(a, b)| format!("({a} + {b})")))
}

fn list() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![number(), text(), Just("true".to_owned())], 0..5)
        .prop_map(|items| format!("[{}]", items.join(", ")))
}

fn boolean() -> impl Strategy<Value = String> {
    let compare = prop::sample::select(&["==", "!=", "<", "<=", ">", ">="][..]);
    let test = prop::sample::select(&["contains", "startsWith", "endsWith"][..]);
    let each = prop::sample::select(&["all", "exists", "exists_one"][..]);
    let equal = prop::sample::select(&["==", "!="][..]);
    let leaf = prop_oneof![
        Just("true".to_owned()),
        Just("false".to_owned()),
        // An error of CEL's, to be absorbed or not.
        Just("(1 % 0 == 1)".to_owned()),
        (number(), compare.clone(), number()).prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
        (text(), compare.clone(), text()).prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
        (integer(), compare, integer()).prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
        (text(), test, text()).prop_map(|(a, test, b)| format!("{a}.{test}({b})")),
        (number(), list()).prop_map(|(a, list)| format!("({a} in {list})")),
        (text(), list()).prop_map(|(a, list)| format!("({a} in {list})")),
        (list(), equal, list()).prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
        (list(), each, number()).prop_map(|(list, each, b)| format!("{list}.{each}(x, x == {b})")),
        (list(), number()).prop_map(|(list, b)| format!("(size({list}.filter(x, x != {b})) > 2)")),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.clone().prop_map(|a| format!("!{a}")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn conditions_agree(source in boolean()) {
        agrees(&source)?;
    }

    #[test]
    fn numbers_agree(source in integer()) {
        agrees(&source)?;
    }

    #[test]
    fn texts_agree(source in text()) {
        agrees(&source)?;
        agrees(&format!("size({source})"))?;
        agrees(&format!("string({source})"))?;
    }

    #[test]
    fn lists_agree(list in list(), index in 0_usize..6) {
        agrees(&list)?;
        agrees(&format!("{list}[{index}]"))?;
        agrees(&format!("{list}.map(x, [x])"))?;
        agrees(&format!("{list}.filter(x, x == 1 || x == 'a')"))?;
    }
}

#[test]
fn conversions_agree() -> Result<(), TestCaseError> {
    for source in [
        "int('42')",
        "int(3.99)",
        "int(-3.99)",
        "double('2.5')",
        "double(3)",
        "string(1.5)",
        "string(-3)",
        "string(true)",
        "bool('true')",
        "size('汤面')",
        "size([1, 2])",
        "7 % -3",
        "-7 % 3",
        "1 < 1.5",
        "2 == 2.0",
        "true ? 1 : 'a'",
        "[1, 2, 3].map(x, x > 1, x * x)",
        "[[1], [2]].exists(x, x.exists(y, y == 2))",
        "dyn('a') == 1",
        "null == null",
        "1 != null",
        "!!true",
        "--1 == 1",
    ] {
        agrees(source)?;
    }
    Ok(())
}
