import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { blankSurvey } from "./blank.ts";
import { read, write } from "./condition.ts";
import {
  addPage,
  addQuestion,
  changeQuestion,
  duplicateQuestion,
  moveQuestion,
  namesOf,
  placeQuestion,
  removeQuestion,
  renamePage,
  renameQuestion,
} from "./draft.ts";
import { at, ofPage, placeOf, under } from "./faults.ts";
import { KINDS, type Kind, questionsOf, type Survey } from "./format.ts";
import { begin, goOn, redo, undo } from "./history.ts";
import { addOption, idFor, linesOf, pasted } from "./options.ts";
import { get, parsed, put, written } from "./path.ts";
import { comparisonFor, operatorsOf, subjectsAt, subjectsOf, withOperator } from "./subjects.ts";
import { addLanguage, directionOf, missing, removeLanguage, tagOf, textsOf } from "./texts.ts";
import { beginTrial, framed, languageOf, post, sampleItems } from "./trial.ts";

const golden = JSON.parse(
  await readFile(new URL("../../../../crates/domain/golden/survey-v2.json", import.meta.url), "utf8"),
) as Survey;

const ids = (survey: Survey): string[][] =>
  survey.pages.map(({ questions }) => questions.map(({ id }) => id));

function made(...kinds: Kind[]): Survey {
  const start = blankSurvey("S", "en");
  return kinds.reduce((survey, kind) => addQuestion(survey, kind, "page_1").survey, start);
}

test("every kind of the format is offered once, and the example has them all", () => {
  assert.deepEqual([...KINDS].sort(), [...new Set(questionsOf(golden).map(({ kind }) => kind))].sort());
});

test("questions are added behind another, with ids of their own", () => {
  const survey = made("text", "text");
  assert.deepEqual(ids(survey), [["nps_1", "text_1", "text_2"]]);
  assert.deepEqual(ids(addQuestion(survey, "csat", "page_1", "nps_1").survey), [
    ["nps_1", "csat_1", "text_1", "text_2"],
  ]);
  assert.deepEqual(ids(duplicateQuestion(survey, "text_1").survey), [
    ["nps_1", "text_1", "text_3", "text_2"],
  ]);
});

test("a question moves within its page and over its end", () => {
  let survey = addPage(made("text", "csat"), "page_1").survey;
  survey = moveQuestion(survey, "csat_1", "down");
  assert.deepEqual(ids(survey), [["nps_1", "text_1"], ["csat_1"]]);
  survey = moveQuestion(survey, "csat_1", "up");
  assert.deepEqual(ids(survey), [["nps_1", "text_1", "csat_1"], []]);
  assert.equal(moveQuestion(survey, "nps_1", "up"), survey, "there is nothing above");
  assert.deepEqual(ids(placeQuestion(survey, "csat_1", "page_1", 0)), [["csat_1", "nps_1", "text_1"], []]);
});

test("what becomes undefined is left out", () => {
  const survey = changeQuestion(made(), "nps_1", { show_when: "true", help: { en: "h" } });
  const [question] = questionsOf(changeQuestion(survey, "nps_1", { show_when: undefined }));
  assert.deepEqual(Object.keys(question ?? {}), ["id", "kind", "title", "required", "help"]);
});

test("another id is followed by all that names it", () => {
  const renamed = renameQuestion(golden, "recommend", "loyal");
  assert.doesNotMatch(JSON.stringify(renamed), /\brecommend\b/);
  assert.equal(renamed.rules?.[0]?.when, "answers.loyal <= 6");
  assert.equal(namesOf(golden, "recommend"), namesOf(renamed, "loyal"));
  assert.equal(namesOf(golden, "hour"), 0);
  const rule = renamePage(golden, "words", "why").rules?.[0];
  assert.deepEqual(rule?.then, { do: "skip_to", page: "why" });
});

test("typing is one step, and undone steps can be done again until something else is done", () => {
  let history = begin("");
  history = goOn(history, "a", 0, "title");
  history = goOn(history, "ab", 300, "title");
  history = goOn(history, "ab!", 400);
  assert.equal(undo(history).present, "ab");
  assert.equal(undo(undo(history)).present, "");
  assert.equal(undo(undo(undo(history))).present, "");
  assert.equal(redo(redo(undo(undo(history)))).present, "ab!");
  assert.equal(redo(goOn(undo(history), "x", 9_000)).present, "x");
});

test("a list becomes options, and ids outlive words", () => {
  assert.deepEqual(linesOf("1. Food\n• Service\n\n- Food \r\n三、\n环境"), [
    "Food",
    "Service",
    "三、",
    "环境",
  ]);
  const options = addOption(addOption([], "option", "en"), "option", "en");
  assert.deepEqual(options[1], { id: "option_2", label: { en: "Option 2" } });
  const list = pasted(options, 0, "味道\nThe service\nOther", "en", "option");
  assert.deepEqual(
    list.map(({ id, label }) => [id, label.en]),
    [
      ["option_1", "味道"],
      ["the_service", "The service"],
      ["other_1", "Other"],
    ],
  );
  assert.deepEqual(
    pasted(list, 2, "The service\n环境", "en", "option").map(({ id }) => id),
    ["option_1", "the_service", "other_1", "option_2"],
  );
  assert.equal(idFor("Crème brûlée", "option", []), "creme_brulee");
  assert.equal(idFor("Crème 布丁", "option", []), "option_1");
  assert.equal(idFor("2024", "option", []), "option_1");
});

test("conditions are read as they are written", () => {
  for (const [cel, again] of [
    ["answers.score <= 6", undefined],
    ["answers.reason == 'near'", undefined],
    ["answers.reason in ['near', 'price']", undefined],
    ["!(answers.reason in ['near'])", undefined],
    ["'taste' in answers.liked", undefined],
    ["!('taste' in answers.liked)", undefined],
    ["answers.words.contains('it\\'s \\\\ ok')", undefined],
    ["!answers.words.contains('slow')", undefined],
    ["answers.score != null && answers.agree == false", undefined],
    ["answers.a == 1 || (answers.b == 2 && answers.c < -1.5)", undefined],
    [
      "answers.a == 1 || answers.b == 2 && answers.c == 3",
      "answers.a == 1 || (answers.b == 2 && answers.c == 3)",
    ],
    [
      '((hidden.kind=="fan"))&&(answers.a==1&&answers.b==2)',
      "hidden.kind == 'fan' && answers.a == 1 && answers.b == 2",
    ],
  ] as const) {
    const condition = read(cel);
    assert.ok(condition, cel);
    assert.equal(write(condition), again ?? cel);
    assert.deepEqual(read(write(condition)), condition, cel);
  }
});

test("what is no simple condition stays text", () => {
  for (const cel of [
    "",
    "answers.score",
    "!answers.agree",
    "answers.a + 1 > 2",
    "answers.words.size() > 3",
    "answers.a == answers.b",
    "answers.a < null",
    "answers.a == 1 &&",
    "(answers.a == 1",
    "answers.a in []",
    "answers.x == '\\u4e2d'",
    "answers.a == 1 ? true : false",
    "a == 1 && (b == 2 || (c == 3 && d == 4))",
    "answers.a == 1 answers.b == 2",
  ]) {
    assert.equal(read(cel), undefined, cel);
  }
});

const KNOWN = [
  { path: "customer.orders_90d", kind: "number" },
  { path: "customer.tags", kind: "record" },
  { path: "customer.categories_90d", kind: "record" },
  { path: "customer.category_spend_90d", kind: "record" },
  { path: "customer.purchases_90d", kind: "list" },
  { path: "customer.traits", kind: "record" },
  { path: "customer.last_order_at", kind: "timestamp" },
  { path: "order.items", kind: "list" },
  { path: "unit.path", kind: "list" },
  { path: "language", kind: "text" },
  { path: "now", kind: "timestamp" },
];

test("a condition can be about what the platform knows, as far as comparing says something of it", () => {
  const subjects = subjectsOf({ ...golden, pages: [], hidden: [], computed: [] }, "en", KNOWN);
  assert.deepEqual(
    subjects.map(({ path, group, type }) => [path, group, type]),
    [
      ["customer.orders_90d", "customer", "number"],
      ["customer.tags", "customer", "words"],
      ["customer.categories_90d", "customer", "words"],
      ["customer.last_order_at", "customer", "moment"],
      ["unit.path", "unit", "units"],
      ["language", "more", "text"],
    ],
  );
  assert.deepEqual(
    subjects.map((subject) => write(comparisonFor(subject))),
    [
      "customer.orders_90d >= 0",
      "'' in customer.tags",
      "'' in customer.categories_90d",
      "customer.last_order_at != null",
      "'' in unit.path",
      "language == ''",
    ],
  );
});

test("a condition can be about every answer that there is, in its own way", () => {
  const subjects = subjectsOf(golden, "zh-CN", KNOWN);
  const of = (path: string) => subjects.find((subject) => subject.path === path);
  assert.deepEqual(operatorsOf(of("answers.liked")).slice(0, 2), ["includes", "excludes"]);
  assert.equal(of("answers.parts.food")?.type, "option");
  assert.equal(of("answers.marks.food")?.type, "number");
  assert.equal(of("answers.who.phone")?.type, "text");
  assert.equal(of("scores.reason")?.type, "number");
  assert.equal(of("hidden.campaign")?.group, "hidden");
  assert.equal(of("answers.note"), undefined, "there is nothing to answer");
  const reason = of("answers.reason");
  assert.ok(reason);
  const begun = comparisonFor(reason);
  assert.equal(write(begun), "answers.reason == 'near'");
  assert.equal(write(withOperator(begun, "none_of", reason)), "!(answers.reason in ['near'])");
  assert.equal(write(withOperator(withOperator(begun, "empty", reason), "is", reason)), write(begun));
});

test("a condition asks for what was asked before it, or stands on its page, and not for itself", () => {
  const paths = (...at: (string | number)[]) => subjectsAt(golden, "en", at, KNOWN).map(({ path }) => path);
  const fixed = { ...golden, random_pages: false };
  const before = subjectsAt(fixed, "en", ["pages", 1, "questions", 0, "show_when"], KNOWN).map(
    ({ path }) => path,
  );
  assert.ok(before.includes("answers.recommend") && before.includes("answers.liked"));
  assert.ok(!before.includes("answers.reason") && !before.includes("answers.comment"));
  assert.ok(
    subjectsAt(fixed, "en", ["pages", 1, "show_when"], KNOWN).every(({ path }) => path !== "answers.liked"),
  );
  assert.ok(paths("pages", 2, "questions", 0, "checks", 0, "holds").includes("answers.comment"));
  assert.ok(paths("rules", 0, "when").includes("answers.comment"));
});

test("what is wrong is found at its field, its question and its page", () => {
  const faults = [
    { field: "pages[0].questions[2].title.en", message: "is required" },
    { field: "pages[0].id", message: "repeats" },
    { field: "rules[0].when", message: "unknown" },
    { field: "thank_you.en", message: "too long" },
  ];
  assert.equal(at(faults, "pages[0].questions[2].title", "en").length, 1);
  assert.equal(at(faults, "pages[0].questions[2].title", "ar").length, 0);
  assert.equal(under(faults, "pages[0]").length, 2);
  assert.equal(ofPage(faults, "pages[0]").length, 1);
  assert.deepEqual(
    faults.map((fault) => placeOf(golden, fault)),
    [
      { view: "questions", id: "ease" },
      { view: "questions", id: "first" },
      { view: "logic" },
      { view: "settings" },
    ],
  );
});

test("every text is found for translation, and a language goes with all its words", () => {
  const entries = textsOf(golden);
  const paths = entries.map(({ path }) => written(path));
  assert.equal(paths[0], "title");
  assert.ok(paths.includes("pages[2].questions[0].checks[0].message"));
  assert.ok(paths.includes("pages[1].questions[3].cells.columns[0].label"));
  assert.ok(paths.includes("endings[1].link_label"));
  assert.equal(missing(golden, "zh-CN"), 0);
  assert.equal(missing(golden, "en"), entries.length - 1);
  const without = removeLanguage(golden, "en");
  assert.deepEqual(without.languages, ["zh-CN", "ar"]);
  assert.equal(without.title.en, undefined);
  assert.equal(removeLanguage(golden, "zh-CN"), golden, "the default stays");
  assert.deepEqual(addLanguage(golden, "fr").languages.at(-1), "fr");
  const translated = put(golden, entries[3]?.path ?? [], { "zh-CN": "x", en: "y" });
  assert.equal(textsOf(translated)[3]?.text.en, "y");
  assert.equal(tagOf("zh-cn"), "zh-CN");
  assert.equal(tagOf("not a tag"), undefined);
  assert.deepEqual(["ar", "ar-EG", "en"].map(directionOf), ["rtl", "rtl", "ltr"]);
});

test("a question that is taken away is gone from its page only", () => {
  assert.deepEqual(ids(removeQuestion(made("text"), "nps_1")), [["text_1"]]);
});

test("a place is read, changed and named as the server names it", () => {
  const path = parsed("pages[1].questions[0].options[1].label.zh-CN");
  assert.equal(get(golden, path), "价格");
  assert.equal(written(path), "pages[1].questions[0].options[1].label.zh-CN");
  assert.equal(get(put(golden, path, "贵"), path), "贵");
  const open = put(golden, ["taking", "opens_at"], undefined);
  assert.deepEqual(Object.keys(open.taking ?? {}), ["closes_at", "responses_max", "again_after_days"]);
  assert.equal(get(put(golden, ["intro", "en"], "Hello"), ["intro", "en"]), "Hello");
  assert.equal(get(golden, ["nothing", "here"]), undefined);
});

test("a page goes into the frame without what its policy refuses, and a trial goes on page by page", () => {
  const html =
    '<style>p{}</style><p autofocus tabindex="-1">a autofocus b</p><img src="https://x.example/a.png" alt=""><script src="/assets/survey.js" defer></script>';
  assert.equal(
    framed(html, "n"),
    '<style nonce="n">p{}</style><p tabindex="-1">a autofocus b</p><img alt="">',
  );
  const pair = (name: string, value: string) => ({ name, value });
  let trial = post(beginTrial(1), [
    pair("page", "0"),
    pair("a.x", "1"),
    pair("lang", "en"),
    pair("do", "next"),
  ]);
  assert.deepEqual(trial, {
    seed: 1,
    answers: [],
    posted: [pair("page", "0"), pair("a.x", "1"), pair("do", "next")],
  });
  trial = post(trial, [pair("page", "1"), pair("a.y", "2")]);
  trial = post(trial, [pair("page", "0"), pair("a.x", "3")]);
  assert.deepEqual(post(trial, []).answers, [pair("a.y", "2"), pair("a.x", "3")]);
  assert.equal(languageOf([pair("do", "lang:ar")]), "ar");
});

test("what is rated in a preview is called as in its language", () => {
  const names = (language: string): string[] => sampleItems(language).map(({ name }) => name);
  assert.deepEqual(names("en"), ["Dish 1", "Dish 2"]);
  assert.deepEqual(names("zh-CN"), ["菜品 1", "菜品 2"]);
  assert.deepEqual(names("ar"), ["Dish 1", "Dish 2"]);
});
