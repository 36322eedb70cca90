//! What a queue is: a list, an order, and those who wait to put.

use super::Item;

/// In which order items come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Line,
    Stack,
    Heap,
    /// A line whose putters put for themselves when they come back; the others have it done.
    Ring,
}

/// A put that waits, or is over and has not said so yet.
#[derive(Clone, Debug)]
struct Putting {
    item: Item,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// In line.
    Waits,
    /// Its item was taken.
    Done,
    /// Shut down.
    Refused,
}

#[derive(Clone, Debug)]
pub(crate) struct Reference {
    kind: Kind,
    capacity: usize,
    pub(crate) is_closed: bool,
    /// In the order in which they entered.
    pub(crate) items: Vec<Item>,
    puts: Vec<Putting>,
}

impl Reference {
    pub(crate) fn new(kind: Kind, capacity: usize) -> Self {
        Self { kind, capacity, is_closed: false, items: Vec::new(), puts: Vec::new() }
    }

    pub(crate) fn pop(&mut self) -> Option<Item> {
        let index = match self.kind {
            Kind::Line | Kind::Ring => 0,
            Kind::Stack => self.items.len().checked_sub(1)?,
            Kind::Heap => (0..self.items.len()).min_by_key(|index| self.items[*index].0)?,
        };
        (index < self.items.len()).then(|| self.items.remove(index))
    }

    /// The first of those for whom others put.
    fn waiting(&mut self) -> Option<&mut Putting> {
        if self.kind == Kind::Ring {
            return None;
        }
        self.puts.iter_mut().find(|put| put.stage == Stage::Waits)
    }

    /// Those who wait come in while there is room.
    fn let_in(&mut self) {
        while self.has_room() {
            let Some(put) = self.waiting() else { return };
            put.stage = Stage::Done;
            let item = put.item;
            self.items.push(item);
        }
    }

    pub(crate) fn has_room(&self) -> bool {
        !self.is_closed && self.items.len() < self.capacity
    }

    pub(crate) fn put(&mut self, item: Item) -> Result<(), Item> {
        if !self.has_room() {
            return Err(item);
        }
        self.items.push(item);
        Ok(())
    }

    pub(crate) fn get(&mut self) -> Option<Item> {
        if let Some(item) = self.pop() {
            self.let_in();
            return Some(item);
        }
        let put = self.waiting()?;
        put.stage = Stage::Done;
        Some(put.item)
    }

    pub(crate) fn force_put(&mut self, item: Item) -> Result<Option<Item>, Item> {
        let Err(item) = self.put(item) else { return Ok(None) };
        if self.is_closed {
            return Err(item);
        }
        if self.items.is_empty() {
            return Ok(Some(item));
        }
        let oldest = self.items.remove(0);
        self.items.push(item);
        Ok(Some(oldest))
    }

    /// A put that is about to be polled for the first time.
    pub(crate) fn new_put(&mut self, item: Item) {
        let stage = match self.put(item) {
            Ok(()) => Stage::Done,
            Err(_) if self.is_closed => Stage::Refused,
            Err(_) => Stage::Waits,
        };
        self.puts.push(Putting { item, stage });
    }

    pub(crate) fn poll_put(&mut self, number: u32) -> Option<Result<(), Item>> {
        let index = self.puts.iter().position(|put| put.item.1 == number)?;
        let answer = match self.puts[index].stage {
            Stage::Waits if self.kind == Kind::Ring => {
                let item = self.puts[index].item;
                self.put(item).ok()?;
                Ok(())
            }
            Stage::Waits => return None,
            Stage::Done => Ok(()),
            Stage::Refused => Err(self.puts[index].item),
        };
        self.puts.remove(index);
        Some(answer)
    }

    pub(crate) fn is_over(&self, number: u32) -> bool {
        self.puts.iter().any(|put| put.item.1 == number && put.stage != Stage::Waits)
    }

    pub(crate) fn drop_put(&mut self, number: u32) {
        self.puts.retain(|put| put.item.1 != number);
    }

    pub(crate) fn set_capacity(&mut self, capacity: usize) {
        self.capacity = capacity;
        self.let_in();
    }

    pub(crate) fn shutdown(&mut self) -> bool {
        for put in self.puts.iter_mut().filter(|put| put.stage == Stage::Waits) {
            put.stage = Stage::Refused;
        }
        !std::mem::replace(&mut self.is_closed, true)
    }

    /// How many items can be got now, those of putters that wait among them.
    pub(crate) fn available(&self) -> usize {
        let mut rest = self.clone();
        std::iter::from_fn(|| rest.get()).count()
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// True when the item of this put was taken, and the put has not said so yet.
    pub(crate) fn was_put(&self, number: u32) -> bool {
        self.puts.iter().any(|put| put.item.1 == number && put.stage == Stage::Done)
    }

    /// How many puts have their item yet.
    pub(crate) fn held(&self) -> usize {
        self.puts.iter().filter(|put| put.stage != Stage::Done).count()
    }

    /// All items, in the order in which they would be got.
    pub(crate) fn take_all(&mut self) -> Vec<Item> {
        std::iter::from_fn(|| self.pop()).collect()
    }
}
