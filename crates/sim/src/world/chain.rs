//! Head office, regions, stores and chat groups with their owners.

use std::fmt::Write as _;

use super::Size;

const REGIONS: [(&str, &str, [&str; 4]); 6] = [
    ("R1", "华东", ["上海", "杭州", "南京", "苏州"]),
    ("R2", "华南", ["广州", "深圳", "东莞", "厦门"]),
    ("R3", "华北", ["北京", "天津", "济南", "青岛"]),
    ("R4", "西南", ["成都", "重庆", "昆明", "贵阳"]),
    ("R5", "华中", ["武汉", "长沙", "郑州", "南昌"]),
    ("R6", "东北", ["沈阳", "大连", "长春", "哈尔滨"]),
];

/// The chain's places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The stores.
    pub stores: Vec<Store>,
    /// The chat groups.
    pub groups: Vec<Group>,
}

/// A store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The code of its region.
    pub region: &'static str,
}

/// A chat group and who owns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Which store it belongs to, counted from 0.
    pub store: usize,
    /// With which its owner logs in.
    pub owner_email: String,
    /// What its owner is called.
    pub owner_name: String,
}

impl Chain {
    pub(super) fn new(size: Size) -> Self {
        let stores: Vec<Store> = (0..size.stores.max(1) as usize)
            .map(|nth| {
                let (region, _, cities) = REGIONS[nth % REGIONS.len()];
                let city = cities[nth / REGIONS.len() % cities.len()];
                let number = nth + 1;
                Store { code: format!("S{number:03}"), name: format!("演示{city}{number:03}店"), region }
            })
            .collect();
        let groups = (0..size.groups as usize)
            .map(|nth| {
                let number = nth + 1;
                let store = nth * stores.len() / size.groups as usize;
                Group {
                    code: format!("G{number:03}"),
                    name: format!("{}食客群", stores[store].name),
                    store,
                    owner_email: format!("owner{number:03}@demo.example"),
                    owner_name: format!("演示群主{number:03}"),
                }
            })
            .collect();
        Self { stores, groups }
    }

    /// The units as the file that `POST /v1/units/import` takes, parents before children; with the owners
    /// of the chat groups once those are members.
    #[must_use]
    pub fn to_csv(&self, with_owners: bool) -> String {
        let mut csv = String::from("code,name,kind,parent,owner\n");
        let mut line = |code: &str, name: &str, kind: &str, parent: &str, owner: &str| {
            writeln!(csv, "{code},{name},{kind},{parent},{owner}").expect("a string can be written to");
        };
        for (code, name, _) in REGIONS {
            line(code, &format!("演示{name}大区"), "region", "HQ", "");
        }
        for store in &self.stores {
            line(&store.code, &store.name, "store", store.region, "");
        }
        for group in &self.groups {
            let owner = if with_owners { group.owner_email.as_str() } else { "" };
            line(&group.code, &group.name, "chat_group", &self.stores[group.store].code, owner);
        }
        csv
    }
}
