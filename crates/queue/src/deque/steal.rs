//! What a steal says.

use core::fmt;

/// What became of a steal.
///
/// ```
/// use threadbare_queue::deque::{Injector, Steal, Worker};
///
/// /// Looks into its own deque, then into the injector, then into those of others.
/// fn find(local: &Worker<u32>, injector: &Injector<u32>) -> Option<u32> {
///     local.pop().or_else(|| {
///         // Again and again, as long as somebody says that it was in a hurry.
///         std::iter::repeat_with(|| injector.steal_batch_and_pop(local))
///             .find(|steal| !steal.is_retry())
///             .and_then(Steal::success)
///     })
/// }
///
/// let (local, injector) = (Worker::new_fifo(), Injector::new());
/// injector.push(7);
/// assert_eq!(find(&local, &injector), Some(7));
/// assert_eq!(find(&local, &injector), None);
/// ```
#[must_use = "it may have the item in it"]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "whoever steals must know every end of it")]
#[doc(alias = "crossbeam_deque::Steal")]
pub enum Steal<T> {
    /// Nothing was there.
    Empty,
    /// An item, or for a batch the news that there was one.
    Success(T),
    /// Something may be there, but somebody else was faster: try again.
    Retry,
}

impl<T> Steal<T> {
    /// True when nothing was there.
    ///
    /// ```
    /// use threadbare_queue::deque::Steal;
    ///
    /// assert!(Steal::<u8>::Empty.is_empty());
    /// assert!(!Steal::<u8>::Retry.is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// True when something was stolen.
    ///
    /// ```
    /// use threadbare_queue::deque::Steal;
    ///
    /// assert!(Steal::Success(7).is_success());
    /// assert!(!Steal::<u8>::Empty.is_success());
    /// ```
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Success(_))
    }

    /// True when it is worth another try.
    ///
    /// ```
    /// use threadbare_queue::deque::Steal;
    ///
    /// assert!(Steal::<u8>::Retry.is_retry());
    /// assert!(!Steal::Success(7).is_retry());
    /// ```
    #[must_use]
    pub const fn is_retry(&self) -> bool {
        matches!(self, Self::Retry)
    }

    /// The item, if there is one.
    ///
    /// ```
    /// use threadbare_queue::deque::Steal;
    ///
    /// assert_eq!(Steal::Success(7).success(), Some(7));
    /// assert_eq!(Steal::<u8>::Retry.success(), None);
    /// ```
    pub fn success(self) -> Option<T> {
        match self {
            Self::Success(item) => Some(item),
            Self::Empty | Self::Retry => None,
        }
    }

    /// The same steal of something else.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Steal<U> {
        match self {
            Self::Success(item) => Steal::Success(change(item)),
            Self::Empty => Steal::Empty,
            Self::Retry => Steal::Retry,
        }
    }

    /// Steals elsewhere, if nothing was stolen here. `Empty` is the answer only if both were.
    ///
    /// ```
    /// use threadbare_queue::deque::Steal::{Empty, Retry, Success};
    ///
    /// assert_eq!(Success(1).or_else(|| Success(2)), Success(1));
    /// assert_eq!(Empty.or_else(|| Success(2)), Success(2));
    /// assert_eq!(Retry.or_else(|| Empty), Retry::<u8>);
    /// assert_eq!(Empty.or_else(|| Retry), Retry::<u8>);
    /// assert_eq!(Empty.or_else(|| Empty), Empty::<u8>);
    /// ```
    pub fn or_else(self, elsewhere: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Success(_) => self,
            Self::Empty => elsewhere(),
            Self::Retry => match elsewhere() {
                Self::Empty => Self::Retry,
                other => other,
            },
        }
    }
}

impl<T> fmt::Debug for Steal<T> {
    /// Without the item, which need not have it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Empty => "Empty",
            Self::Success(_) => "Success(..)",
            Self::Retry => "Retry",
        })
    }
}

impl<T> FromIterator<Self> for Steal<T> {
    /// Steals until something is stolen, and no further. `Empty` is the answer only if all were.
    ///
    /// ```
    /// use threadbare_queue::deque::Steal::{self, Empty, Retry, Success};
    ///
    /// let first: Steal<_> = [Empty, Retry, Success(1), Success(2)].into_iter().collect();
    /// assert_eq!(first, Success(1));
    /// assert_eq!([Empty, Retry, Empty].into_iter().collect::<Steal<u8>>(), Retry);
    /// assert_eq!([Empty, Empty].into_iter().collect::<Steal<u8>>(), Empty);
    /// ```
    fn from_iter<I: IntoIterator<Item = Self>>(steals: I) -> Self {
        steals
            .into_iter()
            .try_fold(Self::Empty, |so_far, steal| match steal {
                Self::Success(_) => Err(steal),
                Self::Retry => Ok(steal),
                Self::Empty => Ok(so_far),
            })
            .unwrap_or_else(|success| success)
    }
}
