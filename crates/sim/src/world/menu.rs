//! The dishes. Categories are those the starting survey asks about, and some more.

use rand::Rng;
use rand::seq::IndexedRandom;

/// A dish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dish {
    /// Its number at the till.
    pub code: &'static str,
    /// What the menu calls it.
    pub name: &'static str,
    /// What kind it is.
    pub category: &'static str,
    /// What it costs, in yuan.
    pub price: u32,
    /// How often it is ordered, compared with the others.
    weight: u32,
}

const fn dish(
    code: &'static str,
    name: &'static str,
    category: &'static str,
    price: u32,
    weight: u32,
) -> Dish {
    Dish { code, name, category, price, weight }
}

/// The menu of every store.
pub const MENU: [Dish; 20] = [
    dish("D01", "酸菜鱼", "spicy", 88, 9),
    dish("D02", "水煮牛肉", "spicy", 78, 7),
    dish("D03", "麻婆豆腐", "spicy", 28, 8),
    dish("D04", "宫保鸡丁", "spicy", 42, 8),
    dish("D05", "辣子鸡", "spicy", 58, 5),
    dish("D06", "夫妻肺片", "spicy", 48, 4),
    dish("D07", "清蒸鲈鱼", "light", 86, 5),
    dish("D08", "白灼菜心", "light", 26, 6),
    dish("D09", "番茄蛋汤", "light", 22, 6),
    dish("D10", "虾仁滑蛋", "light", 46, 5),
    dish("D11", "上汤娃娃菜", "light", 32, 4),
    dish("D12", "冰粉", "dessert", 12, 6),
    dish("D13", "杨枝甘露", "dessert", 22, 5),
    dish("D14", "红糖糍粑", "dessert", 18, 5),
    dish("D15", "双皮奶", "dessert", 16, 3),
    dish("D16", "担担面", "staple", 18, 7),
    dish("D17", "蛋炒饭", "staple", 20, 6),
    dish("D18", "米饭", "staple", 3, 14),
    dish("D19", "酸梅汤", "drink", 10, 8),
    dish("D20", "菊花茶", "drink", 12, 5),
];

/// Different dishes, as people order them.
#[must_use]
pub fn choose(count: usize, numbers: &mut impl Rng) -> Vec<Dish> {
    let weight = |dish: &Dish| f64::from(dish.weight);
    MENU.choose_multiple_weighted(numbers, count.min(MENU.len()), weight)
        .expect("all weights are positive and finite")
        .copied()
        .collect()
}
