//! A cache that many read and few fill: readers beside readers, one writer alone.
//!
//! A miss takes an upgradable read: it looks once more (somebody may have filled the gap
//! meanwhile), computes while readers still read, and upgrades for the moment of the insertion
//! only. Of those who miss one at a time computes, so no value is computed twice.
//!
//!     cargo run -p threadbare-sync --example readers_writers_cache
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use threadbare_sync::{RwLock, RwLockUpgradableGuard};

const KEYS: u64 = 50;
const READERS: u64 = 4;
const READS: u64 = 2_000;

#[derive(Default)]
struct Cache {
    entries: RwLock<BTreeMap<u64, u64>>,
    computed: AtomicU32,
}

impl Cache {
    fn get(&self, key: u64) -> u64 {
        if let Some(value) = self.entries.read().get(&key) {
            return *value;
        }
        let entries = self.entries.upgradable();
        if let Some(value) = entries.get(&key) {
            return *value;
        }
        let value = self.compute(key);
        let mut entries = RwLockUpgradableGuard::upgrade(entries);
        entries.insert(key, value);
        value
    }

    fn compute(&self, key: u64) -> u64 {
        self.computed.fetch_add(1, Ordering::Relaxed);
        (1..=key).fold(0, |sum, number| sum + number * number)
    }
}

fn main() {
    let cache = Cache::default();
    thread::scope(|scope| {
        for reader in 0..READERS {
            let cache = &cache;
            scope.spawn(move || {
                for read in 0..READS {
                    let key = (read * (reader + 1)) % KEYS;
                    assert_eq!(cache.get(key), key * (key + 1) * (2 * key + 1) / 6);
                }
            });
        }
    });
    let computed = cache.computed.load(Ordering::Relaxed);
    assert_eq!(u64::from(computed), KEYS, "each value was computed once");
    println!("{} reads, {computed} values computed", READERS * READS);
}

#[test]
fn it_runs() {
    main();
}
