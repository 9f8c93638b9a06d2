//! What a response begins with besides answers: hidden values from its link and address, and the seed of its
//! orders.

use std::collections::BTreeMap;

use super::{Draft, clean};
use crate::survey::{Facts, HIDDEN_CHARS_MAX, Version};

/// Fills in what is not there yet. What was kept before stands, then what the link says, then what its
/// address brings; of that, only what the survey declares is taken.
pub fn begin(
    version: &Version,
    facts: &Facts<'_>,
    draft: &mut Draft,
    address: &BTreeMap<String, String>,
    seed: u64,
) {
    for field in &version.survey.hidden {
        if draft.hidden.contains_key(&field.id) {
            continue;
        }
        let of_link = facts.params.and_then(|params| params.hidden.get(field.id.as_str()));
        if let Some(value) = of_link.or_else(|| address.get(field.id.as_str())) {
            let value: String = clean(value).chars().take(HIDDEN_CHARS_MAX).collect();
            if !value.is_empty() {
                draft.hidden.insert(field.id.clone(), value);
            }
        }
    }
    if draft.seed == 0 && version.program.is_random() {
        // Zero stands for none.
        draft.seed = seed.max(1);
    }
}
