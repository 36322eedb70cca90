//! Deques against a sequential reference, and made-up programs of an owner and a few thieves.

mod threads;

use std::collections::VecDeque;

use proptest::prelude::*;
use threadbare_queue::deque::{Injector, Steal, Worker};

/// One move. There are two deques, so that batches have somewhere to go.
#[derive(Clone, Debug)]
enum Move {
    Push(usize),
    PushMany(usize, usize),
    Pop(usize),
    PopMany(usize, usize),
    Steal(usize),
    Batch(usize, usize),
    BatchAndPop(usize, usize),
    Inject,
    StealInjected,
    BatchInjected(usize, usize),
    BatchInjectedAndPop(usize, usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    let (which, limit) = (|| 0_usize..2, || 1_usize..40);
    prop_oneof![
        6 => which().prop_map(Move::Push),
        4 => (which(), 1_usize..40).prop_map(|(at, count)| Move::PushMany(at, count)),
        4 => which().prop_map(Move::Pop),
        2 => (which(), 1_usize..40).prop_map(|(at, count)| Move::PopMany(at, count)),
        4 => which().prop_map(Move::Steal),
        2 => (which(), limit()).prop_map(|(from, limit)| Move::Batch(from, limit)),
        2 => (which(), limit()).prop_map(|(from, limit)| Move::BatchAndPop(from, limit)),
        4 => Just(Move::Inject),
        2 => Just(Move::StealInjected),
        2 => (which(), limit()).prop_map(|(to, limit)| Move::BatchInjected(to, limit)),
        2 => (which(), limit()).prop_map(|(to, limit)| Move::BatchInjectedAndPop(to, limit)),
    ]
}

/// What a deque is to do.
struct Reference {
    is_lifo: bool,
    items: VecDeque<u32>,
}

impl Reference {
    fn pop(&mut self) -> Option<u32> {
        if self.is_lifo { self.items.pop_back() } else { self.items.pop_front() }
    }

    /// The oldest ones, half of all or up to the limit, in the order in which they are popped.
    fn batch(&mut self, limit: usize) -> Vec<u32> {
        let count = self.items.len().div_ceil(2).min(limit);
        let mut batch: Vec<u32> = self.items.drain(..count).collect();
        if self.is_lifo {
            batch.reverse();
        }
        batch
    }

    /// Takes a batch in, so that it is popped in its order.
    fn receive(&mut self, mut batch: Vec<u32>) {
        if self.is_lifo {
            batch.reverse();
        }
        self.items.extend(batch);
    }
}

struct Both {
    real: [Worker<u32>; 2],
    reference: [Reference; 2],
    injector: Injector<u32>,
    injected: Reference,
    next: u32,
}

impl Both {
    fn new(lifo: [bool; 2], capacity: usize) -> Self {
        let worker = |is_lifo| match is_lifo {
            true => Worker::lifo_with_capacity(capacity),
            false => Worker::fifo_with_capacity(capacity),
        };
        let reference = |is_lifo| Reference { is_lifo, items: VecDeque::new() };
        Self {
            real: lifo.map(worker),
            reference: lifo.map(reference),
            injector: Injector::new(),
            injected: reference(false),
            next: 0,
        }
    }

    fn push(&mut self, at: usize) {
        self.real[at].push(self.next);
        self.reference[at].items.push_back(self.next);
        self.next += 1;
    }

    fn pop(&mut self, at: usize) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.real[at].pop(), self.reference[at].pop());
        Ok(())
    }

    fn batch(&mut self, from: usize, limit: usize) -> Result<(), TestCaseError> {
        let to = 1 - from;
        let batch = self.reference[from].batch(limit);
        let stolen = self.real[from].stealer().steal_batch_with_limit(&self.real[to], limit);
        prop_assert_eq!(stolen.is_success(), !batch.is_empty());
        self.reference[to].receive(batch);
        Ok(())
    }

    fn batch_and_pop(&mut self, from: usize, limit: usize) -> Result<(), TestCaseError> {
        let to = 1 - from;
        let mut batch = self.reference[from].batch(limit);
        let first = (!batch.is_empty()).then(|| batch.remove(0));
        let stealer = self.real[from].stealer();
        let stolen = stealer.steal_batch_with_limit_and_pop(&self.real[to], limit);
        prop_assert_eq!(stolen, first.map_or(Steal::Empty, Steal::Success));
        self.reference[to].receive(batch);
        Ok(())
    }

    fn injected(&mut self, step: &Move) -> Result<(), TestCaseError> {
        match *step {
            Move::Inject => {
                self.injector.push(self.next);
                self.injected.items.push_back(self.next);
                self.next += 1;
            }
            Move::BatchInjected(to, limit) => {
                let batch = self.injected.batch(limit);
                let stolen = self.injector.steal_batch_with_limit(&self.real[to], limit);
                prop_assert_eq!(stolen.is_success(), !batch.is_empty());
                self.reference[to].receive(batch);
            }
            Move::BatchInjectedAndPop(to, limit) => {
                let mut batch = self.injected.batch(limit);
                let first = (!batch.is_empty()).then(|| batch.remove(0));
                let stolen = self.injector.steal_batch_with_limit_and_pop(&self.real[to], limit);
                prop_assert_eq!(stolen.success(), first);
                self.reference[to].receive(batch);
            }
            _ => prop_assert_eq!(self.injector.steal().success(), self.injected.pop()),
        }
        Ok(())
    }

    fn play(&mut self, step: &Move) -> Result<(), TestCaseError> {
        match *step {
            Move::Push(at) => self.push(at),
            Move::PushMany(at, count) => (0..count).for_each(|_| self.push(at)),
            Move::Pop(at) => self.pop(at)?,
            Move::PopMany(at, count) => (0..count).try_for_each(|_| self.pop(at))?,
            Move::Steal(at) => {
                let expected = self.reference[at].items.pop_front();
                prop_assert_eq!(self.real[at].stealer().steal().success(), expected);
            }
            Move::Batch(from, limit) => self.batch(from, limit)?,
            Move::BatchAndPop(from, limit) => self.batch_and_pop(from, limit)?,
            _ => self.injected(step)?,
        }
        for (real, reference) in self.real.iter().zip(&self.reference) {
            prop_assert_eq!(real.len(), reference.items.len());
            prop_assert_eq!(real.stealer().len(), reference.items.len());
            prop_assert!(real.capacity() >= real.len());
        }
        prop_assert_eq!(self.injector.len(), self.injected.items.len());
        Ok(())
    }
}

proptest! {
    /// One thread plays all parts, so every result is decided: what is popped and stolen, in which
    /// order, and how many there are.
    #[test]
    fn a_deque_does_what_the_reference_does(
        lifo in any::<[bool; 2]>(),
        capacity in 0_usize..10,
        steps in prop::collection::vec(any_move(), 1..200),
    ) {
        let mut both = Both::new(lifo, capacity);
        for step in &steps {
            both.play(step)?;
        }
        for at in 0..2 {
            while !both.reference[at].items.is_empty() {
                both.pop(at)?;
            }
            both.pop(at)?;
        }
    }
}
