//! What a submitted answer says about the customer.

use super::{Profile, Rating, RecentResponse, limit};
use crate::id::ResponseId;
use crate::response::Accepted;

/// Folds an answer into the profile. `category_of` tells a product's category where the profile's
/// own purchases do not.
pub fn answered(
    profile: &mut Profile,
    response: ResponseId,
    accepted: &Accepted,
    category_of: impl Fn(&str) -> Option<String>,
) {
    profile.responses.push(RecentResponse {
        at: accepted.completed_at,
        response,
        survey: accepted.survey,
        nps: accepted.nps(),
        csat: accepted.csat(),
        ces: accepted.ces(),
    });
    let excess = profile.responses.len().saturating_sub(limit::RESPONSES);
    profile.responses.drain(..excess);
    profile.note_answered(accepted.survey, accepted.completed_at);
    profile.language = Some(accepted.language.to_string());
    for signal in &accepted.signals {
        let (Some(item), Some(score)) = (&signal.item, signal.score) else { continue };
        let bought = profile.purchases.iter().rev().find(|line| line.product == item.id);
        let category = bought.and_then(|line| line.category.clone()).or_else(|| category_of(&item.id));
        if let Some(category) = category {
            rate(profile, category, score);
        }
    }
}

fn rate(profile: &mut Profile, category: String, score: f64) {
    if profile.category_ratings.len() >= limit::CATEGORIES
        && !profile.category_ratings.contains_key(&category)
    {
        return;
    }
    let rating = profile.category_ratings.entry(category).or_insert(Rating { count: 0, sum: 0.0, last: 0.0 });
    rating.count += 1;
    rating.sum += score;
    rating.last = score;
}
