//! What the files of respondents may take up.

use serde::{Deserialize, Serialize};

use crate::field::FieldError;

/// The largest budget: a million gigabytes.
const MB_MAX: u32 = 1_000_000_000;
const MB: u64 = 1024 * 1024;

/// How much files may take up: anybody may send some through an open link, and the disk also holds everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileBudget {
    /// Through one link within an hour, in MB; with 0 none are taken.
    pub link_mb_per_hour: u32,
    /// Of the whole brand, in MB.
    pub brand_mb: u32,
}

impl Default for FileBudget {
    /// Some three hundred photos an hour through one poster, and 50 GB in all.
    fn default() -> Self {
        Self { link_mb_per_hour: 1_024, brand_mb: 50 * 1_024 }
    }
}

impl FileBudget {
    /// Whether a file of `size` bytes may be stored beside what came through its link within an hour and what the
    /// brand has.
    #[must_use]
    pub fn has_room(&self, size: i64, of_link: i64, of_brand: i64) -> bool {
        let within = |held: i64, mb: u32| {
            u64::try_from(held.saturating_add(size)).is_ok_and(|bytes| bytes <= u64::from(mb) * MB)
        };
        within(of_link, self.link_mb_per_hour) && within(of_brand, self.brand_mb)
    }

    /// What is wrong with it, naming the fields.
    #[must_use]
    pub fn check(&self) -> Vec<FieldError> {
        let fields = [("link_mb_per_hour", self.link_mb_per_hour), ("brand_mb", self.brand_mb)];
        let wrong = fields.into_iter().filter(|(_, mb)| *mb > MB_MAX);
        wrong.map(|(name, _)| FieldError::new(name, "range", format!("At most {MB_MAX} MB."))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_budgets_hold() {
        let budget = FileBudget { link_mb_per_hour: 2, brand_mb: 3 };
        let (one, size) = (1 << 20, 1 << 20);
        assert!(budget.has_room(size, one, 2 * one));
        assert!(!budget.has_room(size + 1, one, one));
        assert!(!budget.has_room(size, 0, 2 * one + 1));
        assert!(!FileBudget { link_mb_per_hour: 0, ..budget }.has_room(1, 0, 0));
        assert!(FileBudget::default().check().is_empty());
        let wrong = FileBudget { brand_mb: u32::MAX, ..budget }.check();
        assert_eq!(wrong.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["brand_mb"]);
    }
}
