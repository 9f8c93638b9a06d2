//! The customers of one batch: loaded at once, changed in memory, written once.

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use jiff::Timestamp;
use touchstone_domain::id::{BrandId, CustomerId, MergeId};
use touchstone_domain::identity::{self, Found, Identity, PER_CUSTOMER_MAX};
use touchstone_domain::profile::{self, Profile};
use touchstone_domain::trace::Identified;
use touchstone_store::rows::customers::{self, CustomerRow, MergeRow, Prepared, identity_key};
use touchstone_store::{StoreError, Tx};

use crate::random::Random;

/// A chain of merges longer than this is a defect of the data, not a customer.
const MERGE_CHAIN_MAX: usize = 64;

/// The customers that a batch touches.
pub struct People {
    brand: BrandId,
    now: Timestamp,
    rows: HashMap<CustomerId, CustomerRow>,
    changed: HashSet<CustomerId>,
    pointers: HashMap<[u8; 16], CustomerId>,
    moved: HashMap<[u8; 16], CustomerId>,
    merges: Vec<MergeRow>,
}

impl People {
    /// Loads everyone behind these identities and ids.
    pub fn load(
        tx: &mut Tx,
        now: Timestamp,
        keys: &[[u8; 16]],
        ids: &[CustomerId],
    ) -> Result<Self, StoreError> {
        let pointers = customers::resolve(tx, keys)?;
        let mut wanted: Vec<CustomerId> = pointers.values().chain(ids).copied().collect();
        let mut people = Self {
            brand: tx.brand(),
            now,
            rows: HashMap::with_capacity(wanted.len()),
            changed: HashSet::new(),
            pointers,
            moved: HashMap::new(),
            merges: Vec::new(),
        };
        // Ids kept in links and runs may be of customers merged away since: follow them.
        while !wanted.is_empty() {
            wanted.sort_unstable();
            wanted.dedup();
            let rows = customers::load(tx, &wanted)?;
            wanted = rows.iter().filter_map(|row| row.merged_into).collect();
            people.rows.extend(rows.into_iter().map(|row| (row.customer, row)));
            wanted.retain(|id| !people.rows.contains_key(id));
        }
        Ok(people)
    }

    /// For looking ahead: keeps everyone for the write to come.
    pub fn keep(self, tx: &mut Tx) {
        customers::keep(tx, self.rows.into_values());
    }

    /// The customer an id means today, merges followed; `None` if there is no such customer.
    #[must_use]
    pub fn today(&self, customer: CustomerId) -> Option<CustomerId> {
        let mut current = customer;
        for _ in 0..MERGE_CHAIN_MAX {
            match self.rows.get(&current)?.merged_into {
                Some(next) => current = next,
                None => return Some(current),
            }
        }
        None
    }

    /// A customer's profile.
    #[must_use]
    pub fn profile(&self, customer: CustomerId) -> Option<&Profile> {
        self.rows.get(&customer).map(|row| &row.profile)
    }

    /// A customer's profile, for changing it.
    pub fn profile_mut(&mut self, customer: CustomerId) -> Option<&mut Profile> {
        let row = self.rows.get_mut(&customer)?;
        self.changed.insert(customer);
        Some(&mut row.profile)
    }

    /// The one customer of an event, created or merged where the rules say so.
    pub fn identify(
        &mut self,
        identities: &[Identity],
        keys: &[[u8; 16]],
        cause: &str,
        random: &dyn Random,
    ) -> (CustomerId, Identified) {
        // Nearly every event: all its identities are of one customer already.
        if let Some(customer) = self.settled(keys) {
            return (customer, Identified::default());
        }
        let found: Vec<Found<'_>> = keys
            .iter()
            .enumerate()
            .filter_map(|(identity, key)| {
                let customer = *self.pointers.get(key)?;
                let held = &self.rows.get(&customer)?.profile.identities;
                Some(Found { identity, customer, held })
            })
            .collect();
        let resolution = identity::resolve(identities, &found);
        let mut note = Identified { refused: resolution.refused, ..Identified::default() };
        let customer = match resolution.customer {
            Some(customer) => customer,
            None => {
                note.created = true;
                self.create(random)
            }
        };
        for position in resolution.attach {
            note.attached += usize::from(self.attach(customer, &identities[position], keys[position]));
        }
        for loser in resolution.absorb {
            note.merged.push(self.merge(customer, loser, cause, random));
        }
        (customer, note)
    }

    /// The customer of whom all these identities are, if there is one.
    pub fn settled(&self, keys: &[[u8; 16]]) -> Option<CustomerId> {
        let first = *self.pointers.get(keys.first()?)?;
        let all_same = keys.iter().all(|key| self.pointers.get(key) == Some(&first));
        (all_same && self.rows.get(&first).is_some_and(|row| row.merged_into.is_none())).then_some(first)
    }

    /// A new customer without identities.
    pub fn create(&mut self, random: &dyn Random) -> CustomerId {
        let customer = CustomerId::new(self.now.as_millisecond(), ten(random));
        let row = CustomerRow::new(customer, self.now);
        self.rows.insert(customer, row);
        self.changed.insert(customer);
        customer
    }

    fn attach(&mut self, customer: CustomerId, identity: &Identity, key: [u8; 16]) -> bool {
        let Some(profile) = self.profile_mut(customer) else { return false };
        if profile.identities.len() >= PER_CUSTOMER_MAX {
            return false;
        }
        profile.identities.push(identity.clone());
        self.pointers.insert(key, customer);
        self.moved.insert(key, customer);
        true
    }

    /// Folds `loser` into `winner` and keeps what is needed to undo it.
    pub fn merge(
        &mut self,
        winner: CustomerId,
        loser: CustomerId,
        cause: &str,
        random: &dyn Random,
    ) -> MergeId {
        let merge = MergeId::new(self.now.as_millisecond(), ten(random));
        let loser_row = self.rows.get_mut(&loser).expect("an absorbed customer was found, so it is loaded");
        let loser_before = loser_row.profile.clone();
        loser_row.merged_into = Some(winner);
        self.changed.insert(loser);
        let brand = self.brand;
        for identity in &loser_before.identities {
            let key = identity_key(brand, identity);
            self.pointers.insert(key, winner);
            self.moved.insert(key, winner);
        }
        let profile = self.profile_mut(winner).expect("the winner was found or created, so it is loaded");
        let winner_before = profile.clone();
        profile::absorb(profile, &loser_before);
        let cause = cause.to_owned();
        let at = self.now;
        self.merges.push(MergeRow {
            merge,
            at,
            winner,
            loser,
            cause,
            winner_before,
            loser_before,
            undone_at: None,
        });
        merge
    }

    /// Those who changed.
    pub fn changed(&self) -> impl Iterator<Item = CustomerId> {
        self.changed.iter().copied()
    }

    /// Prepares those who changed to be written.
    pub fn prepare(&self, packed: bool) -> Vec<Prepared<'_>> {
        let mut changed: Vec<&CustomerRow> = self.changed.iter().map(|id| &self.rows[id]).collect();
        changed.sort_unstable_by_key(|row| row.customer);
        customers::prepare(&changed, packed, self.now)
    }

    /// Writes what changed.
    pub fn save(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let packed = customers::are_packed(tx);
        self.write(tx, self.prepare(packed))
    }

    /// Writes what changed and was prepared.
    pub fn write(&self, tx: &mut Tx, prepared: Vec<Prepared<'_>>) -> Result<(), StoreError> {
        let moved: Vec<([u8; 16], CustomerId)> =
            self.moved.iter().map(|(&key, &customer)| (key, customer)).collect();
        if !moved.is_empty() {
            customers::point(tx, &moved)?;
        }
        customers::write(tx, prepared, self.now)?;
        self.merges.iter().try_for_each(|merge| customers::log_merge(tx, merge))
    }
}

fn ten(random: &dyn Random) -> [u8; 10] {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    bytes
}
