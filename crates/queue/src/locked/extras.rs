//! What queues with a lock can do beyond the others.

use super::container::Ages;
use super::state;
use super::{Container, Locked};
use crate::{PutError, Queue};

impl<C: Container> Queue<Locked<C>> {
    /// Shows the item that the next `get` would return, and returns what `look` makes of it;
    /// `None` if there is none.
    ///
    /// `look` runs while the queue is locked: it sees the item where it is, and everybody else
    /// waits. So let it be short, and let it not use this queue, for which it would wait for ever.
    /// When it panics, the queue is as it was.
    ///
    /// ```
    /// let queue = threadbare_queue::Lifo::bounded(2);
    /// queue.put("below")?;
    /// queue.put("above")?;
    /// assert_eq!(queue.peek_with(|item| item.len()), Some(5));
    /// assert_eq!(queue.len(), 2);
    /// # Ok::<(), threadbare_queue::PutError<&str>>(())
    /// ```
    ///
    /// Constant time.
    pub fn peek_with<R>(&self, look: impl FnOnce(&C::Item) -> R) -> Option<R> {
        self.engine().state.lock().items.peek().map(look)
    }

    /// Changes how many items there may be. Where that makes room, putters that wait put at once;
    /// where there are more already, all stay, and there is room again when enough were taken.
    ///
    /// # Panics
    ///
    /// When the constructor `bounded` would with this capacity.
    ///
    /// ```
    /// let queue = threadbare_queue::Lifo::bounded(1);
    /// queue.put(1)?;
    /// assert!(queue.try_put(2).is_err());
    /// queue.set_capacity(2);
    /// assert!(queue.try_put(2).is_ok());
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    #[track_caller]
    pub fn set_capacity(&self, capacity: usize) {
        state::check_capacity::<C>(capacity);
        self.engine().change_capacity(capacity);
    }
}

impl<C: Container> Locked<C> {
    fn change_capacity(&self, capacity: usize) {
        let mut session = self.enter();
        let was = core::mem::replace(&mut session.state.capacity, capacity);
        session.end(capacity.saturating_sub(was).max(1));
    }
}

impl<C: Ages> Queue<Locked<C>> {
    /// Puts the item; where there is no room, the oldest item is taken out for it, and returned. A
    /// queue without room, in which nobody waits to get, returns the item itself.
    ///
    /// Never blocks. Putters that wait are overtaken.
    ///
    /// # Errors
    ///
    /// [`PutError`]: the queue was shut down; the item comes back.
    ///
    /// ```
    /// let newest = threadbare_queue::Lifo::bounded(2);
    /// assert_eq!(newest.force_put(1)?, None);
    /// assert_eq!(newest.force_put(2)?, None);
    /// assert_eq!(newest.force_put(3)?, Some(1));
    /// assert_eq!(newest.shutdown_now(), [3, 2]);
    /// # Ok::<(), threadbare_queue::PutError<i32>>(())
    /// ```
    ///
    /// Constant time first in, first out; for a full stack, time in the number of its items.
    #[doc(alias = "force_send")]
    #[doc(alias = "force_push")]
    pub fn force_put(&self, item: C::Item) -> Result<Option<C::Item>, PutError<C::Item>> {
        self.engine().force(item)
    }
}

impl<C: Ages> Locked<C> {
    /// As `force_put`.
    pub(crate) fn force(&self, item: C::Item) -> Result<Option<C::Item>, PutError<C::Item>> {
        let mut session = self.enter();
        let is_closed = session.state.is_closed;
        let answer = match session.offer(item) {
            Ok(()) => Ok(None),
            Err(item) if is_closed => Err(PutError(item)),
            Err(item) => match session.state.items.pop_oldest() {
                None => Ok(Some(item)),
                oldest => {
                    session.state.items.push(item);
                    Ok(oldest)
                }
            },
        };
        session.end(1);
        answer
    }
}
