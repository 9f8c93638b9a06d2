//! Files of responses as members read them: whoever may read the response may read its files.

use touchstone_domain::id::{FileId, ResponseId};
use touchstone_store::rows::files::{self, FileRow};

use crate::access::Actor;
use crate::{App, Refusal};

impl App {
    /// A file of a response that the actor may see, with its content.
    pub async fn response_file(
        &self,
        actor: &Actor,
        response: ResponseId,
        file: FileId,
    ) -> Result<(FileRow, Vec<u8>), Refusal> {
        self.response(actor, response).await?;
        self.store()
            .read("response_file", actor.brand, move |tx| {
                let row = files::find(tx, file)?.filter(|row| row.response == Some(response));
                let row = row.ok_or(Refusal::NotFound("file"))?;
                let mut bytes = Vec::with_capacity(usize::try_from(row.size).unwrap_or(0));
                for number in 0_i64.. {
                    match files::piece(tx, file, number)? {
                        Some(piece) => bytes.extend_from_slice(&piece),
                        None => break,
                    }
                }
                Ok((row, bytes))
            })
            .await
    }
}
