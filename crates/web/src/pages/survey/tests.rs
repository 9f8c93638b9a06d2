use std::io::Write as _;

use expect_test::expect;
use touchstone_domain::response::{Step, read_form, step};
use touchstone_domain::survey::{Facts, Paging, Version};

use super::csp::style_hash;
use super::*;

/// A survey of ten questions of the kinds asked most.
fn survey() -> Survey {
    read(include_str!("../../../golden/ten-questions.json"))
}

/// A survey of every kind of question, in three languages.
fn every_kind() -> Survey {
    read(include_str!("../../../golden/every-kind.json"))
}

fn read(text: &str) -> Survey {
    let document = serde_json::from_str(text).expect("JSON");
    let survey = Survey::read("srv_00000000000000000000000001".parse().expect("an id"), &document);
    let survey = survey.expect("readable");
    assert_eq!(touchstone_domain::survey::check(&survey), []);
    survey
}

fn items() -> Vec<Item> {
    [("sku-1", "酸菜鱼"), ("sku-2", "担担面"), ("sku-3", "宫保鸡丁"), ("sku-4", "<b>冰粉</b>")]
        .map(|(id, name)| Item { id: id.to_owned(), name: name.to_owned() })
        .into()
}

fn frame(lang: Lang, languages: &[Lang]) -> Frame<'_> {
    Frame { brand: "川味小馆", look: Look::default(), lang, languages }
}

/// The page after these form fields were posted to an empty draft.
fn posted(survey: &Survey, items: &[Item], lang: &Lang, fields: &[(&str, &str)]) -> Page {
    let form = read_form(survey, items, fields.iter().copied());
    let version = Version::of_published(1, survey.clone());
    let now = jiff::Timestamp::UNIX_EPOCH;
    let facts = Facts::at(now).about(items);
    let (draft, faults, typed, appeared) = match step(&version, &facts, Draft::default(), form, 0) {
        Step::Show { draft, faults, typed, appeared, .. } => (draft, faults, typed, appeared),
        Step::Done(completed) => (completed.draft, Vec::new(), BTreeMap::new(), Vec::new()),
    };
    let facts = Facts::at(now).about(items);
    let walk = version.walk(&draft, &facts);
    let view = FormView {
        survey,
        items,
        action: "/s/0123456789abcdefghjk",
        draft: &draft,
        walk: &walk,
        resume: None,
        resumed: false,
        faults: &faults,
        typed: &typed,
        appeared: &appeared,
    };
    render(&frame(lang.clone(), &survey.languages), &View::Form(view))
}

/// Elements without an end tag.
const VOID: [&str; 5] = ["meta", "input", "br", "link", "img"];

/// Reads tags the strict way (lower case, quoted attributes, everything closed in order) and returns
/// each start tag with its attributes.
fn tags(html: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut open: Vec<String> = Vec::new();
    let mut found = Vec::new();
    let mut rest = html.strip_prefix("<!doctype html>").expect("a document");
    while let Some(start) = rest.find('<') {
        assert!(
            !rest[..start].contains('>'),
            "a stray > before {}",
            &rest[start..rest.len().min(start + 40)]
        );
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let name = name.trim_end_matches('/');
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{tag}");
        if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name.to_owned());
        }
        found.push((name.to_owned(), attributes_of(attributes.trim_end_matches('/'))));
        if name == "style" {
            rest = &rest[rest.find("</style>").expect("a style ends")..];
        }
    }
    assert_eq!(open, [""; 0]);
    found
}

fn attributes_of(mut text: &str) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    while !text.trim_start().is_empty() {
        text = text.trim_start();
        let end = text.find([' ', '=']).unwrap_or(text.len());
        let (name, after) = text.split_at(end);
        let value = match after.strip_prefix("=\"") {
            Some(quoted) => {
                let end = quoted.find('"').expect("a quote ends");
                text = &quoted[end + 1..];
                &quoted[..end]
            }
            None => {
                assert!(!after.starts_with('='), "unquoted: {text}");
                text = after;
                ""
            }
        };
        assert!(attributes.insert(name.to_owned(), value.to_owned()).is_none(), "twice: {name}");
    }
    attributes
}

fn gzipped(text: &str) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory takes all");
    encoder.finish().expect("memory takes all").len()
}

/// Every kind of question, all on one page and page by page, answered well, badly and not at all.
fn pages_of_every_kind() -> Vec<Page> {
    let mut whole = every_kind();
    whole.paging = Paging::OnePage;
    let paged = every_kind();
    let mut pages = Vec::new();
    for lang in whole.languages.clone() {
        pages.push(posted(&whole, &items(), &lang, &[]));
        pages.push(posted(&whole, &items(), &lang, &BADLY));
        for page in ["0", "1", "2", "3"] {
            pages.push(posted(&paged, &items(), &lang, &[("page", page)]));
        }
        let frame = frame(lang.clone(), &whole.languages);
        let ending = whole.endings.first();
        let done = DoneView { survey: &whole, ending, walk: None, outcomes: Vec::new() };
        pages.push(render(&frame, &View::Done(done)));
    }
    pages
}

const BADLY: [(&str, &str); 14] = [
    ("do", "submit"),
    ("a.recommend", "11"),
    ("a.improve", "none"),
    ("a.improve", "wait"),
    ("a.order.food", "1"),
    ("a.order.place", "1"),
    ("a.parts.clean", "yes"),
    ("a.spend", "15"),
    ("a.guests", "2.5"),
    ("a.day", "soon"),
    ("a.mail", "\"><script>"),
    ("a.who.phone", "soon"),
    ("a.hour", "25:00"),
    ("a.phone", "12"),
];

/// Every kind of page in both languages.
fn all_pages() -> Vec<Page> {
    let survey = survey();
    let mut paged = survey.clone();
    paged.paging = Paging::PageByPage;
    let mut pages = pages_of_every_kind();
    for lang in [Lang::zh_cn(), Lang::en()] {
        let frame = frame(lang.clone(), &survey.languages);
        pages.push(posted(&survey, &items(), &lang, &[]));
        pages.push(posted(&survey, &items(), &lang, &[("do", "submit"), ("a.comment", &"长".repeat(301))]));
        pages.push(posted(
            &paged,
            &items(),
            &lang,
            &[("do", "next"), ("a.recommend", "1"), ("a.service", "1")],
        ));
        pages.push(posted(&paged, &[], &lang, &[("page", "2")]));
        let offer = Outcome::Offer {
            title: "<i>".to_owned(),
            detail: "\"&'".to_owned(),
            code: Some("A-1".to_owned()),
            until: Some("2026".to_owned()),
            href: Some("/v/A-1".to_owned()),
        };
        let outcomes = vec![Outcome::Told { who: "A & B".to_owned() }, offer, Outcome::Note("ok".to_owned())];
        let done = DoneView { survey: &survey, ending: None, walk: None, outcomes };
        pages.push(render(&frame, &View::Done(done)));
        for stop in [
            Stop::NotFound,
            Stop::NotPublished,
            Stop::Paused,
            Stop::Closed,
            Stop::Expired,
            Stop::Revoked,
            Stop::AlreadyAnswered,
            Stop::Unavailable,
        ] {
            pages.push(render(&frame, &View::Stop(stop)));
        }
    }
    pages
}

#[test]
fn a_page_of_which_nothing_is_known_shows_no_empty_mark() {
    let nobody = Frame { brand: "", look: Look::default(), lang: Lang::en(), languages: &[] };
    let page = render(&nobody, &View::Stop(Stop::NotFound));
    assert!(!page.html.contains("class=\"mark\""), "{}", page.html);
    let known = render(&frame(Lang::en(), &[]), &View::Stop(Stop::Closed));
    assert!(known.html.contains("class=\"mark\" aria-hidden=\"true\">川</span>"), "{}", known.html);
}

#[test]
fn pages_are_well_formed_and_refer_only_to_what_is_there() {
    for page in all_pages() {
        let tags = tags(&page.html);
        let ids: Vec<&String> = tags.iter().filter_map(|(_, attributes)| attributes.get("id")).collect();
        for (name, attributes) in &tags {
            let references = attributes.get("aria-describedby").map(String::as_str).unwrap_or_default();
            let local = attributes.get("href").and_then(|href| href.strip_prefix('#'));
            for id in references.split(' ').filter(|id| !id.is_empty()).chain(local) {
                assert_eq!(ids.iter().filter(|known| **known == id).count(), 1, "{name} refers to {id}");
            }
            // Nothing is fetched but the script and pictures, nothing runs inline, nothing else leaves the server.
            if name == "img" || attributes.get("rel").is_some_and(|rel| rel == "noreferrer noopener") {
                let address = attributes.get("src").or(attributes.get("href")).expect("an address");
                assert!(address.starts_with("https://"), "{address}");
                continue;
            }
            for address in ["src", "href", "action"].iter().filter_map(|name| attributes.get(*name)) {
                let stays = address.starts_with(['#', '?'])
                    || (address.starts_with('/') && !address.starts_with("//"));
                assert!(stays, "{address}");
            }
            assert!(
                !attributes.keys().any(|name| name.starts_with("on") || name == "style"),
                "{attributes:?}"
            );
        }
        let mut unique = ids.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "an id stands twice");
    }
}

#[test]
fn a_page_and_its_script_stay_under_20_kb_compressed() {
    let largest = all_pages().iter().map(|page| gzipped(&page.html)).max().expect("pages");
    let total = largest + gzipped(script());
    assert!(total < 20_000, "{total} bytes");
}

#[test]
fn the_policy_names_the_digest_of_each_style() {
    for page in all_pages() {
        for style in page.html.split("<style>").skip(1) {
            let style = style.split("</style>").next().expect("a style ends");
            assert!(page.csp.contains(&style_hash(style)), "{}", page.csp);
        }
        assert!(!page.csp.contains("unsafe") && page.csp.starts_with("default-src 'none'"));
    }
}

/// The elements that hold form fields, one per line.
fn fields(page: &Page) -> String {
    let lines = page.html.lines().filter(|line| {
        ["<input", "<textarea", "<p class=\"error\"", "<p class=\"help\"", "<legend", "<button"]
            .iter()
            .any(|start| line.contains(start))
    });
    lines.map(|line| format!("{}\n", line.trim())).collect()
}

fn one_question(question: &serde_json::Value) -> Survey {
    let document = serde_json::json!({
        "version": 1, "name": "One", "default_language": "en", "languages": ["en", "zh-CN"],
        "title": {"en": "One <question>"}, "pages": [{"id": "p", "questions": [question]}],
    });
    Survey::read("srv_00000000000000000000000001".parse().expect("an id"), &document).expect("readable")
}

#[test]
fn hostile_and_long_answers_come_back_as_typed() {
    let survey = one_question(&serde_json::json!({
        "id": "comment", "kind": "text", "title": {"en": "Say <b>it</b>"}, "help": {"zh-CN": "说说看"}, "required": true,
        "chars_max": 20, "multiline": true,
    }));
    let page =
        posted(&survey, &[], &Lang::en(), &[("do", "submit"), ("a.comment", "</textarea><script>alert(1)")]);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains(">\n&#60;/textarea&#62;&#60;script&#62;alert(1)</textarea>"));
    assert!(page.html.contains("<title>Please check: One &#60;question&#62; · 川味小馆</title>"));
    expect![[r#"
        <form id="f" method="post" action="/s/0123456789abcdefghjk" novalidate><button class="sr" name="do" value="submit" tabindex="-1" aria-hidden="true"></button>
        <input type="hidden" name="page" value="0">
        <input type="hidden" name="on" value="comment">
        <input type="hidden" name="lang" value="en">
        <button class="lang" name="do" value="lang:zh-CN" lang="zh-CN">中文</button>
        <legend>Say &#60;b&#62;it&#60;/b&#62;</legend>
        <p class="help" id="q-comment-help"><span lang="zh-CN" dir="auto">说说看</span></p>
        <p class="error" id="q-comment-error">Please shorten this to 20 characters</p>
        <textarea name="a.comment" rows="3" maxlength="20" aria-label="Say &#60;b&#62;it&#60;/b&#62;" aria-invalid="true">
        <button class="go" name="do" value="submit">Send answers</button>
    "#]].assert_eq(&fields(&page));
}

#[test]
fn numbers_say_their_ends_and_answers_are_kept() {
    let survey = one_question(&serde_json::json!({
        "id": "q", "kind": "ces", "title": {"en": "Easy?"}, "high": {"en": "Very \"easy\""},
    }));
    expect![[r#"
        <form id="f" method="post" action="/s/0123456789abcdefghjk" novalidate><button class="sr" name="do" value="submit" tabindex="-1" aria-hidden="true"></button>
        <input type="hidden" name="page" value="0">
        <input type="hidden" name="on" value="q">
        <input type="hidden" name="lang" value="en">
        <button class="lang" name="do" value="lang:zh-CN" lang="zh-CN">中文</button>
        <legend>Easy?</legend>
        <label><input type="radio" name="a.q" value="1"><span>1</span><span class="sr"> Strongly disagree</span></label>
        <label><input type="radio" name="a.q" value="2"><span>2</span></label>
        <label><input type="radio" name="a.q" value="3"><span>3</span></label>
        <label><input type="radio" name="a.q" value="4"><span>4</span></label>
        <label><input type="radio" name="a.q" value="5"><span>5</span></label>
        <label><input type="radio" name="a.q" value="6" checked><span>6</span></label>
        <label><input type="radio" name="a.q" value="7"><span>7</span><span class="sr"> Very &#34;easy&#34;</span></label>
        <button class="go" name="do" value="submit">Send answers</button>
    "#]].assert_eq(&fields(&posted(&survey, &[], &Lang::en(), &[("a.q", "6")])));
}

#[test]
fn options_keep_own_words_and_a_group_of_boxes_can_be_emptied() {
    let survey = one_question(&serde_json::json!({
        "id": "q", "kind": "multiple_choice", "title": {"en": "Which?"}, "other": true,
        "options": [{"id": "a", "label": {"en": "A & a"}}, {"id": "b", "label": {"en": "B", "zh-CN": "乙"}}],
    }));
    let fields_posted = [("a.q", "b"), ("a.q.other", "\"C\"")];
    expect![[r#"
        <form id="f" method="post" action="/s/0123456789abcdefghjk" novalidate><button class="sr" name="do" value="submit" tabindex="-1" aria-hidden="true"></button>
        <input type="hidden" name="page" value="0">
        <input type="hidden" name="on" value="q">
        <input type="hidden" name="lang" value="zh-CN">
        <button class="lang" name="do" value="lang:en" lang="en">English</button>
        <legend><span lang="en" dir="auto">Which?</span></legend>
        <input type="hidden" name="a.q" value="">
        <label class="option"><input type="checkbox" name="a.q" value="a"><span><span lang="en" dir="auto">A &#38; a</span></span></label>
        <label class="option"><input type="checkbox" name="a.q" value="b" checked><span>乙</span></label>
        <div class="option other"><label><input type="checkbox" name="a.q" value="other" checked><span>其他</span></label>
        <input type="text" name="a.q.other" value="&#34;C&#34;" maxlength="2000" aria-label="请说明" placeholder="请说明" autocomplete="off"></div>
        <button class="go" name="do" value="submit">提交</button>
    "#]].assert_eq(&fields(&posted(&survey, &[], &Lang::zh_cn(), &fields_posted)));
}

#[test]
fn pictures_of_options_stand_beside_their_words_and_are_allowed() {
    let options = |one: &str, other: &str| {
        serde_json::json!([
            {"id": "a", "label": {"en": "Soup"}, "image": format!("https://{one}/soup.png")},
            {"id": "b", "label": {"en": "Rice"}, "image": format!("https://{other}/rice.png")},
        ])
    };
    for (kind, before) in [
        ("single_choice", "<input type=\"radio\" name=\"a.q\" value=\"a\">"),
        ("multiple_choice", "<input type=\"checkbox\" name=\"a.q\" value=\"a\">"),
        ("ranking", "<label for=\"q-q--a\">"),
    ] {
        let survey = one_question(&serde_json::json!({
            "id": "q", "kind": kind, "title": {"en": "Which?"}, "options": options("one.example", "two.example"),
        }));
        let page = posted(&survey, &[], &Lang::en(), &[]);
        // The label says what is seen: read aloud, the picture would say it twice.
        let picture = format!("{before}<img src=\"https://one.example/soup.png\" alt=\"\" loading=\"lazy\">");
        assert!(page.html.contains(&picture), "{kind}: {}", page.html);
        assert!(page.csp.contains("img-src https://one.example https://two.example"), "{}", page.csp);
    }
}

#[test]
fn each_dish_of_the_order_has_its_stars() {
    let survey =
        one_question(&serde_json::json!({"id": "q", "kind": "item_rating", "title": {"en": "Dishes"}}));
    let page = posted(&survey, &items()[3..], &Lang::en(), &[("a.q.0", "2")]);
    expect![[r##"
        <form id="f" method="post" action="/s/0123456789abcdefghjk" novalidate><button class="sr" name="do" value="submit" tabindex="-1" aria-hidden="true"></button>
        <input type="hidden" name="page" value="0">
        <input type="hidden" name="on" value="q">
        <input type="hidden" name="lang" value="en">
        <button class="lang" name="do" value="lang:zh-CN" lang="zh-CN">中文</button>
        <legend>Dishes</legend>
        <fieldset class="item"><legend>&#60;b&#62;冰粉&#60;/b&#62;</legend>
        <label><input type="radio" name="a.q.0" value="1"><svg aria-hidden="true"><use href="#star"/></svg><span class="sr">1 out of 5</span></label>
        <label><input type="radio" name="a.q.0" value="2" checked><svg aria-hidden="true"><use href="#star"/></svg><span class="sr">2 out of 5</span></label>
        <label><input type="radio" name="a.q.0" value="3"><svg aria-hidden="true"><use href="#star"/></svg><span class="sr">3 out of 5</span></label>
        <label><input type="radio" name="a.q.0" value="4"><svg aria-hidden="true"><use href="#star"/></svg><span class="sr">4 out of 5</span></label>
        <label><input type="radio" name="a.q.0" value="5"><svg aria-hidden="true"><use href="#star"/></svg><span class="sr">5 out of 5</span></label>
        <button class="go" name="do" value="submit">Send answers</button>
    "##]].assert_eq(&fields(&page));
}

#[test]
fn a_language_from_right_to_left_turns_the_page_and_marks_foreign_words() {
    let survey = one_question(
        &serde_json::json!({"id": "q", "kind": "nps", "title": {"en": "Hm?", "ar": "ما رأيك؟"}}),
    );
    let page = posted(&survey, &[], &"ar".parse().expect("a tag"), &[]);
    assert!(page.html.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.html.contains("<legend>ما رأيك؟</legend>"));
    assert!(page.html.contains("غير محتمل إطلاقًا") && page.html.contains("إرسال الإجابات"));
    let hebrew = posted(&survey, &[], &"he".parse().expect("a tag"), &[]);
    assert!(hebrew.html.contains("<html lang=\"he\" dir=\"rtl\">"));
    assert!(hebrew.html.contains("<span lang=\"en\" dir=\"auto\">Not at all likely</span>"));
}

#[test]
fn the_key_finds_a_response_without_a_cookie_and_with_one() {
    let key = ResumeKey::new([7; 16]);
    let survey = survey();
    let (draft, typed) = (Draft::default(), BTreeMap::new());
    let version = Version::of_published(1, survey.clone());
    let facts = Facts::at(jiff::Timestamp::UNIX_EPOCH);
    let walk = version.walk(&draft, &facts);
    let form = FormView {
        survey: &survey,
        items: &[],
        action: "/s/t",
        draft: &draft,
        walk: &walk,
        resume: Some(key),
        resumed: true,
        faults: &[],
        typed: &typed,
        appeared: &[],
    };
    let page = render(&frame(Lang::en(), &survey.languages), &View::Form(form));
    assert!(page.html.contains(&format!("<input type=\"hidden\" name=\"resume\" value=\"{key}\">")));
    assert!(page.html.contains("We kept your earlier answers."));
    let token = touchstone_domain::link::Token::new([9; 16]);
    let cookie = resume_cookie(&token, touchstone_domain::link::LinkKind::Open, key, true);
    let cookie = cookie.to_str().expect("text").to_owned();
    assert!(cookie.ends_with(&format!("; Path=/s/{token}; Max-Age=86400; HttpOnly; SameSite=Lax; Secure")));
    let mut headers = axum::http::HeaderMap::new();
    let sent = format!("a=b; {}", cookie.split(';').next().expect("a pair"));
    headers.insert(header::COOKIE, HeaderValue::try_from(sent).expect("printable"));
    assert_eq!(resume_key(&headers), Some(key));
}

#[test]
fn pages_answer_with_headers_that_keep_the_token_private() {
    let survey = survey();
    let response = render(&frame(Lang::en(), &survey.languages), &View::Stop(Stop::Closed)).into_response();
    assert_eq!(response.status(), StatusCode::GONE);
    let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
}

#[test]
fn what_is_wrong_is_said_of_every_kind_in_every_language() {
    let mut whole = every_kind();
    whole.paging = Paging::OnePage;
    let said = |lang: &Lang| -> Vec<String> {
        let page = posted(&whole, &items(), lang, &BADLY);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let errors = page.html.lines().filter(|line| line.contains("<p class=\"error\""));
        let text =
            |line: &str| line.split_once("-error\">")?.1.split_once("</p>").map(|(text, _)| text.to_owned());
        errors.map(|line| text(line).expect("an error")).collect()
    };
    let english = said(&Lang::en());
    assert_eq!(
        english,
        [
            "Please choose one of the answers shown",
            "“Nothing” cannot be combined with other answers",
            "Please give each place only once",
            "Please answer every row",
            "Please enter a number from 0 to 200 in steps of 10",
            "Please enter a whole number",
            "Please give a date like 2026-11-22",
            "Please give a time like 18:30",
            "Please give an e-mail address like name@example.com",
            "Please give a phone number with its area code",
            "Phone: Please give a phone number with its area code",
            "Please give a phone number with its area code",
            "Please tick the box to go on",
        ]
    );
    for lang in [Lang::zh_cn(), "ar".parse().expect("a tag")] {
        let own = said(&lang);
        assert_eq!(own.len(), english.len(), "{own:?}");
        assert!(own.iter().all(|text| !english.contains(text) && !text.contains("lease")), "{own:?}");
    }
}

#[test]
fn what_was_typed_and_chosen_comes_back_in_every_kind() {
    let mut whole = every_kind();
    whole.paging = Paging::OnePage;
    let answers = [
        ("a.stars", "4"),
        ("a.mood", "7"),
        ("a.speed", "10"),
        ("a.city", "south"),
        ("a.order.food", "2"),
        ("a.order.place", "1"),
        ("a.again", "no"),
        ("a.parts.clean", "yes"),
        ("a.words.soup", ""),
        ("a.words.soup", "hot"),
        ("a.words.soup", "fresh"),
        ("a.marks.music", "5"),
        ("a.spend", "120"),
        ("a.guests", "4"),
        ("a.day", "2026/11/22"),
        ("a.hour", "18:30"),
        ("a.mail", "W@Example.com"),
        ("a.phone", "nobody knows"),
        ("a.who.name", "王芳"),
        ("a.agree", "yes"),
    ];
    let page = posted(&whole, &items(), &Lang::en(), &answers);
    let tags = tags(&page.html);
    let held: Vec<String> = tags
        .iter()
        .filter(|(_, attributes)| attributes.contains_key("checked") || attributes.contains_key("selected"))
        .map(|(_, attributes)| {
            let get = |name: &str| attributes.get(name).map_or("", String::as_str);
            format!("{}={}", get("name"), get("value"))
        })
        .chain(tags.iter().filter_map(|(name, attributes)| {
            let kind = attributes.get("type").map_or("", String::as_str);
            let typed =
                name == "input" && !matches!(kind, "hidden" | "radio" | "checkbox" | "range" | "file");
            let value = attributes.get("value").filter(|value| typed && !value.is_empty())?;
            Some(format!("{}={value}", attributes["name"]))
        }))
        .collect();
    for expected in [
        "a.stars=4",
        "a.mood=7",
        "a.speed=10",
        "=south",
        "a.again=no",
        "a.parts.clean=yes",
        "a.words.soup=hot",
        "a.words.soup=fresh",
        "a.marks.music=5",
        "a.spend=120",
        "a.guests=4",
        "a.day=2026-11-22",
        "a.hour=18:30",
        "a.mail=w@example.com",
        "a.phone=nobody knows",
        "a.who.name=王芳",
        "a.agree=yes",
    ] {
        assert!(held.iter().any(|held| held == expected), "{expected} is not among {held:?}");
    }
}
