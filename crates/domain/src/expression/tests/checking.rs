//! What is refused when an expression is saved, and where the error points.

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::super::{CHARACTERS_MAX, Expression, Problem, Root, Scope, Type};

/// Each source with the error below it, a caret under the place; or `ok`.
fn check(scope: Scope, expected: Type, sources: &[&str], expect: &Expect) {
    let mut report = String::new();
    for source in sources {
        match Expression::compile(source, scope, expected) {
            Ok(_) => writeln!(report, "{source}\n  ok").expect("a string takes all"),
            Err(error) => {
                for (number, line) in source.lines().enumerate() {
                    writeln!(report, "{line}").expect("a string takes all");
                    if number + 1 == error.line as usize {
                        let indent: String =
                            line.chars().take(error.column as usize - 1).map(blank).collect();
                        writeln!(report, "{indent}^").expect("a string takes all");
                    }
                }
                writeln!(report, "  {} [{}]", error.message(), error.problem.code())
                    .expect("a string takes all");
            }
        }
    }
    expect.assert_eq(&report);
}

/// A space as wide as the character.
fn blank(character: char) -> char {
    if character.is_ascii() { ' ' } else { '\u{3000}' }
}

#[test]
fn unknown_names_are_pointed_at_with_what_was_perhaps_meant() {
    check(
        Scope::EVENT,
        Type::Bool,
        &[
            "event.naem == 'Order Completed'",
            "customer.orders > 3",
            "'上海' == customer.city",
            "custmer.known",
            "foo",
            "customer.known &&\n  unit.knd == 'store'",
            "customer.tags.vip.since == 3",
            "event.properties.anything['goes here'].even.this == 1",
            "customer['lastnps'] > 3",
            "now.year == 2026",
            "customer.orders_90d.x == 1",
            "event.properties.items.exists(item, itm.price > 3)",
            "response.nps > 3",
        ],
        &expect![[r#"
            event.naem == 'Order Completed'
                  ^
              `event` has no field `naem`; did you mean name? [unknown_field]
            customer.orders > 3
                     ^
              `customer` has no field `orders`; did you mean orders_90d or orders_total? [unknown_field]
            '上海' == customer.city
             　　              ^
              `customer` has no field `city`; known are id, known, traits, tags, language, home_unit, last_order_at, orders_90d, spend_90d, last_nps, contacts_7d, open_case, time_zone, first_seen_at, last_seen_at, orders_total, spend_total, purchases_90d, products_90d, categories_90d, product_spend_90d, category_spend_90d, category_ratings, responses, responses_90d, last_response_at, last_csat, last_ces, last_asked_at, contacts_30d, contacts_90d, last_contact_at, consent, visits_total, visit_hours, preferred_hour [unknown_field]
            custmer.known
            ^
              unknown name `custmer`; did you mean customer? [unknown_name]
            foo
            ^
              unknown name `foo`; known are event, customer, unit, now [unknown_name]
            customer.known &&
              unit.knd == 'store'
                   ^
              `unit` has no field `knd`; did you mean kind? [unknown_field]
            customer.tags.vip.since == 3
              ok
            event.properties.anything['goes here'].even.this == 1
              ok
            customer['lastnps'] > 3
                    ^
              `customer` has no field `lastnps`; did you mean last_nps? [unknown_field]
            now.year == 2026
                ^
              a timestamp has no fields [no_fields]
            customer.orders_90d.x == 1
                                ^
              a number has no fields [no_fields]
            event.properties.items.exists(item, itm.price > 3)
                                                ^
              unknown name `itm`; did you mean item? [unknown_name]
            response.nps > 3
            ^
              `response` is not available here; known are event, customer, unit, now [not_in_scope]
        "#]],
    );
}

#[test]
fn types_that_do_not_go_together_are_refused() {
    check(
        Scope::RESPONSE,
        Type::Bool,
        &[
            "customer.orders_90d > '3'",
            "customer.orders_90d == 'many'",
            "customer.last_order_at < '2026-01-01T00:00:00Z'",
            "now - customer.last_order_at > '72h'",
            "customer.orders_90d && customer.known",
            "!unit.name",
            "customer.known + 1 > 2",
            "unit.name - unit.kind == ''",
            "customer.tags > 3",
            "customer > 3",
        ],
        &expect![[r#"
            customer.orders_90d > '3'
                                ^
              > cannot take number and text; did you mean 3? [types]
            customer.orders_90d == 'many'
                                ^
              == cannot take number and text [types]
            customer.last_order_at < '2026-01-01T00:00:00Z'
                                   ^
              < cannot take timestamp and text; did you mean timestamp('2026-01-01T00:00:00Z')? [types]
            now - customer.last_order_at > '72h'
                                         ^
              > cannot take duration and text; did you mean duration('72h')? [types]
            customer.orders_90d && customer.known
                     ^
              expected a bool, found a number [expected]
            !unit.name
                  ^
              expected a bool, found a text [expected]
            customer.known + 1 > 2
                           ^
              + cannot take bool and number [types]
            unit.name - unit.kind == ''
                      ^
              - cannot take text and text [types]
            customer.tags > 3
                          ^
              > cannot take record and number [types]
            customer > 3
                     ^
              > cannot take record and number [types]
        "#]],
    );
}

#[test]
fn operators_take_their_own_types() {
    check(
        Scope::RESPONSE,
        Type::Bool,
        &[
            "response.nps > null",
            "response.nps == null",
            "'a' in unit.name",
            "3 in customer.tags",
            "'a' in customer",
            "unit.path.contains('x')",
            "unit.path['x'] == 1",
            "customer.known ? 1 : 2",
            "-unit.name == 3",
            "now + now == now",
            "now - now == duration('0s')",
            "event.properties.a + event.properties.b > 3",
        ],
        &expect![[r#"
            response.nps > null
                         ^
              > cannot take number and null [types]
            response.nps == null
              ok
            'a' in unit.name
                ^
              in cannot take text and text; did you mean unit.name.contains(..)? [types]
            3 in customer.tags
              ^
              in cannot take number and record [types]
            'a' in customer
                ^
              in cannot take text and record [types]
            unit.path.contains('x')
                 ^
              expected a text, found a list; did you mean 'a' in list? [expected]
            unit.path['x'] == 1
                     ^
              [ ] cannot take list and text [types]
            customer.known ? 1 : 2
                           ^
              expected a bool, found a number [expected]
            -unit.name == 3
                  ^
              expected a number, found a text [expected]
            now + now == now
                ^
              + cannot take timestamp and timestamp [types]
            now - now == duration('0s')
              ok
            event.properties.a + event.properties.b > 3
              ok
        "#]],
    );
}

#[test]
fn syntax_errors_have_a_place() {
    check(
        Scope::EVENT,
        Type::Bool,
        &[
            "",
            "customer.known &&",
            "customer.known && && true",
            "(customer.known",
            "customer.known)",
            "event.name == 'open",
            "event.name = 'x'",
            "customer.known and unit.known",
            "event.name == ‘x’",
            "true &&\n  1 +",
            "for == 1",
            "99999999999999999999 > 1",
            "event.?name == ''",
            "event.`name` == ''",
            "customer.known // the rest is a comment",
        ],
        &expect![[r#"
              the expression is empty [empty]
            customer.known &&
                             ^
              syntax error: the expression ends too early [syntax]
            customer.known && && true
                              ^
              syntax error: unexpected '&&' [syntax]
            (customer.known
                           ^
              syntax error: missing ')' at '<EOF>' [syntax]
            customer.known)
                          ^
              syntax error: unexpected ')' [syntax]
            event.name == 'open
                          ^
              syntax error: unexpected ''open' [syntax]
            event.name = 'x'
                       ^
              syntax error: unexpected '= ' [syntax]
            customer.known and unit.known
                           ^
              syntax error: unexpected 'and' [syntax]
            event.name == ‘x’
                          ^
              syntax error: unexpected '‘' [syntax]
            true &&
              1 +
                 ^
              syntax error: the expression ends too early [syntax]
            for == 1
            ^
              syntax error: reserved identifier: for [syntax]
            99999999999999999999 > 1
            ^
              syntax error: invalid int literal [syntax]
            event.?name == ''
                 ^
              syntax error: unsupported syntax '.?' [syntax]
            event.`name` == ''
                 ^
              syntax error: unsupported syntax: '`' [syntax]
            customer.known // the rest is a comment
              ok
        "#]],
    );
}

#[test]
fn functions_are_checked() {
    check(
        Scope::EVENT,
        Type::Any,
        &[
            "siz('a')",
            "unit.name.startWith('x')",
            "unit.name.contains()",
            "unit.name.contains(3)",
            "size(1)",
            "size('a', 'b')",
            "math.rond(1.5)",
            "math.least()",
            "math.least('a')",
            "lowerAscii('A')",
            "has(1)",
            "has(customer)",
            "has(customer.traits.age)",
            "has(customer.traits['the age'])",
        ],
        &expect![[r#"
            siz('a')
            ^
              unknown function `siz`; did you mean size? [unknown_function]
            unit.name.startWith('x')
                      ^
              unknown function `startWith`; did you mean startsWith? [unknown_function]
            unit.name.contains()
                      ^
              write text.contains('part') [usage]
            unit.name.contains(3)
                               ^
              expected a text, found a number [expected]
            size(1)
                 ^
              expected a text, found a number [expected]
            size('a', 'b')
            ^
              write size(x) [usage]
            math.rond(1.5)
                 ^
              unknown function `rond`; did you mean round? [unknown_function]
            math.least()
                 ^
              write math.least(a, b) or math.greatest(a, b) [usage]
            math.least('a')
                       ^
              expected a number, found a text [expected]
            lowerAscii('A')
            ^
              write x.lowerAscii() [usage]
            has(1)
            ^
              write has(record.field) [usage]
            has(customer)
            ^
              write has(record.field) [usage]
            has(customer.traits.age)
              ok
            has(customer.traits['the age'])
              ok
        "#]],
    );
}

#[test]
fn literals_are_read_when_saved() {
    check(
        Scope::EVENT,
        Type::Any,
        &[
            "timestamp('yesterday')",
            "duration('3 days')",
            "duration('3d')",
            "int('x')",
            "unit.name.matches('a(')",
            "unit.name.matches(unit.kind)",
            "unit.name.matches('a{1000}{1000}')",
            "now.getHours('Mars/Base')",
            "now.getHours('Asia/Shanghai')",
            "unit.path.all(x)",
            "unit.path.all(x.y, true)",
            "unit.path.all(x, 1)",
            "unit.path.map(x, unit.path.map(y, unit.path.map(z, 1)))",
            "{'a': 1}",
            "b'a'",
            "cel.Message{a: 1}",
            "1 / 0",
        ],
        &expect![[r#"
            timestamp('yesterday')
            ^
              `yesterday` is not a timestamp [literal]
            duration('3 days')
            ^
              `3 days` is not a duration [literal]
            duration('3d')
              ok
            int('x')
            ^
              `x` is not a number [literal]
            unit.name.matches('a(')
                              ^
              `a(` is not a pattern [literal]
            unit.name.matches(unit.kind)
                      ^
              patterns that are not a literal are not supported here [unsupported]
            unit.name.matches('a{1000}{1000}')
                              ^
              `a{1000}{1000}` is not a pattern [literal]
            now.getHours('Mars/Base')
                         ^
              `Mars/Base` is not a time zone [literal]
            now.getHours('Asia/Shanghai')
              ok
            unit.path.all(x)
                      ^
              write list.all(x, condition) [usage]
            unit.path.all(x.y, true)
                      ^
              write list.all(x, condition) [usage]
            unit.path.all(x, 1)
                             ^
              expected a bool, found a number [expected]
            unit.path.map(x, unit.path.map(y, unit.path.map(z, 1)))
                                                        ^
              the expression is nested too deep; split it into parts joined with && or || [too_deep]
            {'a': 1}
            ^
              map literals are not supported here [unsupported]
            b'a'
            ^
              bytes literals are not supported here [unsupported]
            cel.Message{a: 1}
                       ^
              message literals are not supported here [unsupported]
            1 / 0
              ok
        "#]],
    );
}

#[test]
fn the_result_has_to_be_of_the_type_needed() {
    check(
        Scope::EVENT,
        Type::Number,
        &["customer.spend_90d / 90", "unit.name", "event.properties.x"],
        &expect![[r#"
            customer.spend_90d / 90
              ok
            unit.name
                 ^
              expected a number, found a text [expected]
            event.properties.x
              ok
        "#]],
    );
    check(
        Scope::EVENT,
        Type::Text,
        &["unit.name + '!'", "1 + 1"],
        &expect![[r#"
        unit.name + '!'
          ok
        1 + 1
          ^
          expected a text, found a number [expected]
    "#]],
    );
    check(
        Scope::EVENT,
        Type::Bool,
        &["event.properties.paid", "customer.tags", "null"],
        &expect![[r#"
        event.properties.paid
          ok
        customer.tags
                 ^
          expected a bool, found a record [expected]
        null
          ok
    "#]],
    );
}

#[test]
fn positions_count_bytes_and_characters() {
    let error = Expression::compile("'汤' == unit.name &&\n  '凉' == unt.name", Scope::EVENT, Type::Bool)
        .expect_err("there is no unt");
    assert_eq!((error.offset, error.line, error.column), (33, 2, 10));
    assert_eq!(error.to_string(), "line 2, column 10: unknown name `unt`; did you mean unit?");
}

#[test]
fn length_and_nesting_are_limited() {
    let problem =
        |source: &str| Expression::compile(source, Scope::EVENT, Type::Any).err().map(|e| e.problem);
    let deep = [
        "(".repeat(2_000) + &")".repeat(1_999),
        "[".repeat(3_999),
        "!".repeat(3_000) + "true",
        "-".repeat(3_000) + "1",
        "1".to_owned() + &"+1".repeat(1_900),
        "1".to_owned() + &" in 1".repeat(700),
        "event".to_owned() + &".a".repeat(1_900),
        "event".to_owned() + &"[0]".repeat(1_300),
        "true?1:".repeat(500) + "2",
        "1".to_owned() + &".f()".repeat(900),
        "{1:".repeat(1_000),
        "a(".repeat(1_900),
    ];
    for source in deep {
        assert_eq!(problem(&source), Some(Problem::TooDeep), "{source}");
    }
    assert_eq!(problem(&"x".repeat(CHARACTERS_MAX + 1)), Some(Problem::TooLong { limit: CHARACTERS_MAX }));
    assert_eq!(problem(&"(".repeat(10_000)), Some(Problem::TooLong { limit: CHARACTERS_MAX }));
    let wide = [
        "true".to_owned() + &" && true".repeat(490),
        "true".to_owned() + &" || true".repeat(490),
        format!("1 in [{}0]", "1,".repeat(1_900)),
        "(".repeat(15) + "1" + &")".repeat(15),
        "1".to_owned() + &"+1".repeat(64),
        "event.properties".to_owned() + &".a".repeat(62),
        "[".repeat(15) + "0" + &"+1".repeat(49) + &"]".repeat(15),
        "dyn(".repeat(14) + "0" + &" in [1]".repeat(24) + &")".repeat(14),
        "true ? 1 : ".repeat(15) + "2",
        "true".to_owned() + &" && (true || false)".repeat(100),
        format!("'{}'", "(".repeat(3_000)),
    ];
    for source in wide {
        assert_eq!(problem(&source), None, "{source}");
    }
}

#[test]
fn only_space_is_empty() {
    let error = Expression::compile(" \n ", Scope::EVENT, Type::Bool).expect_err("there is nothing");
    assert_eq!(error.problem, Problem::Empty);
}

#[test]
fn an_expression_knows_the_roots_it_reads() {
    let expression =
        Expression::compile("customer.known && unit.kind == 'store'", Scope::RESPONSE, Type::Bool)
            .expect("it is valid");
    let read: Vec<Root> = Root::ALL.into_iter().filter(|root| expression.uses(*root)).collect();
    assert_eq!(read, [Root::Customer, Root::Unit]);
}
