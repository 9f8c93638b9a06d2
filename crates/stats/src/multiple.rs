//! Many tests at once: which of them hold when chance has had many tries.

/// Which of the tests hold, with at most this share of false ones among them (Benjamini and Hochberg 1995, "Controlling
/// the false discovery rate", Journal of the Royal Statistical Society B 57).
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64], false_share: f64) -> Vec<bool> {
    let mut sorted = p_values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let tests = sorted.len() as f64;
    let limit = (1_u32..)
        .zip(&sorted)
        .filter(|&(rank, &p)| p <= false_share * f64::from(rank) / tests)
        .map(|(_, &p)| p)
        .last();
    p_values.iter().map(|&p| limit.is_some_and(|limit| p <= limit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Benjamini and Hochberg 1995, section 4.1: four hold, where Bonferroni leaves three.
    #[test]
    fn the_published_example_holds() {
        let p_values = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0000,
        ];
        let held = |held: Vec<bool>| held.into_iter().filter(|&held| held).count();
        assert_eq!(held(benjamini_hochberg(&p_values, 0.05)), 4);
        let mut backwards = p_values;
        backwards.reverse();
        let found = benjamini_hochberg(&backwards, 0.05);
        assert!(found[14] && !found[0]);
        assert_eq!(held(found), 4, "the order does not matter");
        assert_eq!(benjamini_hochberg(&[], 0.05), [] as [bool; 0]);
        assert_eq!(benjamini_hochberg(&[0.04], 0.05), [true], "one test is tested as one");
    }
}
