//! Whether a customer is won back, as the answers to the follow-up survey say.

/// Least satisfaction, of 1 to 5, that counts as won back.
const CSAT_WON: u8 = 4;
/// Least ease, of 1 to 7, that counts as won back.
const CES_WON: u8 = 5;

/// Whether all is well again: the recommendation decides if it was asked, and is everything above the
/// survey's band of detractors; then satisfaction, then ease. None asked means the answers do not say.
#[must_use]
pub fn recovered(is_detractor: Option<bool>, csat: Option<u8>, ces: Option<u8>) -> Option<bool> {
    let by_nps = is_detractor.map(|is_detractor| !is_detractor);
    by_nps.or(csat.map(|score| score >= CSAT_WON)).or(ces.map(|score| score >= CES_WON))
}

#[cfg(test)]
mod tests {
    use super::recovered;

    #[test]
    fn the_strongest_question_decides() {
        assert_eq!(recovered(Some(false), Some(1), None), Some(true));
        assert_eq!(recovered(Some(true), Some(5), Some(7)), Some(false));
        assert_eq!(recovered(None, Some(4), Some(1)), Some(true));
        assert_eq!(recovered(None, Some(3), None), Some(false));
        assert_eq!(recovered(None, None, Some(5)), Some(true));
        assert_eq!(recovered(None, None, None), None);
    }
}
