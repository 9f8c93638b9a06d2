//! Orders at random that are the same whenever they are asked for: a function of the response's seed and of
//! what is put in order.

/// The positions `0..length` in an order of the seed's own; those that are fixed keep their place. Without a
/// seed (zero) the order is the written one. `salt` names the list, so that the lists of a survey do not all
/// follow one pattern.
pub(super) fn order(length: usize, seed: u64, salt: &str, fixed: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    if seed == 0 {
        return order;
    }
    let free: Vec<usize> = (0..length).filter(|position| !fixed(*position)).collect();
    let mut random = SplitMix(seed ^ hash(salt));
    // Fisher and Yates, from the end (Durstenfeld 1964).
    for last in (1..free.len()).rev() {
        order.swap(free[last], free[random.below(last + 1)]);
    }
    order
}

/// Steele, Lea and Flood 2014: small, and good enough for orders of options.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, by the product's upper half (Lemire 2019); the lists are far too short for
    /// its bias to show.
    fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.next()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
