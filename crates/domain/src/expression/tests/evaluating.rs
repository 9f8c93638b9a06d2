//! What expressions amount to on a [`World`].

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::super::{Expression, Failure, Scope, Type, Value};
use super::World;

fn check(sources: &[&str], expect: &Expect) {
    let world = World::new();
    let mut report = String::new();
    for source in sources {
        let answer = match Expression::compile(source, Scope::RESPONSE, Type::Any) {
            Err(error) => format!("REFUSED {error}"),
            Ok(expression) => match expression.evaluate(&world) {
                Ok(value) => format!("{value:?}"),
                Err(error) => format!("error: {error}"),
            },
        };
        writeln!(report, "{source}  →  {answer}").expect("a string takes all");
    }
    expect.assert_eq(&report);
}

#[test]
fn a_missing_field_is_null() {
    check(
        &[
            "event.properties.missing > 100",
            "event.properties.missing <= 100",
            "!(event.properties.missing > 100)",
            "event.properties.missing == 100",
            "event.properties.missing != 100",
            "event.properties.missing == null",
            "event.properties.coupon == null",
            "has(event.properties.coupon)",
            "has(event.properties.total)",
            "has(event.properties.deep.deeper)",
            "has(customer.last_nps)",
            "customer.last_nps < 7",
            "event.properties.missing * 2 + 1",
            "event.properties.missing.contains('x')",
            "size(event.properties.missing)",
            "'x' in event.properties.missing",
            "event.properties.missing.exists(x, true)",
            "event.properties.missing.all(x, true)",
            "event.properties.missing.map(x, x)",
            "event.properties.missing || customer.known",
            "event.properties.missing && customer.known",
            "!event.properties.missing",
            "event.properties.missing ? 1 : 2",
            "event.properties.sizes[7]",
            "event.properties.sizes[-1]",
            "timestamp(event.properties.missing) < now",
            "event.properties.missing.getHours()",
            "math.least(event.properties.missing, 3)",
            "[event.properties.missing, 1]",
        ],
        &expect![[r#"
            event.properties.missing > 100  →  false
            event.properties.missing <= 100  →  false
            !(event.properties.missing > 100)  →  true
            event.properties.missing == 100  →  false
            event.properties.missing != 100  →  true
            event.properties.missing == null  →  true
            event.properties.coupon == null  →  true
            has(event.properties.coupon)  →  false
            has(event.properties.total)  →  true
            has(event.properties.deep.deeper)  →  false
            has(customer.last_nps)  →  false
            customer.last_nps < 7  →  false
            event.properties.missing * 2 + 1  →  null
            event.properties.missing.contains('x')  →  false
            size(event.properties.missing)  →  null
            'x' in event.properties.missing  →  false
            event.properties.missing.exists(x, true)  →  false
            event.properties.missing.all(x, true)  →  false
            event.properties.missing.map(x, x)  →  null
            event.properties.missing || customer.known  →  true
            event.properties.missing && customer.known  →  false
            !event.properties.missing  →  true
            event.properties.missing ? 1 : 2  →  2
            event.properties.sizes[7]  →  null
            event.properties.sizes[-1]  →  null
            timestamp(event.properties.missing) < now  →  false
            event.properties.missing.getHours()  →  null
            math.least(event.properties.missing, 3)  →  3
            [event.properties.missing, 1]  →  [null,1]
        "#]],
    );
}

#[test]
fn numbers_are_one_type() {
    check(
        &[
            "event.properties.total > 100",
            "event.properties.total > 100.0",
            "event.properties.count == 3.0",
            "event.properties.count in [1.0, 3]",
            "event.properties.total + event.properties.count",
            "customer.spend_90d / customer.orders_90d > 199",
            "7 / 2",
            "6 / 2 == 3",
            "7 % 3",
            "7.5 % 2",
            "9223372036854775807 + 1",
            "9007199254740993 == 9007199254740992.0",
            "9007199254740993 > 9007199254740992.0",
            "-9223372036854775807 - 1 < -9.3e18",
            "1u + 1",
            "18446744073709551615u > 9223372036854775807",
            "0x10 + 1",
            "-event.properties.total",
            "event.properties.paid > 100",
            "event.properties.paid == 186",
            "int(event.properties.paid) == 186",
            "double('1e3')",
            "int(-1.9)",
            "int(1e30)",
            "event.properties.count / 0",
            "event.properties.count % 0",
            "math.round(2.5) + math.floor(-0.5) + math.abs(-3) + math.ceil(1.1)",
            "math.greatest(1, 2.5, event.properties.count)",
            "math.least(1, event.properties.channel)",
            "'a' + 1",
        ],
        &expect![[r#"
            event.properties.total > 100  →  true
            event.properties.total > 100.0  →  true
            event.properties.count == 3.0  →  true
            event.properties.count in [1.0, 3]  →  true
            event.properties.total + event.properties.count  →  189.5
            customer.spend_90d / customer.orders_90d > 199  →  true
            7 / 2  →  3.5
            6 / 2 == 3  →  true
            7 % 3  →  1
            7.5 % 2  →  1.5
            9223372036854775807 + 1  →  9.223372036854776e+18
            9007199254740993 == 9007199254740992.0  →  false
            9007199254740993 > 9007199254740992.0  →  true
            -9223372036854775807 - 1 < -9.3e18  →  false
            1u + 1  →  2
            18446744073709551615u > 9223372036854775807  →  true
            0x10 + 1  →  17
            -event.properties.total  →  -186.5
            event.properties.paid > 100  →  error: > cannot take text and number (at offset 22)
            event.properties.paid == 186  →  false
            int(event.properties.paid) == 186  →  true
            double('1e3')  →  1000.0
            int(-1.9)  →  -1
            int(1e30)  →  REFUSED line 1, column 1: `1e+30` is not a number
            event.properties.count / 0  →  error: division by zero (at offset 23)
            event.properties.count % 0  →  error: division by zero (at offset 23)
            math.round(2.5) + math.floor(-0.5) + math.abs(-3) + math.ceil(1.1)  →  7.0
            math.greatest(1, 2.5, event.properties.count)  →  3
            math.least(1, event.properties.channel)  →  error: expected a number, found a text (at offset 5)
            'a' + 1  →  REFUSED line 1, column 5: + cannot take text and number
        "#]],
    );
}

#[test]
fn text_and_lists() {
    check(
        &[
            "response.text.contains('凉')",
            "size(response.text)",
            "response.text.matches('(?i)TEA was')",
            "'A'.lowerAscii() + 'b'.upperAscii() + ' c '.trim()",
            "customer.traits['城市'] == '上海'",
            "event.properties['first order']",
            "'b' > 'a'",
            "'vip' in customer.tags",
            "'sleeping' in customer.tags",
            "customer.tags.need == 'skin care'",
            "size(customer.tags)",
            "customer.tags.exists(tag, tag.startsWith('ne'))",
            "'unt_east' in unit.path",
            "unit.path[0] == 'unt_root' && size(unit.path) == 3",
            "unit.kind in ['store', 'counter']",
            "event.properties.products.exists(p, p.price > 100)",
            "event.properties.products.all(p, p.price > 20)",
            "event.properties.products.exists_one(p, p.id == 'tea')",
            "event.properties.products.filter(p, has(p.price)).map(p, p.id)",
            "event.properties.products.map(p, has(p.price), p.price * 2)",
            "event.properties.products.map(p, p.id)[1]",
            "event.properties.products.exists(p, p.dishes.exists(d, d == 'y' && p.id == 'tea'))",
            "event.properties.sizes == [3, 1.5, 2.0]",
            "event.properties.products[0] == event.properties.products[0]",
            "event.properties.products[0] == event.properties.products[1]",
            "[1, customer.orders_90d]",
            "response.answers.why.exists(w, w == 'price') && response.answers.q1 >= 9",
            "response.band == 'promoter' ? 'thank' : 'ask'",
            "string(186.5) + string(3) + string(true)",
            "customer.traits.age.exists(x, true)",
            "event.properties.channel.length",
        ],
        &expect![[r#"
            response.text.contains('凉')  →  true
            size(response.text)  →  22
            response.text.matches('(?i)TEA was')  →  true
            'A'.lowerAscii() + 'b'.upperAscii() + ' c '.trim()  →  "aBc"
            customer.traits['城市'] == '上海'  →  true
            event.properties['first order']  →  true
            'b' > 'a'  →  true
            'vip' in customer.tags  →  true
            'sleeping' in customer.tags  →  false
            customer.tags.need == 'skin care'  →  true
            size(customer.tags)  →  2
            customer.tags.exists(tag, tag.startsWith('ne'))  →  true
            'unt_east' in unit.path  →  true
            unit.path[0] == 'unt_root' && size(unit.path) == 3  →  true
            unit.kind in ['store', 'counter']  →  true
            event.properties.products.exists(p, p.price > 100)  →  true
            event.properties.products.all(p, p.price > 20)  →  false
            event.properties.products.exists_one(p, p.id == 'tea')  →  true
            event.properties.products.filter(p, has(p.price)).map(p, p.id)  →  ["tea","cake"]
            event.properties.products.map(p, has(p.price), p.price * 2)  →  [52,321.0]
            event.properties.products.map(p, p.id)[1]  →  "cake"
            event.properties.products.exists(p, p.dishes.exists(d, d == 'y' && p.id == 'tea'))  →  true
            event.properties.sizes == [3, 1.5, 2.0]  →  true
            event.properties.products[0] == event.properties.products[0]  →  true
            event.properties.products[0] == event.properties.products[1]  →  false
            [1, customer.orders_90d]  →  [1,5]
            response.answers.why.exists(w, w == 'price') && response.answers.q1 >= 9  →  true
            response.band == 'promoter' ? 'thank' : 'ask'  →  "thank"
            string(186.5) + string(3) + string(true)  →  "186.53true"
            customer.traits.age.exists(x, true)  →  error: expected a list, found a number (at offset 20)
            event.properties.channel.length  →  error: expected a record, found a text (at offset 0)
        "#]],
    );
}

#[test]
fn time() {
    check(
        &[
            "now - customer.last_order_at > duration('7d')",
            "now - customer.last_order_at",
            "customer.last_order_at + duration('2w') > now",
            "timestamp(event.properties.placed_at) < now",
            "event.properties.placed_at < now",
            "now == timestamp('2026-03-01T12:30:00+08:00')",
            "now.getHours()",
            "now.getHours('Asia/Shanghai') >= 12 && now.getDayOfWeek('Asia/Shanghai') == 0",
            "now.getHours(customer.traits.zone)",
            "now.getHours(event.properties.channel)",
            "[now.getFullYear(), now.getMonth(), now.getDate(), now.getDayOfMonth(), now.getDayOfYear()]",
            "(now - customer.last_order_at).getHours()",
            "duration('1h30m') == duration('90m')",
            "-duration('1.5s')",
            "duration('90d') - duration('1d')",
            "int(now)",
            "now + duration('9999999d')",
        ],
        &expect![[r#"
            now - customer.last_order_at > duration('7d')  →  true
            now - customer.last_order_at  →  "PT210H30M"
            customer.last_order_at + duration('2w') > now  →  true
            timestamp(event.properties.placed_at) < now  →  true
            event.properties.placed_at < now  →  error: < cannot take text and timestamp (at offset 27)
            now == timestamp('2026-03-01T12:30:00+08:00')  →  true
            now.getHours()  →  4
            now.getHours('Asia/Shanghai') >= 12 && now.getDayOfWeek('Asia/Shanghai') == 0  →  true
            now.getHours(customer.traits.zone)  →  12
            now.getHours(event.properties.channel)  →  error: not a valid time zone (at offset 4)
            [now.getFullYear(), now.getMonth(), now.getDate(), now.getDayOfMonth(), now.getDayOfYear()]  →  [2026,2,1,0,59]
            (now - customer.last_order_at).getHours()  →  210
            duration('1h30m') == duration('90m')  →  true
            -duration('1.5s')  →  "-PT1.5S"
            duration('90d') - duration('1d')  →  "PT2136H"
            int(now)  →  1772339400
            now + duration('9999999d')  →  REFUSED line 1, column 7: `9999999d` is not a duration
        "#]],
    );
}

#[test]
fn an_error_matters_only_where_nothing_else_decides() {
    check(
        &[
            "event.properties.paid > 1 || customer.known",
            "customer.known || event.properties.paid > 1",
            "event.properties.paid > 1 && customer.open_case",
            "event.properties.paid > 1 && customer.known",
            "event.properties.paid > 1 || customer.open_case",
            "event.properties.sizes.exists(x, x > 2 || x.y)",
            "event.properties.products.exists(p, p.id > 1 || p.price == 160.5)",
            "event.properties.products.all(p, p.id > 1)",
            "event.properties.channel && true",
            "customer.traits.age in customer.tags",
        ],
        &expect![[r#"
            event.properties.paid > 1 || customer.known  →  true
            customer.known || event.properties.paid > 1  →  true
            event.properties.paid > 1 && customer.open_case  →  false
            event.properties.paid > 1 && customer.known  →  error: > cannot take text and number (at offset 22)
            event.properties.paid > 1 || customer.open_case  →  error: > cannot take text and number (at offset 22)
            event.properties.sizes.exists(x, x > 2 || x.y)  →  true
            event.properties.products.exists(p, p.id > 1 || p.price == 160.5)  →  true
            event.properties.products.all(p, p.id > 1)  →  error: > cannot take text and number (at offset 38)
            event.properties.channel && true  →  error: expected a bool, found a text (at offset 0)
            customer.traits.age in customer.tags  →  error: in cannot take number and record (at offset 20)
        "#]],
    );
}

#[test]
fn a_condition_is_explained_by_its_parts() {
    let source = "event.properties.total > 100.0 && (customer.known || 'a && b' == 'c') &&\n \
                  event.properties.paid > 3";
    let expression = Expression::compile(source, Scope::EVENT, Type::Bool).expect("it is valid");
    let world = World::new();
    let report: String =
        expression.explain(&world).map(|part| format!("{}: {:?}\n", part.source, part.matched)).collect();
    expect![[r#"
        event.properties.total > 100.0: Ok(true)
        (customer.known || 'a && b' == 'c'): Ok(true)
        event.properties.paid > 3: Err(EvaluationError { failure: Types { operation: ">", left: "text", right: "number" }, offset: 96 })
    "#]].assert_eq(&report);

    let whole = Expression::compile("true && true || false", Scope::EVENT, Type::Bool).expect("it is valid");
    assert_eq!(whole.explain(&world).map(|part| part.source).collect::<Vec<_>>(), ["true && true || false"]);
}

#[test]
fn work_is_bounded() {
    let mut world = World::new();
    world.properties.insert("many".into(), (0..2_000).collect());
    world.properties.insert("long".into(), "x".repeat(300_000).into());
    let too_much = [
        "event.properties.many.all(x, !event.properties.many.exists(y, y == -1))",
        "event.properties.many.map(x, event.properties.long + event.properties.long)",
        "event.properties.many.all(x, event.properties.many == event.properties.many)",
        "event.properties.many.all(x, x in event.properties.many)",
        "event.properties.many.all(x, x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x >= 0 && \
         x * 2 + x * 2 + x * 2 + x * 2 + x * 2 + x * 2 + x * 2 + x * 2 + x * 2 + x * 2 + x * 2 + x * 2 >= 0)",
        "[event.properties.long + '!'].all(x, event.properties.many.all(y, size(x) > 0 && x.matches('x$') == false))",
        "[event.properties.many.map(x, x)].exists(x, event.properties.many.exists(y, x == y))",
    ];
    for source in too_much {
        let expression = Expression::compile(source, Scope::EVENT, Type::Any).expect("it is valid");
        let failure = expression.evaluate(&world).map(|_| ()).map_err(|error| error.failure);
        assert_eq!(failure, Err(Failure::TooMuchWork), "{source}");
    }
    let enough = "event.properties.many.exists(x, x * 2 == 3998)";
    let expression = Expression::compile(enough, Scope::EVENT, Type::Bool).expect("it is valid");
    assert_eq!(expression.matches(&world), Ok(true));
}

#[test]
fn evaluations_share_steps() {
    let world = World::new();
    let source = "event.properties.total > 100 && event.properties.channel == 'app'";
    let expression = Expression::compile(source, Scope::EVENT, Type::Bool).expect("it is valid");
    let taking = |expression: &Expression, mut steps| {
        let matched = expression.matches_within(&world, &mut steps).map_err(|error| error.failure);
        (matched, steps)
    };
    assert_eq!(taking(&expression, 17), (Ok(true), 10), "seven nodes");
    assert_eq!(taking(&expression, 7), (Ok(true), 0));
    assert_eq!(taking(&expression, 6), (Err(Failure::TooMuchWork), 0));
    // However many there are, one evaluation takes no more than it may alone.
    let numbers: Vec<String> = (0..400).map(|number| number.to_string()).collect();
    let source = format!("[{0}].all(x, [{0}].all(y, x != y + 999))", numbers.join(", "));
    let expression = Expression::compile(&source, Scope::EVENT, Type::Bool).expect("it is valid");
    assert_eq!(taking(&expression, 1_000_000), (Err(Failure::TooMuchWork), 900_000));
}

#[test]
fn values_are_borrowed_from_the_facts() {
    let world = World::new();
    let expression =
        Expression::compile("event.properties.channel", Scope::EVENT, Type::Any).expect("it is valid");
    let stored = world.properties["channel"].as_str().expect("it is text");
    match expression.evaluate(&world) {
        Ok(Value::Text(std::borrow::Cow::Borrowed(text))) => assert!(std::ptr::eq(text, stored)),
        other => panic!("not borrowed: {other:?}"),
    }
}
