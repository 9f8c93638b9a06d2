//! Whether a customer is won back, as the answers to the follow-up survey say.

/// Least satisfaction, of 1 to 5, that counts as won back.
const CSAT_WON: u8 = 4;
/// Least ease, of 1 to 7, that counts as won back.
const CES_WON: u8 = 5;

/// Whether all is well again: the recommendation decides if it was asked, then satisfaction, then ease;
/// none asked means the answers do not say. Won back is everything above the brand's band of detractors.
#[must_use]
pub fn recovered(nps: Option<u8>, csat: Option<u8>, ces: Option<u8>, detractor_max: u8) -> Option<bool> {
    let by_nps = nps.map(|score| score > detractor_max);
    by_nps.or(csat.map(|score| score >= CSAT_WON)).or(ces.map(|score| score >= CES_WON))
}

#[cfg(test)]
mod tests {
    use super::recovered;

    #[test]
    fn the_strongest_question_decides() {
        assert_eq!(recovered(Some(7), Some(1), None, 6), Some(true));
        assert_eq!(recovered(Some(6), Some(5), Some(7), 6), Some(false));
        assert_eq!(recovered(None, Some(4), Some(1), 6), Some(true));
        assert_eq!(recovered(None, Some(3), None, 6), Some(false));
        assert_eq!(recovered(None, None, Some(5), 6), Some(true));
        assert_eq!(recovered(None, None, None, 6), None);
    }
}
