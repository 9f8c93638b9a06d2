//! What happens in a world, step by step.

use std::sync::Arc;

use jiff::SignedDuration;
use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::json;
use touchstone_domain::case::{Case, Outcome};
use touchstone_domain::effect::EffectKind;
use touchstone_domain::event::Arrived;
use touchstone_domain::link::Token;
use touchstone_engine::answering::{self, Posted, Shown, Visit};
use touchstone_engine::cases::{CaseChange, CloseCase};
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::outbox::Outbox;
use touchstone_engine::worker::timers::Timers;
use touchstone_engine::{Refusal, accept};
use touchstone_store::rows::customers;

use super::check;
use super::post::Post;
use super::world::{Undone, World};

/// What may happen, and how often compared with the rest.
const COMMANDS: [(Command, u32); 13] = [
    (Command::Orders, 24),
    (Command::Introduction, 10),
    (Command::Repeat, 10),
    (Command::AnswerInStore, 8),
    (Command::AnswerInvitation, 14),
    (Command::Later, 16),
    (Command::Earlier, 2),
    (Command::Wake, 14),
    (Command::Crash, 5),
    (Command::Undo, 6),
    (Command::Deliver, 8),
    (Command::Close, 5),
    (Command::Reopen, 2),
];

#[derive(Debug, Clone, Copy)]
enum Command {
    Orders,
    Introduction,
    Repeat,
    AnswerInStore,
    AnswerInvitation,
    Later,
    Earlier,
    Wake,
    Crash,
    Undo,
    Deliver,
    Close,
    Reopen,
}

impl World<'_> {
    /// Something happens; the answer says what.
    pub async fn step(&mut self) -> String {
        let command = COMMANDS.choose_weighted(&mut self.numbers, |(_, weight)| *weight).unwrap().0;
        let detail = self.carry_out(command).await;
        self.is_awake = matches!(command, Command::Wake);
        let told = format!("{} {command:?} {detail}", self.app.now());
        self.story.push(told.clone());
        told
    }

    async fn carry_out(&mut self, command: Command) -> String {
        match command {
            Command::Orders => {
                let count = self.numbers.random_range(1..=4);
                let orders = (0..count).map(|_| self.order()).collect();
                self.send(orders).await
            }
            Command::Introduction => {
                let introduction = self.introduction();
                self.send(vec![introduction]).await
            }
            Command::Repeat => {
                let mut events = self.repeated();
                if self.numbers.random_bool(0.5) {
                    let order = self.order();
                    // The same event twice in one delivery, too.
                    events.extend([order.clone(), order]);
                }
                self.send(events).await
            }
            Command::AnswerInStore => {
                let token = self.template.links.choose(&mut self.numbers).unwrap().clone();
                self.answer(&token).await
            }
            Command::AnswerInvitation => {
                let invitations = self.invitations().await;
                match invitations.choose(&mut self.numbers) {
                    Some(token) => self.answer(&token.clone()).await,
                    None => "nobody was invited yet".to_owned(),
                }
            }
            Command::Later => {
                let minutes = *[1, 30, 121, 600, 24 * 60, 3 * 24 * 60].choose(&mut self.numbers).unwrap();
                self.clock.advance(SignedDuration::from_mins(minutes));
                format!("{minutes} min")
            }
            Command::Earlier => {
                let seconds = self.numbers.random_range(1..120);
                self.clock.advance(SignedDuration::from_secs(-seconds));
                format!("{seconds} s")
            }
            Command::Wake => format!("{} timers", self.wake().await),
            Command::Crash => {
                self.crash();
                String::new()
            }
            Command::Undo => self.undo().await,
            Command::Deliver => self.deliver().await,
            Command::Close => self.close().await,
            Command::Reopen => self.reopen().await,
        }
    }

    async fn send(&mut self, events: Vec<Arrived>) -> String {
        let fresh: Vec<Arrived> = {
            let mut fresh: Vec<Arrived> = Vec::new();
            for arrived in &events {
                let id = &arrived.event.message_id;
                let is_known = |other: &&Arrived| other.event.message_id == *id;
                if self.sent.iter().chain(&fresh).find(is_known).is_none() {
                    fresh.push(arrived.clone());
                }
            }
            fresh
        };
        let (brand, source) = (self.template.actor.brand, self.template.source);
        let told = events
            .iter()
            .map(|arrived| {
                let event = &arrived.event;
                let who: Vec<&str> =
                    event.identities.iter().map(|identity| identity.value.as_str()).collect();
                format!("{} at {} of {}", event.message_id, event.occurred_at, who.join("+"))
            })
            .collect::<Vec<_>>()
            .join(", ");
        let count = events.len();
        let receipt = accept::accept(&self.app, brand, source, events, Vec::new()).await.unwrap();
        assert_eq!(
            (receipt.accepted, receipt.duplicates),
            (fresh.len(), count - fresh.len()),
            "what was accepted before changes nothing: {told}"
        );
        self.sent.extend(fresh);
        told
    }

    async fn answer(&mut self, token: &str) -> String {
        let token: Token = token.parse().unwrap();
        let nps = self.numbers.random_range(0..=10);
        let answers = json!({"recommend": nps});
        let visit = Visit { token, resume: None };
        let shown = answering::post(&self.app, visit, Posted::Json(answers.into())).await.unwrap();
        match shown {
            Shown::Done(..) => format!("{nps}"),
            Shown::Refused(_, refusal) => format!("refused: {refusal:?}"),
            Shown::Form(..) => panic!("a whole answer is done"),
            Shown::Unknown => panic!("a link that was given out is known"),
        }
    }

    /// Tokens of the personal links that were sent.
    async fn invitations(&self) -> Vec<String> {
        let effects = check::effects(self).await;
        let sent = effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::Send(message) if message.link.is_some() => {
                let start = message.text.find("/s/").expect("an invitation's text has the link") + 3;
                Some(message.text[start..].chars().take_while(char::is_ascii_alphanumeric).collect())
            }
            _ => None,
        });
        sent.collect()
    }

    /// Fires what is due, as the server's own worker does.
    async fn wake(&self) -> usize {
        let mut worker = Timers::default();
        let mut did = 0;
        loop {
            let now = self.app.now();
            let step = worker.step(&self.app, now).await.unwrap();
            did += step.did;
            if step.next_wake.is_none_or(|wake| wake > now) {
                return did;
            }
        }
    }

    /// The outbox is emptied, as far as its channels work; now and then the process is killed before it
    /// could write down what they took.
    async fn deliver(&mut self) -> String {
        let sent = check::sent(self).await;
        let post = Arc::new(Post::new(self.numbers.random()));
        let mut outbox = Outbox::new(post.clone());
        let rounds = self.numbers.random_range(1..=2);
        for _ in 0..rounds {
            outbox.step(&self.app, self.app.now()).await.unwrap();
            outbox.settle().await;
        }
        if self.numbers.random_bool(0.7) {
            outbox.close(&self.app).await;
        } else {
            self.crash();
        }
        self.delivered = (sent, post.given());
        format!("{} given", self.delivered.1.len())
    }

    async fn close(&mut self) -> String {
        let cases = check::cases(self).await;
        let open: Vec<&Case> = cases.iter().filter(|case| !case.is_closed()).collect();
        let Some(case) = open.choose(&mut self.numbers) else { return "no case is open".to_owned() };
        let change = CaseChange::Close(CloseCase { outcome: Outcome::Unknown, note: None });
        let closed = self.app.change_case(&self.template.actor, case.id, change).await.unwrap();
        self.closed.push(format!("{}.{}.closed", closed.id, closed.round));
        closed.id.to_string()
    }

    async fn reopen(&mut self) -> String {
        let cases = check::cases(self).await;
        let closed: Vec<&Case> = cases.iter().filter(|case| case.is_closed()).collect();
        let Some(case) = closed.choose(&mut self.numbers) else { return "no case is closed".to_owned() };
        let change = CaseChange::Reopen { note: None };
        match self.app.change_case(&self.template.actor, case.id, change).await {
            Ok(case) => case.id.to_string(),
            Err(Refusal::Conflict(why)) => why,
            Err(other) => panic!("a case cannot be reopened: {other}"),
        }
    }

    /// Undoes a merge. Refusing because of a later merge is right; anything else is not.
    async fn undo(&mut self) -> String {
        let Some(id) = self.merge().await else { return "nothing was merged".to_owned() };
        let merge = self.read(move |tx| customers::merge(tx, id)).await.unwrap();
        let merged = self.profile(merge.winner).await;
        match self.app.unmerge(&self.template.actor, id).await {
            Ok(both) => {
                let after = (self.profile(both.winner).await, self.profile(both.loser).await);
                self.undone =
                    Some(Undone { before: (merge.winner_before, merge.loser_before), merged, after });
                format!("{id}")
            }
            Err(Refusal::Conflict(why)) => why,
            Err(other) => panic!("a merge cannot be undone: {other}"),
        }
    }
}
