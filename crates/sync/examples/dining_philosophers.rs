//! Five philosophers, five forks, and a waiter who seats four at most.
//!
//! Each needs both forks beside its plate. If all five had their left one, all five would wait for
//! the right one, for ever. A semaphore with four permits keeps one of them standing, so one of
//! those who sit has two forks within reach.
//!
//!     cargo run -p threadbare-sync --example dining_philosophers
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::thread;

use threadbare_sync::{Lock, Semaphore};

const PHILOSOPHERS: usize = 5;
const MEALS: u32 = 1_000;

struct Table {
    forks: [Lock<()>; PHILOSOPHERS],
    seats: Semaphore,
}

impl Table {
    fn dine(&self, place: usize) {
        let _seat = self.seats.acquire().expect("the table stays open");
        let _left = self.forks[place].lock();
        let _right = self.forks[(place + 1) % PHILOSOPHERS].lock();
        // Eats, for a moment, with nobody at these forks.
    }
}

fn main() {
    let table = Table { forks: [const { Lock::new(()) }; PHILOSOPHERS], seats: Semaphore::new(4) };
    let meals = Lock::new([0_u32; PHILOSOPHERS]);
    thread::scope(|scope| {
        for place in 0..PHILOSOPHERS {
            let (table, meals) = (&table, &meals);
            scope.spawn(move || {
                for _ in 0..MEALS {
                    table.dine(place);
                    meals.lock()[place] += 1;
                }
            });
        }
    });
    let meals = meals.into_inner();
    assert_eq!(meals, [MEALS; PHILOSOPHERS], "everybody has eaten");
    println!("{PHILOSOPHERS} philosophers had {} meals", meals.iter().sum::<u32>());
}

#[test]
fn it_runs() {
    main();
}
