//! The first question of a survey inside an e-mail: each answer is a link that opens the page with that answer
//! chosen. Nothing is stored by opening it, since programs that look for harm open every link of a message.

use super::invite::escape;
use crate::locale::Lang;
use crate::survey::{Ask, Question, Survey};

/// Most options that stand in a message.
const OPTIONS_MAX: usize = 12;

const CELL: &str = "display:inline-block;min-width:1.5em;padding:8px 10px;margin:2px;border:1px solid #8a8f98;\
     border-radius:6px;text-align:center;text-decoration:none;color:#1f2328;font:16px sans-serif";

/// The question with its answers as links to `survey_link`; none when it is of a kind that one click does not
/// answer, or depends on what only the page knows.
pub(super) fn first_question(survey: &Survey, lang: &Lang, survey_link: &str) -> Option<String> {
    let page = survey.pages.first().filter(|_| !survey.random_pages)?;
    let question = page.questions.first().filter(|_| !page.random_questions)?;
    let title = question.title.get(lang, &survey.default_language);
    let answers = answers(question, survey, lang)?;
    let recalls = |text: &str| text.contains("{{");
    let knows_more = recalls(title) || answers.iter().any(|(_, label)| recalls(label));
    if page.show_when.is_some() || question.show_when.is_some() || knows_more {
        return None;
    }
    let links: Vec<String> = answers
        .iter()
        .map(|(value, label)| {
            let href = escape(&format!("{survey_link}?a.{}={value}", question.id));
            format!("<a href=\"{href}\" style=\"{CELL}\">{}</a>", escape(label))
        })
        .collect();
    Some(format!("<p style=\"font:16px sans-serif\"><b>{}</b></p><p>{}</p>", escape(title), links.join(" ")))
}

/// Values as the page's form has them, with what stands on the link.
fn answers(question: &Question, survey: &Survey, lang: &Lang) -> Option<Vec<(String, String)>> {
    let numbers =
        |min: u8, max: u8| (min..=max).map(|number| (number.to_string(), number.to_string())).collect();
    match &question.ask {
        Ask::Nps(_) => Some(numbers(0, 10)),
        Ask::Csat(_) => Some(numbers(1, 5)),
        Ask::Ces(_) => Some(numbers(1, 7)),
        Ask::Rating(rating) => Some(numbers(rating.min, rating.max)),
        Ask::SingleChoice(choice) => {
            let fits = choice.options.len() <= OPTIONS_MAX
                && !choice.other
                && choice.options.iter().all(|option| option.show_when.is_none());
            fits.then(|| {
                let label = |label: &crate::locale::LocalizedText| {
                    label.get(lang, &survey.default_language).to_owned()
                };
                choice.options.iter().map(|option| (option.id.to_string(), label(&option.label))).collect()
            })
        }
        _ => None,
    }
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
