//! What a name between braces stands for.

use std::collections::HashMap;
use std::rc::Rc;

use crate::survey::exchange::cel::{Code, Literal, OptionNames, Type};

/// A question, or a part of one, as expressions read it.
#[derive(Debug, Clone)]
pub(in crate::survey::exchange) struct Variable {
    /// As CEL reads it.
    pub code: Code,
    /// Whether it may be hidden.
    pub conditional: bool,
    /// Whether the panel or page around it may be.
    pub contained: bool,
    /// The page it is asked on; none for what is not asked.
    pub page: Option<usize>,
    /// The values of yes and no, of a yes-or-no question that has its own.
    pub truths: Option<(Literal, Literal)>,
}

/// All of them, by their names there.
#[derive(Debug, Default)]
pub(in crate::survey::exchange) struct Names {
    known: HashMap<String, Variable>,
    /// Names of values whose type is not known yet.
    pub unsettled: Vec<String>,
}

impl Names {
    pub fn add(&mut self, name: &str, variable: Variable) {
        self.known.entry(name.to_lowercase()).or_insert(variable);
    }

    /// A value that is not asked.
    pub fn add_plain(&mut self, name: &str, text: String, kind: Type) {
        let code = Code::atom(text, kind);
        self.add(name, Variable { code, conditional: false, contained: false, page: None, truths: None });
    }

    /// Adds the options of another question to those a choice is known by.
    pub fn extend_options(&mut self, name: &str, more: &OptionNames) {
        let Some(variable) = self.known.get_mut(&name.to_lowercase()) else { return };
        let (Type::Choice(names) | Type::Choices(names)) = &mut variable.code.kind else { return };
        let mut options = names.options.clone();
        options.extend(
            more.options
                .iter()
                .filter(|(_, key)| names.options.iter().all(|(_, known)| known != key))
                .cloned(),
        );
        *names = Rc::new(OptionNames { options, other: names.other || more.other });
    }

    /// Names there do not heed case.
    pub fn find(&self, name: &str) -> Option<&Variable> {
        self.known.get(&name.trim_start_matches('#').to_lowercase())
    }

    pub fn is_unsettled(&self, name: &str) -> bool {
        self.unsettled.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}
