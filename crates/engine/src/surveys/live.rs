//! What is about to take answers is checked once more: it may have been saved before something was looked for that is
//! looked for today, such as how much work its conditions make.

use touchstone_domain::id::SurveyId;
use touchstone_domain::survey::{Command, SurveyState};
use touchstone_store::StoreError;
use touchstone_store::rows::surveys::SurveyRow;

use super::{changed_since, definition_of, row, state_of};
use crate::access::Actor;
use crate::{App, Refusal, compute};

/// What a command makes live, checked.
pub(super) enum Checked {
    /// The draft, which is frozen as the next version.
    Draft(String),
    /// The version that takes answers again.
    Version(u32),
    /// Nothing.
    Nothing,
}

impl Checked {
    /// Refuses to make live what is not what was checked.
    pub(super) fn must_be(&self, row: &SurveyRow) -> Result<(), Refusal> {
        let is_same = match self {
            Self::Draft(draft) => row.draft == *draft,
            Self::Version(version) => state_of(row).version() == Some(*version),
            Self::Nothing => true,
        };
        if is_same { Ok(()) } else { Err(changed_since()) }
    }
}

impl App {
    /// Checks what a command would make live, beside the threads that answer requests and before the transaction. A draft
    /// is held to all that saving it is held to. What was published once stays answerable whatever is found wrong with it
    /// later, but that it takes more work than one visit may make.
    pub(super) async fn check_live(
        &self,
        actor: &Actor,
        id: SurveyId,
        command: Command,
    ) -> Result<Checked, Refusal> {
        if !matches!(command, Command::Publish | Command::Resume) {
            return Ok(Checked::Nothing);
        }
        let app = self.clone();
        let found = self.store().read("survey_to_check", actor.brand, move |tx| {
            let row = row(tx, id)?;
            let paused = match (command, state_of(&row)) {
                (Command::Resume, SurveyState::Paused { version }) => app.versions().get(tx, id, version)?,
                _ => None,
            };
            Ok::<_, Refusal>((row, paused))
        });
        let (row, paused) = found.await?;
        if command == Command::Publish {
            let document = serde_json::from_str(&row.draft)
                .map_err(|error| StoreError::Corrupt(format!("survey {id}: {error}")))?;
            definition_of(id, document).await?;
            return Ok(Checked::Draft(row.draft));
        }
        // Whether it can be resumed at all is said where that is decided.
        let Some(version) = paused else { return Ok(Checked::Nothing) };
        let number = version.number;
        let work = move || version.program.too_much_work(&version.survey);
        let errors = compute::beside("checking a version", work).await?;
        if errors.is_empty() { Ok(Checked::Version(number)) } else { Err(errors.into()) }
    }
}
