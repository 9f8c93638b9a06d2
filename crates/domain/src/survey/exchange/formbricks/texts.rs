//! Texts of Formbricks: by language, `default` for the survey's own; `#recall:…#` recalls answers.

use serde_json::Value;

use super::super::build::each_text;
use super::super::cel::{Binding, Type, quoted};
use super::super::node::Node;
use super::super::report::Reason;
use super::Importer;
use crate::locale::{Lang, LocalizedText};
use crate::survey::{LABEL_CHARS_MAX, PROSE_CHARS_MAX};

/// The language of texts under `default`.
pub(super) fn default_language(document: &Value) -> Lang {
    let tag = |entry: &Value| {
        let code = entry.get("language").map_or(entry, |language| language);
        code.as_str().or_else(|| code.get("code")?.as_str())?.parse::<Lang>().ok()
    };
    let list = document.get("languages").and_then(Value::as_array);
    let own = list.and_then(|all| all.iter().find(|entry| entry.get("default") == Some(&Value::Bool(true))));
    let named = document.get("defaultLanguage").and_then(Value::as_str).and_then(|tag| tag.parse().ok());
    if let Some(lang) = own.and_then(tag).or(named) {
        return lang;
    }
    let texts =
        serde_json::to_string(document.get("blocks").or(document.get("questions")).unwrap_or(&Value::Null));
    let chinese = texts
        .is_ok_and(|texts| texts.chars().any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character)));
    if chinese { Lang::zh_cn() } else { Lang::en() }
}

impl Importer {
    pub(super) fn languages(&mut self, root: &Node<'_>) {
        root.get("defaultLanguage");
        for (entry, path) in root.list("languages") {
            let code = entry.get("language").unwrap_or(entry);
            let code = code.as_str().or_else(|| code.get("code")?.as_str()).unwrap_or_default();
            match code.parse::<Lang>() {
                Ok(lang) if entry.get("enabled") != Some(&Value::Bool(false)) => {
                    self.build.kept(&path, "language", "languages", Reason::Same);
                    self.build.languages.insert(lang);
                }
                Ok(_) => self.build.left_out(&path, "language", Reason::Behaviour),
                Err(_) => self.build.left_out(&path, "language", Reason::Language),
            }
        }
    }

    pub(super) fn label(&mut self, node: &Node<'_>, name: &'static str) -> LocalizedText {
        let path = node.at(name);
        node.get(name).map(|value| self.text(value, LABEL_CHARS_MAX, &path, name)).unwrap_or_default()
    }

    pub(super) fn prose(&mut self, node: &Node<'_>, name: &'static str) -> LocalizedText {
        let path = node.at(name);
        node.get(name).map(|value| self.text(value, PROSE_CHARS_MAX, &path, name)).unwrap_or_default()
    }

    pub(super) fn text(&mut self, value: &Value, max: usize, path: &str, kind: &str) -> LocalizedText {
        let default = self.build.survey.default_language.clone();
        let Some(texts) = value.as_object() else {
            let text = value.as_str().unwrap_or_default();
            return if text.is_empty() {
                LocalizedText::default()
            } else {
                self.build.say(self.build.plain(text, max, path, kind))
            };
        };
        let mut all = LocalizedText::default();
        for (tag, text) in texts {
            let Some(text) = text.as_str().filter(|text| !text.is_empty()) else { continue };
            let lang = if tag == "default" { Some(default.clone()) } else { tag.parse().ok() };
            match lang {
                Some(lang) => all.set(lang, self.build.plain(text, max, path, kind)),
                None => self.build.left_out(&format!("{path}.{tag}"), kind, Reason::Language),
            }
        }
        let any = all.iter().map(|(_, text)| text.to_owned()).next();
        if let Some(text) = any.filter(|_| all.exact(&default).is_none()) {
            all.set(default, text);
        }
        all
    }

    /// `#recall:id/fallback:text#` becomes a recall in CEL, in every text.
    pub(super) fn recall(&mut self) {
        let mut survey = self.build.survey.clone();
        each_text(&mut survey, &mut |path, text| {
            if text.iter().any(|(_, text)| text.contains("#recall:")) {
                *text = text.iter().map(|(lang, text)| (lang.clone(), self.recalled(text, path))).collect();
            }
        });
        self.build.survey = survey;
    }

    fn recalled(&self, text: &str, path: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("#recall:") {
            out.push_str(&rest[..at]);
            let inside = &rest[at + "#recall:".len()..];
            let Some(end) = inside.find('#') else {
                rest = &rest[at..];
                break;
            };
            let (id, fallback) = inside[..end].split_once("/fallback:").unwrap_or((&inside[..end], ""));
            let fallback = fallback.replace("nbsp", " ");
            match self.known.get(id) {
                Some(known) if fallback.trim().is_empty() || known.code.kind != Type::Text => {
                    out.push_str(&format!("{{{{ {} }}}}", known.code.text));
                    if !fallback.trim().is_empty() {
                        self.build.changed(path, "recall", path, Reason::Fallback);
                    }
                }
                Some(known) => {
                    let code = known.code.within(Binding::Sum);
                    out.push_str(&format!("{{{{ {code} != null ? {code} : {} }}}}", quoted(fallback.trim())));
                }
                None => {
                    self.build.changed(
                        path,
                        "recall",
                        path,
                        Reason::Untranslatable(id.chars().take(64).collect()),
                    );
                    out.push_str(fallback.trim());
                }
            }
            rest = &inside[end + 1..];
        }
        out.push_str(rest);
        out
    }
}
