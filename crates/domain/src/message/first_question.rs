//! The first question of a survey inside an e-mail: each answer is a link that opens the page with that answer
//! chosen. Nothing is stored by opening it, since programs that look for harm open every link of a message.

use super::invite::escape;
use crate::locale::{Lang, LocalizedText};
use crate::survey::{Ask, Question, Rating, Scale, Shape, Survey, scale_words};

/// Most options that stand in a message.
const OPTIONS_MAX: usize = 12;

const CELL: &str = "display:inline-block;min-width:1.5em;padding:8px 10px;margin:2px;border:1px solid #8a8f98;\
     border-radius:6px;text-align:center;text-decoration:none;color:#1f2328;font:16px sans-serif";
const SMALL: &str = "font:13px sans-serif;color:#59636e";

/// Faces, from sad to happy.
const FACES: [&str; 5] = ["😠", "🙁", "😐", "🙂", "😀"];

/// What stands on a link.
struct Label {
    /// As the page's form has it.
    value: String,
    /// A sign in front of the words, if there is one.
    sign: Option<&'static str>,
    words: String,
}

/// The answers, and what the ends of their scale mean.
struct Answers {
    labels: Vec<Label>,
    /// By number, as not every program shows all links in one line.
    ends: Option<(String, String)>,
}

/// The question with its answers as links to `survey_link`; none when it is of a kind that one click does not
/// answer, or depends on what only the page knows.
pub(super) fn first_question(survey: &Survey, lang: &Lang, survey_link: &str) -> Option<String> {
    let page = survey.pages.first().filter(|_| !survey.random_pages)?;
    let question = page.questions.first().filter(|_| !page.random_questions)?;
    let (lang, title) = question.title.entry(lang, &survey.default_language)?;
    let Answers { labels, ends } = answers(question, survey, lang)?;
    let recalls = |text: &str| text.contains("{{");
    let ends_recall = ends.as_ref().is_some_and(|(low, high)| recalls(low) || recalls(high));
    let knows_more = recalls(title) || ends_recall || labels.iter().any(|label| recalls(&label.words));
    if page.show_when.is_some() || question.show_when.is_some() || knows_more {
        return None;
    }
    let link = |Label { value, sign, words }: &Label| {
        let href = escape(&format!("{survey_link}?a.{}={value}", question.id));
        let words = match sign {
            Some(sign) => format!("{sign}<br><span style=\"{SMALL}\">{}</span>", escape(words)),
            None => escape(words),
        };
        format!("<a href=\"{href}\" style=\"{CELL}\">{words}</a>")
    };
    let links: Vec<String> = labels.iter().map(link).collect();
    let ends = ends.map_or_else(String::new, |(low, high)| {
        format!("<p style=\"{SMALL}\">{} · {}</p>", escape(&low), escape(&high))
    });
    let (title, links) = (escape(title), links.join(" "));
    let direction = lang.direction();
    Some(format!(
        "<div lang=\"{lang}\" dir=\"{direction}\"><p style=\"font:16px sans-serif\"><b>{title}</b></p>\
         <p>{links}</p>{ends}</div>"
    ))
}

/// Values as the page's form has them, with what stands on the link: the same signs as on the page.
fn answers(question: &Question, survey: &Survey, lang: &Lang) -> Option<Answers> {
    let says = Says { lang, default: &survey.default_language };
    match &question.ask {
        Ask::Nps(scale) => Some(says.scale(&question.ask, scale, (0, 10), Shape::Number)),
        Ask::Ces(scale) => Some(says.scale(&question.ask, scale, (1, 7), Shape::Number)),
        Ask::Csat(scale) => Some(says.satisfaction(scale)),
        Ask::Rating(rating) if scale_words::is_satisfaction(rating) => Some(says.satisfaction(&rating.scale)),
        Ask::Rating(Rating { shape, min, max, scale }) => {
            Some(says.scale(&question.ask, scale, (*min, *max), *shape))
        }
        Ask::SingleChoice(choice) => {
            let fits = choice.options.len() <= OPTIONS_MAX
                && !choice.other
                && choice.options.iter().all(|option| option.show_when.is_none());
            let label = |option: &crate::survey::Choice| Label {
                value: option.id.to_string(),
                sign: None,
                words: says.or(&option.label, "").to_owned(),
            };
            fits.then(|| Answers { labels: choice.options.iter().map(label).collect(), ends: None })
        }
        _ => None,
    }
}

/// Texts in the language of the question.
struct Says<'a> {
    lang: &'a Lang,
    default: &'a Lang,
}

impl<'a> Says<'a> {
    /// The survey's own words, or else the ones of every survey.
    fn or(&self, own: &'a LocalizedText, other: &'a str) -> &'a str {
        Some(own.get(self.lang, self.default)).filter(|text| !text.is_empty()).unwrap_or(other)
    }

    fn scale(&self, ask: &Ask, scale: &'a Scale, (min, max): (u8, u8), shape: Shape) -> Answers {
        let label = |value: u8| Label {
            value: value.to_string(),
            sign: match shape {
                Shape::Emoji => Some(FACES[usize::from(scale_words::face(value, min, max))]),
                Shape::Star | Shape::Number => None,
            },
            words: mark(value, min, shape),
        };
        let (low, high) = scale_words::ends(ask, self.lang);
        let end = |value: u8, words: &str| format!("{}: {words}", mark(value, min, shape));
        let ends = (end(min, self.or(&scale.low, low)), end(max, self.or(&scale.high, high)));
        Answers { labels: (min..=max).map(label).collect(), ends: Some(ends) }
    }

    /// Five faces, each with its word.
    fn satisfaction(&self, scale: &'a Scale) -> Answers {
        let mut words: [&str; 5] = scale_words::satisfaction(self.lang);
        words[0] = self.or(&scale.low, words[0]);
        words[4] = self.or(&scale.high, words[4]);
        let label = |(at, word): (usize, &str)| Label {
            value: (at + 1).to_string(),
            sign: Some(FACES[at]),
            words: word.to_owned(),
        };
        Answers { labels: words.into_iter().enumerate().map(label).collect(), ends: None }
    }
}

/// A number as it stands in a message. Stars are counted, since a line of them may break anywhere; no stars cannot be
/// drawn.
fn mark(value: u8, min: u8, shape: Shape) -> String {
    if shape == Shape::Star && min > 0 { format!("{value} ★") } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::id::SurveyId;

    fn survey(question: serde_json::Value) -> Survey {
        let mut document = json!({
            "version": 2, "name": "After", "default_language": "en", "languages": ["en"], "title": { "en": "After" },
            "pages": [{ "id": "p", "questions": [null] }],
        });
        document["pages"][0]["questions"][0] = question;
        Survey::read(SurveyId::from_bytes([1; 16]), &document).expect("a survey")
    }

    #[test]
    fn each_answer_is_a_link_that_chooses_it() {
        let nps = survey(json!({ "id": "recommend", "kind": "nps", "title": { "en": "Would you <tell>?" } }));
        let html = first_question(&nps, &Lang::en(), "https://t.example/s/x").expect("a question");
        assert!(html.contains("<b>Would you &lt;tell&gt;?</b>"), "{html}");
        assert_eq!(html.matches("<a href").count(), 11);
        assert!(html.contains("href=\"https://t.example/s/x?a.recommend=10\""), "{html}");
        let options = json!([{ "id": "dine_in", "label": { "en": "Here" } }, { "id": "away", "label": { "en": "Away" } }]);
        let choice = survey(
            json!({ "id": "how", "kind": "single_choice", "title": { "en": "How?" }, "options": options }),
        );
        let html = first_question(&choice, &Lang::en(), "https://t.example/s/x").expect("a question");
        assert!(html.contains("?a.how=away\"") && html.contains(">Away</a>"), "{html}");
    }

    #[test]
    fn the_ends_of_a_scale_are_named_as_on_the_page() {
        let nps = survey(
            json!({ "id": "r", "kind": "nps", "title": { "en": "Sure?" }, "high": { "en": "Yes & more" } }),
        );
        let html = first_question(&nps, &Lang::en(), "https://t.example/s/x").expect("a question");
        assert!(html.contains("0: Not at all likely · 10: Yes &amp; more"), "{html}");
        let own = json!({ "id": "r", "kind": "nps", "title": { "en": "Sure?" }, "low": { "en": "Not {{ order.id }}" } });
        assert_eq!(first_question(&survey(own), &Lang::en(), "https://t.example/s/x"), None);
    }

    #[test]
    fn stars_and_faces_are_such_signs() {
        let rating = |shape: &str, max: u8| {
            let question = json!({ "id": "r", "kind": "rating", "title": { "en": "How?" }, "shape": shape, "min": 1, "max": max });
            first_question(&survey(question), &Lang::en(), "https://t.example/s/x").expect("a question")
        };
        let stars = rating("star", 5);
        assert!(stars.contains(">3 ★</a>") && stars.contains("1 ★: Very poor · 5 ★: Very good"), "{stars}");
        let three = rating("emoji", 3);
        for (value, face) in [(1, "😠"), (2, "😐"), (3, "😀")] {
            assert!(three.contains(face) && three.contains(&format!("?a.r={value}\"")), "{three}");
        }
        let csat =
            survey(json!({ "id": "r", "kind": "csat", "title": { "en": "How?" }, "low": { "en": "Awful" } }));
        let faces = first_question(&csat, &Lang::en(), "https://t.example/s/x").expect("a question");
        for (face, word) in FACES.iter().zip(["Awful", "Poor", "Fair", "Good", "Very good"]) {
            assert!(faces.contains(face) && faces.contains(&format!(">{word}</span>")), "{faces}");
        }
    }

    #[test]
    fn it_reads_as_its_language_does() {
        let asked =
            survey(json!({ "id": "r", "kind": "nps", "title": { "en": "Sure?", "ar": "هل أنت متأكد؟" } }));
        let arabic = "ar".parse().expect("a language");
        let html = first_question(&asked, &arabic, "https://t.example/s/x").expect("a question");
        assert!(
            html.starts_with("<div lang=\"ar\" dir=\"rtl\">") && html.contains("10: محتمل جدًا"),
            "{html}"
        );
        let html = first_question(&asked, &Lang::zh_cn(), "https://t.example/s/x").expect("a question");
        assert!(
            html.starts_with("<div lang=\"en\" dir=\"ltr\">"),
            "in the language it is written in: {html}"
        );
    }

    #[test]
    fn what_one_click_does_not_answer_stays_on_the_page() {
        for question in [
            json!({ "id": "words", "kind": "text", "title": { "en": "Why?" } }),
            json!({ "id": "r", "kind": "nps", "title": { "en": "After {{ order.id }}?" } }),
            json!({ "id": "o", "kind": "single_choice", "title": { "en": "How?" },
                    "options": [{ "id": "a", "label": { "en": "As {{ order.id }}" } }, { "id": "b", "label": { "en": "B" } }] }),
            json!({ "id": "r", "kind": "nps", "title": { "en": "Sure?" }, "show_when": "hidden.x == 'y'" }),
        ] {
            assert_eq!(first_question(&survey(question), &Lang::en(), "https://t.example/s/x"), None);
        }
    }
}
