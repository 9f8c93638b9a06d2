//! Laws on generated input: nothing panics, whatever the source and the data.

use proptest::prelude::*;

use super::super::{Expression, Scope, Type};
use super::World;

/// Fragments of the language, so that random sequences get past the lexer, and often past the parser.
const WORDS: &[&str] = &[
    "event",
    "customer",
    "response",
    "unit",
    "now",
    ".properties",
    ".total",
    ".products",
    ".tags",
    ".text",
    "true",
    "false",
    "null",
    "1",
    "-9223372036854775808",
    "2.5",
    "1e308",
    "3u",
    "0xff",
    "'a'",
    "\"b\"",
    "r'\\d'",
    "'''c'''",
    "b'x'",
    "'汤'",
    "'\\u0041'",
    "'\\'",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ",",
    ":",
    "?",
    " && ",
    " || ",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    " in ",
    "has(",
    "size(",
    "int(",
    "string(",
    "timestamp(",
    "duration(",
    ".exists(x, ",
    ".all(x, ",
    ".map(x, ",
    ".filter(x, ",
    "x",
    ".contains(",
    ".matches(",
    ".getHours(",
    "math.least(",
    ".trim()",
    "//",
    "\n",
    " ",
    "`",
    "'",
    "\"",
    "\\",
    "@",
    "\u{1f600}",
    ".",
];

fn fragments() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 1..24).prop_map(|words| words.concat())
}

/// Well-formed expressions of any types.
fn well_formed() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(
        &[
            "1",
            "-7",
            "2.5",
            "9223372036854775807",
            "true",
            "null",
            "'a'",
            "'3d'",
            "now",
            "event.properties.total",
            "event.properties.products",
            "event.properties.missing",
            "customer.orders_90d",
            "customer.tags",
            "customer.traits.zone",
            "customer.last_order_at",
            "unit.path",
            "response.text",
            "duration('3d')",
            "[1, 'a']",
        ][..],
    )
    .prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 3, |inner| {
        let operators =
            prop::sample::select(&["+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", " in "][..]);
        let functions = prop::sample::select(
            &[
                "size",
                "int",
                "double",
                "string",
                "bool",
                "timestamp",
                "duration",
                "dyn",
                "!",
                "-",
                "math.abs",
            ][..],
        );
        let members = prop::sample::select(
            &[
                "trim()",
                "getHours()",
                "getDayOfYear('Asia/Tokyo')",
                "size()",
                "all(x, x == 1)",
                "map(x, x)[0]",
            ][..],
        );
        prop_oneof![
            (inner.clone(), operators, inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (functions, inner.clone()).prop_map(|(function, a)| format!("{function}({a})")),
            (members, inner.clone()).prop_map(|(member, a)| format!("dyn({a}).{member}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("(dyn({a}) ? {b} : {c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("dyn({a}).exists(x, dyn({b}) == x)")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("dyn({a})[dyn({b})]")),
        ]
    })
}

/// Compiles and evaluates; whether it compiled.
fn run(source: &str) -> bool {
    let world = World::new();
    let Ok(expression) = Expression::compile(source, Scope::RESPONSE, Type::Any) else { return false };
    let value = expression.evaluate(&world);
    assert_eq!(
        expression.matches(&world).is_ok_and(|matched| matched),
        value.is_ok_and(|v| v.as_bool() == Some(true))
    );
    true
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_text_is_answered(source in "\\PC{0,80}") {
        run(&source);
    }

    #[test]
    fn any_fragments_are_answered(source in fragments()) {
        run(&source);
    }

    #[test]
    fn any_expression_is_answered(source in well_formed()) {
        run(&source);
    }

    #[test]
    fn an_error_points_into_the_source(source in fragments()) {
        if let Err(error) = Expression::compile(&source, Scope::EVENT, Type::Bool) {
            prop_assert!(source.is_char_boundary(error.offset as usize));
            let line = source.split('\n').nth(error.line as usize - 1).expect("the line exists");
            prop_assert!(error.column as usize <= line.chars().count() + 1);
            prop_assert!(!error.message().is_empty());
        }
    }
}
