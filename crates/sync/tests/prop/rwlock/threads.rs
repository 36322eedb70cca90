//! Made-up programs for a few real threads: whatever they do, nobody writes beside another, and
//! the lock is free when all have gone.

use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use proptest::prelude::*;
use threadbare_sync::{RwLock, RwLockReadGuard, RwLockUpgradableGuard, RwLockWriteGuard};

use crate::support::{block_on, poll_once};

/// One act of a thread.
#[derive(Clone, Debug)]
enum Act {
    Read,
    ReadTwice,
    ReadTimeout(u64),
    ReadTask,
    Write,
    TryWrite,
    WriteTimeout(u64),
    WriteTask,
    DroppedWriteTask,
    Upgrade,
    UpgradeTimeout(u64),
    UpgradeTask,
    DroppedUpgradeTask,
    Down,
    DownAndUp,
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Read),
        1 => Just(Act::ReadTwice),
        2 => (0_u64..200).prop_map(Act::ReadTimeout),
        2 => Just(Act::ReadTask),
        2 => Just(Act::Write),
        1 => Just(Act::TryWrite),
        3 => (0_u64..200).prop_map(Act::WriteTimeout),
        2 => Just(Act::WriteTask),
        1 => Just(Act::DroppedWriteTask),
        2 => Just(Act::Upgrade),
        2 => (0_u64..200).prop_map(Act::UpgradeTimeout),
        1 => Just(Act::UpgradeTask),
        1 => Just(Act::DroppedUpgradeTask),
        1 => Just(Act::Down),
        1 => Just(Act::DownAndUp),
    ]
}

/// What the lock guards: how often it was written, and who is inside.
#[derive(Default)]
struct Room {
    writes: u32,
    inside: AtomicU32,
}

/// Added to `inside` by a writer; readers add one.
const WRITER: u32 = 1 << 16;

impl Room {
    fn read(&self) -> u32 {
        assert!(self.inside.fetch_add(1, Ordering::Relaxed) < WRITER, "a reader beside a writer");
        let seen = self.writes;
        self.inside.fetch_sub(1, Ordering::Relaxed);
        seen
    }

    fn write(&mut self) -> u32 {
        assert_eq!(self.inside.fetch_add(WRITER, Ordering::Relaxed), 0, "a writer beside others");
        self.writes += 1;
        self.inside.fetch_sub(WRITER, Ordering::Relaxed);
        1
    }
}

fn upgraded(seen: u32, mut room: RwLockWriteGuard<'_, Room>) -> u32 {
    assert_eq!(room.writes, seen, "somebody wrote between the look and the write");
    room.write()
}

/// Does one act; returns the writes that it made.
fn perform(lock: &RwLock<Room>, act: &Act) -> u32 {
    match act {
        Act::Read => _ = lock.read().read(),
        Act::ReadTwice => {
            let room = lock.read();
            let again = RwLockReadGuard::again(&room);
            assert_eq!(room.read(), again.read());
        }
        Act::ReadTimeout(us) => {
            let room = lock.read_timeout(Duration::from_micros(*us));
            let _seen = room.map(|room| room.read());
        }
        Act::ReadTask => _ = block_on(lock.read_async()).read(),
        Act::Write => return lock.write().write(),
        Act::TryWrite => return lock.try_write().map_or(0, |mut room| room.write()),
        Act::WriteTimeout(us) => {
            let room = lock.write_timeout(Duration::from_micros(*us));
            return room.map_or(0, |mut room| room.write());
        }
        Act::WriteTask => return block_on(lock.write_async()).write(),
        Act::DroppedWriteTask => {
            let mut later = pin!(lock.write_async());
            if let Poll::Ready(mut room) = poll_once(later.as_mut()) {
                return room.write();
            }
        }
        _ => return perform_upgradable(lock, act),
    }
    0
}

fn perform_upgradable(lock: &RwLock<Room>, act: &Act) -> u32 {
    if matches!(act, Act::Down | Act::DownAndUp) {
        let mut room = lock.write();
        let writes = room.write();
        let seen = room.writes;
        if matches!(act, Act::Down) {
            assert_eq!(RwLockWriteGuard::downgrade(room).read(), seen);
            return writes;
        }
        let room = RwLockWriteGuard::downgrade_to_upgradable(room);
        assert_eq!(room.read(), seen);
        return writes + upgraded(seen, RwLockUpgradableGuard::upgrade(room));
    }
    let room = lock.upgradable();
    let seen = room.read();
    match act {
        Act::Upgrade => upgraded(seen, RwLockUpgradableGuard::upgrade(room)),
        Act::UpgradeTimeout(us) => {
            match RwLockUpgradableGuard::upgrade_timeout(room, Duration::from_micros(*us)) {
                Ok(room) => upgraded(seen, room),
                Err(room) => {
                    assert_eq!(RwLockUpgradableGuard::downgrade(room).read(), seen);
                    0
                }
            }
        }
        Act::UpgradeTask => upgraded(seen, block_on(RwLockUpgradableGuard::upgrade_async(room))),
        _ => {
            let mut later = pin!(RwLockUpgradableGuard::upgrade_async(room));
            match poll_once(later.as_mut()) {
                Poll::Ready(room) => upgraded(seen, room),
                Poll::Pending => 0,
            }
        }
    }
}

proptest! {
    /// Two to four threads with programs of their own: no write is lost, no writer meets another
    /// inside, all end, and the lock is free behind them.
    #[test]
    fn threads_of_any_kind_keep_the_rules(
        programs in prop::collection::vec(prop::collection::vec(any_act(), 1..25), 2..5),
    ) {
        let lock = RwLock::new(Room::default());
        let writes = thread::scope(|scope| {
            let threads: Vec<_> = programs
                .iter()
                .map(|acts| {
                    let lock = &lock;
                    scope.spawn(move || acts.iter().map(|act| perform(lock, act)).sum::<u32>())
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no act fails")).sum::<u32>()
        });
        prop_assert!(lock.try_write().is_some());
        prop_assert_eq!(lock.into_inner().writes, writes);
    }
}
