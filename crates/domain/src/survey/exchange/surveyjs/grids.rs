//! Matrices, and questions that hold several fields.

use super::choices::Choices;
use super::kinds::choice_type;
use super::question::Part;
use super::{Importer, List};
use crate::survey::exchange::cel::{Literal, Type, number};
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;
use crate::survey::{Ask, Cells, Key, Matrix, SingleChoice};

impl Importer {
    /// One answer for each row.
    pub(super) fn matrix(&mut self, node: &Node<'_>) -> Result<Part, Reason> {
        let columns = self.items(node, "columns", false);
        let rows = self.items(node, "rows", true);
        let leave = ["eachRowUnique", "cells", "hideIfRowsEmpty"];
        node.leave_out(&self.build.report, &leave, &Reason::NoCounterpart);
        self.looks(node);
        if columns.all.is_empty() {
            return Err(Reason::NoCounterpart);
        }
        if rows.all.is_empty() {
            // Without rows there the answer is one column.
            let kind = choice_type(&columns, false);
            let ask =
                Ask::SingleChoice(SingleChoice { options: columns.all.clone(), ..SingleChoice::default() });
            let mut part = Part::new(ask, kind);
            part.waits.push((List::Options, columns));
            return Ok(part);
        }
        let several = node.text("cellType") == Some("checkbox");
        let cells = columns.all.clone();
        let cells =
            if several { Cells::Multiple { columns: cells } } else { Cells::Single { columns: cells } };
        let every_row = node.flag("eachRowRequired") | node.flag("isAllRowRequired");
        let random_rows = matches!(node.text("rowOrder").or(node.text("rowsOrder")), Some("random"));
        let ask = Ask::Matrix(Matrix { rows: rows.all.clone(), cells, random_rows, every_row });
        let mut part = Part::new(ask, Type::Record);
        part.rows = named_rows(&rows, &choice_type(&columns, several));
        part.waits.push((List::Rows, rows));
        part.waits.push((List::Columns, columns));
        Ok(part)
    }

    fn looks(&self, node: &Node<'_>) {
        let looks = [
            "columnMinWidth",
            "showHeader",
            "verticalAlign",
            "alternateRows",
            "rowTitleWidth",
            "cellComponent",
            "columnColCount",
            "cellErrorLocation",
            "detailErrorLocation",
            "horizontalScroll",
            "transposeData",
            "itemErrorLocation",
            "itemTitleWidth",
            "itemSize",
        ];
        node.leave_out(&self.build.report, &looks, &Reason::Appearance);
    }

    /// Each column asks its own list of options of every row: one matrix for each.
    pub(super) fn matrix_of_lists(&mut self, node: &Node<'_>) -> Result<Vec<Part>, Reason> {
        let common = self.items(node, "choices", false);
        let rows = self.items(node, "rows", true);
        let cell_type = node.text("cellType").unwrap_or("dropdown").to_owned();
        self.looks(node);
        let leave = [
            "keyDuplicationError",
            "detailElements",
            "detailPanelMode",
            "totalText",
            "singleInputTitleTemplate",
            "hideIfRowsEmpty",
            "allowAdaptiveActions",
        ];
        node.leave_out(&self.build.report, &leave, &Reason::NoCounterpart);
        let random_rows = node.text("rowOrder").or(node.text("rowsOrder")) == Some("random");
        let mut parts = Vec::new();
        for (value, path) in node.list("columns") {
            let Some(column) = Node::of(value, &path) else { continue };
            let name = column.text("name").unwrap_or("column").to_owned();
            let kind = column.text("cellType").filter(|kind| *kind != "default").unwrap_or(&cell_type);
            let several = matches!(kind, "checkbox" | "tagbox");
            let own = self.items(&column, "choices", false);
            let own = if own.all.is_empty() { copy(&common) } else { own };
            if !matches!(kind, "dropdown" | "radiogroup" | "checkbox" | "tagbox")
                || own.all.is_empty()
                || rows.all.is_empty()
            {
                self.build.left_out(&path, kind, Reason::NoCounterpart);
                continue;
            }
            let title = self.label(&column, "title");
            let columns = own.all.clone();
            let cells = if several { Cells::Multiple { columns } } else { Cells::Single { columns } };
            let every_row = column.flag("isRequired");
            let ask = Ask::Matrix(Matrix { rows: rows.all.clone(), cells, random_rows, every_row });
            let mut part = Part::new(ask, Type::Record);
            part.required = every_row;
            part.title = Some(if title.is_empty() { self.build.say(name.clone()) } else { title });
            let cells = choice_type(&own, several);
            part.rows = named_rows(&rows, &cells)
                .into_iter()
                .map(|(row, key, kind)| (format!("{row}.{name}"), key, kind))
                .collect();
            part.suffix = Some(name);
            part.waits.push((List::Columns, own));
            parts.push(part);
            let report = &self.build.report;
            let looks =
                ["colCount", "width", "minWidth", "placeholder", "renderAs", "requiredErrorText", "cellHint"];
            column.leave_out(report, &looks, &Reason::Appearance);
            let names = [
                "visibleIf",
                "enableIf",
                "requiredIf",
                "validators",
                "isUnique",
                "readOnly",
                "resetValueIf",
                "setValueIf",
                "setValueExpression",
                "showInMultipleColumns",
                "totalType",
                "totalExpression",
                "totalFormat",
                "totalDisplayStyle",
                "totalAlignment",
                "visible",
                "defaultValueExpression",
                "choicesOrder",
            ];
            column.leave_out(report, &names, &Reason::NoCounterpart);
            column.finish(report);
        }
        if parts.is_empty() { Err(Reason::NoCounterpart) } else { Ok(parts) }
    }

    /// Several text fields under one name: one question for each.
    pub(super) fn several_texts(&mut self, node: &Node<'_>) -> Result<Vec<Part>, Reason> {
        self.looks(node);
        let mut parts = Vec::new();
        for (value, path) in node.list("items") {
            let Some(item) = Node::of(value, &path) else { continue };
            let name = item.text("name").unwrap_or("item").to_owned();
            let Ok(mut made) = self.parts(&item, "text") else { continue };
            let Some(mut part) = made.pop() else { continue };
            let title = self.label(&item, "title");
            part.title = Some(if title.is_empty() { self.build.say(name.clone()) } else { title });
            part.required = item.flag("isRequired");
            part.suffix = Some(name);
            parts.push(part);
            let report = &self.build.report;
            let looks = ["placeholder", "requiredErrorText", "inputSize", "inputTextAlignment"];
            item.leave_out(report, &looks, &Reason::Appearance);
            let names = ["validators", "defaultValueExpression", "minValueExpression", "maxValueExpression"];
            item.leave_out(report, &names, &Reason::NoCounterpart);
            item.finish(report);
        }
        if parts.is_empty() { Err(Reason::NoCounterpart) } else { Ok(parts) }
    }
}

fn copy(choices: &Choices) -> Choices {
    Choices {
        all: choices.all.clone(),
        values: choices.values.clone(),
        other: choices.other,
        conditions: choices.conditions.clone(),
    }
}

/// The rows as expressions name them, behind the question's name and a point.
fn named_rows(rows: &Choices, kind: &Type) -> Vec<(String, Key, Type)> {
    let name = |value: &Literal| match value {
        Literal::Text(text) => text.clone(),
        Literal::Number(value) => number(*value),
        Literal::Bool(value) => value.to_string(),
    };
    rows.values.iter().map(|(value, key)| (name(value), key.clone(), kind.clone())).collect()
}
