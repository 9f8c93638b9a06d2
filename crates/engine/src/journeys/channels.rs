//! The channels over which was answered, in the brand's own words.

use touchstone_domain::id::{SurveyId, UnitId};

use super::metric::{Counters, asked};
use super::{Period, PeriodQuery};
use crate::access::Actor;
use crate::units::Reach;
use crate::{App, Refusal};

/// Most channels that are named.
const CHANNELS_MAX: usize = 100;

/// A channel and how much came over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelUse {
    /// The brand's word for it.
    pub channel: String,
    /// Responses completed over it.
    pub completed: i64,
}

impl App {
    /// The channels over which was answered in a period, the most used first.
    pub async fn channels_in_use(
        &self,
        actor: &Actor,
        (survey, unit): (Option<SurveyId>, Option<UnitId>),
        period: PeriodQuery,
    ) -> Result<Vec<ChannelUse>, Refusal> {
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        self.store()
            .read("channels_in_use", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let period = Period::of(period, &brand, now)?;
                let reach = Reach::of(&brand.units, &scope, unit)?;
                let counters = Counters { reach: &reach, channel: None };
                let asked = asked(tx, survey, None)?;
                let mut found: Vec<ChannelUse> = counters
                    .channels(tx, &asked, period)?
                    .into_iter()
                    .map(|(channel, completed)| ChannelUse { channel, completed })
                    .collect();
                found.sort_by_key(|channel| std::cmp::Reverse(channel.completed));
                found.truncate(CHANNELS_MAX);
                Ok(found)
            })
            .await
    }
}
