//! What is said at the end: the first ending is shown unless a rule goes to another.

use super::super::node::Node;
use super::super::report::Reason;
use super::Importer;
use crate::locale::LocalizedText;
use crate::survey::{Ending, Source};

impl Importer {
    pub(super) fn endings(&mut self, root: &Node<'_>) {
        for (value, path) in root.list("endings") {
            let Some(node) = Node::of(value, &path) else { continue };
            let foreign = node
                .text("id")
                .map_or_else(|| format!("ending{}", self.build.survey.endings.len() + 1), str::to_owned);
            let id = self.build.endings.key(&foreign);
            let redirect = node.text("type") == Some("redirectToUrl");
            let (address, name) =
                if redirect { (node.text("url"), "url") } else { (node.text("buttonLink"), "buttonLink") };
            let secure = address.filter(|address| address.starts_with("https://"));
            if address.is_some() && secure.is_none() {
                self.build.left_out(&node.at(name), name, Reason::Address);
            }
            let label = if redirect { LocalizedText::default() } else { self.label(&node, "buttonLabel") };
            let words =
                if self.build.survey.default_language.primary() == "zh" { "继续" } else { "Continue" };
            let link_label = match secure {
                Some(_) if label.is_empty() => self.build.say(words),
                Some(_) => label,
                None => LocalizedText::default(),
            };
            if redirect {
                node.leave_out(&self.build.report, &["label"], &Reason::Behaviour);
            }
            let ending = Ending {
                id: id.clone(),
                // Who meets no rule sees the first one.
                when: self.build.survey.endings.is_empty().then(|| Source("true".to_owned())),
                title: self.label(&node, "headline"),
                text: self.prose(&node, "subheader"),
                link: secure.map(str::to_owned),
                link_label,
            };
            self.build.survey.endings.push(ending);
            if redirect {
                let nearest = Reason::Nearest("ending".to_owned());
                self.build.changed(&path, "redirectToUrl", format!("endings.{id}"), nearest);
            } else {
                self.named(&path, "endScreen", &foreign, (&id, "endings"));
            }
            node.leave_out(&self.build.report, &["imageUrl", "videoUrl"], &Reason::NoCounterpart);
            node.finish(&self.build.report);
        }
    }
}
