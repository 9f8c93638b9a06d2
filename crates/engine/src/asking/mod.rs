//! Reaching people: who may be asked a survey now, and asking them.

mod advance;
mod batch;
mod distributions;
mod eligibility;
pub(crate) mod facts;
mod recipients;
mod tally;
mod visit;
mod widget;

pub(crate) use advance::{advance, hold};
pub use distributions::{DistributionView, Progressed};
pub use eligibility::{Explained, Means, Whom};
pub use recipients::{ListReport, RefusedLine};
pub(crate) use tally::Tallies;
pub use tally::Tally;
pub use touchstone_store::rows::distributions::Progress;
pub use touchstone_store::rows::recipients::{Counts, RecipientRow, RecipientState};
pub use visit::{PublicWidget, Visited, Visitor, visitor_identity};
pub use widget::{KeptLook, Looked, StoredWidget};
