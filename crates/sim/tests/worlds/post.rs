//! The channels of a world: they take messages, refuse some, and note what they were given.

use std::sync::Mutex;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use touchstone_domain::id::EffectId;
use touchstone_engine::channel::{Carrier, Delivering, Delivery, Failure};

/// Of a hundred deliveries, so many fail for now, and so many for good.
const TRANSIENT_PERCENT: u32 = 25;
const PERMANENT_PERCENT: u32 = 5;

pub struct Post {
    numbers: Mutex<ChaCha8Rng>,
    given: Mutex<Vec<EffectId>>,
}

impl Post {
    pub fn new(seed: u64) -> Self {
        Self { numbers: Mutex::new(ChaCha8Rng::seed_from_u64(seed)), given: Mutex::new(Vec::new()) }
    }

    pub fn given(&self) -> Vec<EffectId> {
        self.given.lock().unwrap().clone()
    }
}

impl Carrier for Post {
    fn deliver<'a>(&'a self, delivery: &'a Delivery) -> Delivering<'a> {
        self.given.lock().unwrap().push(delivery.effect.id);
        let luck = self.numbers.lock().unwrap().random_range(0..100);
        Box::pin(async move {
            match luck {
                luck if luck < TRANSIENT_PERCENT => Err(Failure::transient("the line is busy")),
                luck if luck < TRANSIENT_PERCENT + PERMANENT_PERCENT => {
                    Err(Failure::permanent("there is no such address"))
                }
                _ => Ok(()),
            }
        })
    }
}
