//! What a queue with a lock keeps its items in, which is what makes it a kind.

/// An order in which items come out again. Sealed: the module is private.
///
/// All of it runs under the queue's lock but [`sort`](Self::sort) and
/// [`into_vec`](Self::into_vec). A panic, which only a comparison of the user's can raise, leaves
/// every item where one of the other calls finds it.
pub trait Container: Send + Sized {
    /// What is put and got.
    type Item: Send;

    /// What to do instead, for a container that makes no sense without room; `None`: each putter
    /// waits for a getter there.
    const NO_ROOM: Option<&'static str>;

    /// An empty one, with room for so many before it allocates.
    fn with_room(room: usize) -> Self;

    /// Adds an item. When it panics, the item is inside.
    fn push(&mut self, item: Self::Item);

    /// Takes the item that is next. When it panics, nothing was taken.
    fn pop(&mut self) -> Option<Self::Item>;

    /// Takes an item back that was popped a moment ago: it is next again. Compares nothing.
    fn put_back(&mut self, item: Self::Item);

    /// The item that is next.
    fn peek(&self) -> Option<&Self::Item>;

    /// How many there are.
    fn len(&self) -> usize;

    /// Finds the order in which they would be popped, so that [`into_vec`](Self::into_vec) need not
    /// compare.
    fn sort(&mut self) {}

    /// All of them, in the order in which they would be popped, once that was found. Compares
    /// nothing.
    fn into_vec(self) -> Vec<Self::Item>;
}

/// A container that knows which item has been in it longest.
pub trait Ages: Container {
    /// Takes the oldest item.
    fn pop_oldest(&mut self) -> Option<Self::Item>;
}
