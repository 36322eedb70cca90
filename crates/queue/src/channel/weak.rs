//! Handles that do not count.

use core::fmt;

use threadbare_sys::sync::Arc;

use super::receiver::Flavor;
use super::shared::Shared;
use super::{Receiver, Sender};

/// A sender that does not keep the channel open; made by [`Sender::downgrade`].
pub struct WeakSender<T: Send> {
    shared: Arc<Shared<T>>,
}

impl<T: Send> WeakSender<T> {
    pub(super) fn of(shared: Arc<Shared<T>>) -> Self {
        Self { shared }
    }

    /// A sender that counts; `None`: the last one has gone, and the channel was shut down by that.
    ///
    /// ```
    /// let (sender, _receiver) = threadbare_queue::channel::bounded(1);
    /// let weak = sender.downgrade();
    /// assert!(weak.upgrade().is_some_and(|sender| sender.send(1).is_ok()));
    /// drop(sender);
    /// assert!(weak.upgrade().is_none());
    /// ```
    #[must_use]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        self.shared.senders.revive().then(|| Sender::of(Arc::clone(&self.shared)))
    }
}

impl<T: Send> Clone for WeakSender<T> {
    fn clone(&self) -> Self {
        Self::of(Arc::clone(&self.shared))
    }
}

impl<T: Send> fmt::Debug for WeakSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakSender").finish_non_exhaustive()
    }
}

/// A receiver that does not keep the items; made by [`Receiver::downgrade`].
pub struct WeakReceiver<T: Send> {
    flavor: Flavor<T>,
}

impl<T: Send> WeakReceiver<T> {
    pub(super) fn of(flavor: Flavor<T>) -> Self {
        Self { flavor }
    }

    /// A receiver that counts; `None`: the last one has gone, and what was left with it. One of a
    /// clock is always there.
    ///
    /// ```
    /// let alarm = threadbare_queue::channel::never::<u8>().downgrade();
    /// assert!(alarm.upgrade().is_some());
    /// ```
    #[must_use]
    pub fn upgrade(&self) -> Option<Receiver<T>> {
        let is_there = match &self.flavor {
            Flavor::Channel(shared) => shared.receivers.revive(),
            Flavor::Clock(_) | Flavor::Never => true,
        };
        is_there.then(|| Receiver::counted(self.flavor.another()))
    }
}

impl<T: Send> Clone for WeakReceiver<T> {
    fn clone(&self) -> Self {
        Self::of(self.flavor.another())
    }
}

impl<T: Send> fmt::Debug for WeakReceiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakReceiver").finish_non_exhaustive()
    }
}
