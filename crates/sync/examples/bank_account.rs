//! Accounts, and many threads that move money between them: nothing is lost, nothing is made.
//!
//! Each account is a value in a lock. A transfer holds two locks at once, and takes them in the
//! order of the accounts' numbers, so that two transfers cannot wait for each other (`deadlock.rs`
//! shows what happens otherwise).
//!
//!     cargo run -p threadbare-sync --example bank_account
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::thread;

use threadbare_sync::Lock;

const ACCOUNTS: usize = 8;
const OPENING: i64 = 1_000;
const CLERKS: usize = 4;
const TRANSFERS: usize = 10_000;

/// Too little money; the accounts are as they were.
#[derive(Debug)]
struct Overdrawn;

struct Bank {
    accounts: [Lock<i64>; ACCOUNTS],
}

impl Bank {
    fn new() -> Self {
        Self { accounts: [const { Lock::new(OPENING) }; ACCOUNTS] }
    }

    fn transfer(&self, from: usize, to: usize, amount: i64) -> Result<(), Overdrawn> {
        if from == to {
            return Ok(());
        }
        let first = self.accounts[from.min(to)].lock();
        let second = self.accounts[from.max(to)].lock();
        let (mut source, mut target) = if from < to { (first, second) } else { (second, first) };
        if *source < amount {
            return Err(Overdrawn);
        }
        *source -= amount;
        *target += amount;
        Ok(())
    }

    /// All the money, counted while nothing moves: every lock is held at once.
    fn total(&self) -> i64 {
        let held: Vec<_> = self.accounts.iter().map(Lock::lock).collect();
        held.iter().map(|balance| **balance).sum()
    }
}

fn main() {
    let bank = &Bank::new();
    let refused: usize = thread::scope(|scope| {
        let clerks: Vec<_> =
            (0..CLERKS).map(|clerk| scope.spawn(move || work(bank, clerk))).collect();
        for _ in 0..100 {
            assert_eq!(bank.total(), total_money(), "money is neither lost nor made");
        }
        clerks.into_iter().map(|clerk| clerk.join().expect("a clerk does not panic")).sum()
    });
    assert_eq!(bank.total(), total_money());
    println!("{} transfers, {refused} refused, {} in all", CLERKS * TRANSFERS, bank.total());
}

fn total_money() -> i64 {
    OPENING * i64::try_from(ACCOUNTS).expect("a few accounts")
}

/// Makes transfers; returns how many were refused.
fn work(bank: &Bank, clerk: usize) -> usize {
    let mut number = clerk + 1;
    let mut below = |limit: usize| {
        // Any numbers will do: Marsaglia's xorshift.
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        number % limit
    };
    let mut refused = 0;
    for _ in 0..TRANSFERS {
        let (from, to) = (below(ACCOUNTS), below(ACCOUNTS));
        let amount = i64::try_from(below(500)).expect("a small number");
        refused += usize::from(bank.transfer(from, to, amount).is_err());
    }
    refused
}

#[test]
fn it_runs() {
    main();
}
