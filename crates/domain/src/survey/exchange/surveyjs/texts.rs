//! Texts of SurveyJS: one string, or one for each language; names between braces recall answers.

use serde_json::Value;

use super::Importer;
use super::expression::Expr;
use super::translate::Translation;
use crate::locale::{Lang, LocalizedText};
use crate::survey::exchange::build::each_text;
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;
use crate::survey::{LABEL_CHARS_MAX, PROSE_CHARS_MAX};

/// The language of texts without one. SurveyJS means English unless the survey says otherwise; a title in
/// Chinese says it too.
pub(super) fn default_language(document: &Value) -> Lang {
    if let Some(lang) = document.get("locale").and_then(Value::as_str).and_then(|tag| tag.parse().ok()) {
        return lang;
    }
    let title = document.get("title");
    let text =
        title.and_then(|title| title.as_str().or_else(|| title.get("default")?.as_str())).unwrap_or_default();
    let chinese = text.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character));
    if chinese { Lang::zh_cn() } else { Lang::en() }
}

impl Importer {
    /// A heading, question or option.
    pub(super) fn label(&mut self, node: &Node<'_>, name: &'static str) -> LocalizedText {
        let path = node.at(name);
        node.get(name).map(|value| self.text(value, LABEL_CHARS_MAX, &path, name)).unwrap_or_default()
    }

    /// A longer text.
    pub(super) fn prose(&mut self, node: &Node<'_>, name: &'static str) -> LocalizedText {
        let path = node.at(name);
        node.get(name).map(|value| self.text(value, PROSE_CHARS_MAX, &path, name)).unwrap_or_default()
    }

    pub(super) fn text(&mut self, value: &Value, max: usize, path: &str, kind: &str) -> LocalizedText {
        let default = self.lang();
        match value {
            Value::String(text) => [(default, self.build.plain(text, max, path, kind))].into_iter().collect(),
            Value::Object(texts) => {
                let mut all = LocalizedText::default();
                for (tag, text) in texts {
                    let Some(text) = text.as_str() else { continue };
                    let lang = if tag == "default" { Some(default.clone()) } else { tag.parse().ok() };
                    let Some(lang) = lang else {
                        self.build.left_out(&format!("{path}.{tag}"), kind, Reason::Language);
                        continue;
                    };
                    let text = self.build.plain(text, max, path, kind);
                    // `default` goes before the same language by its tag.
                    if tag == "default" || all.exact(&lang).is_none() {
                        all.set(lang.clone(), text);
                    }
                    self.build.languages.insert(lang);
                }
                // Every text needs the language shown to readers of none of the others.
                let any = all.iter().map(|(_, text)| text).find(|text| !text.is_empty()).map(str::to_owned);
                if let Some(text) = any.filter(|_| all.exact(&default).is_none()) {
                    all.set(default, text);
                }
                all
            }
            Value::Number(number) => self.build.say(number.to_string()),
            _ => LocalizedText::default(),
        }
    }

    /// Names between braces become recalls in CEL, in every text.
    pub(super) fn recall(&mut self) {
        let mut survey = self.empty();
        std::mem::swap(&mut survey, &mut self.build.survey);
        each_text(&mut survey, &mut |path, text| {
            if text.iter().any(|(_, text)| text.contains('{')) {
                *text = text.iter().map(|(lang, text)| (lang.clone(), self.recalled(text, path))).collect();
            }
        });
        // Names met only in texts became hidden fields of the empty survey.
        let more = std::mem::take(&mut self.build.survey.hidden);
        survey.hidden.extend(more);
        self.build.survey = survey;
    }

    /// A survey to stand in while the real one is changed.
    fn empty(&self) -> crate::survey::Survey {
        crate::survey::exchange::build::Build::new(self.build.survey.id, self.lang()).survey
    }

    fn recalled(&mut self, text: &str, path: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some(end) = rest.find('}') else { break };
            let name = rest[1..end].trim();
            match self.recalled_name(name) {
                Some(code) => {
                    out.push_str("{{ ");
                    out.push_str(&code);
                    out.push_str(" }}");
                }
                None => {
                    self.build.changed(path, "recall", path, Reason::Untranslatable(format!("{{{name}}}")));
                    out.push_str(name);
                }
            }
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        out
    }

    fn recalled_name(&mut self, name: &str) -> Option<String> {
        let outside = |_: &str| String::new();
        let mut translation = Translation::of(&self.names, &outside);
        let code = translation.value(&Expr::Variable(name.to_owned())).ok()?;
        if translation.notes.outside.is_empty() {
            return Some(code.text);
        }
        let (key, made) = self.build.hidden_field(name);
        if made {
            self.build.changed("", "variable", format!("hidden.{key}"), Reason::FromLink(key.to_string()));
        }
        Some(format!("hidden.{key}"))
    }
}
