//! The results of a survey: what its responses add up to, and what that says, question by question.
//!
//! Responses are added one by one to a [`Sum`], sums of days are put together, and only then becomes a sum
//! [`Figures`] with their intervals; so a million responses need no more room than the questions they answer.

mod column;
mod cross;
mod figures;
mod numbers;
mod sum;
#[cfg(test)]
mod tests;

pub use column::{Column, ITEMS_MAX, Places};
pub use cross::{CATEGORIES_MAX, Category, Cell, Crossed, Table, can_cross};
pub use figures::{
    Bar, Figures, ItemFigure, Mean, Part, PlaceFigure, QuestionFigures, RowFigures, Spread, figures,
};
pub use numbers::{Numbers, VALUES_MAX};
pub use touchstone_stats::Estimate;
pub use touchstone_stats::table::{Association, Test};

pub use sum::{Funnel, Reached, Seen, Sum, funnel};
