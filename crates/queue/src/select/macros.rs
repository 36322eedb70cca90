//! The macros, with crossbeam's grammar.

/// Waits until one of several operations can be done, does it, and goes on in its arm.
///
/// ```
/// use std::time::Duration;
/// use threadbare_queue::channel::{after, bounded};
/// use threadbare_queue::select;
///
/// let (sender, receiver) = bounded(1);
/// let (full, _kept) = bounded(1);
/// full.send("old").unwrap();
/// sender.send(5).unwrap();
/// let got = select! {
///     recv(receiver) -> item => item.unwrap(),
///     send(full, "new") -> sent => {
///         sent.unwrap();
///         0
///     }
///     recv(after(Duration::from_secs(60))) -> _ => panic!("nobody came"),
/// };
/// assert_eq!(got, 5);
/// ```
///
/// | arm | what the pattern is given |
/// |---|---|
/// | `recv(receiver) -> item => ..` | a `Result` as from `Receiver::recv` |
/// | `send(sender, value) -> sent => ..` | a `Result` as from `Sender::send` |
/// | `default => ..` | taken when no operation can be done now |
/// | `default(timeout) => ..` | taken when none could be done for so long |
///
/// When several can be done, each may be; [`select_biased!`](crate::select_biased!) does the first
/// of them. A value is made once: when its send is tried first, or when the selection begins to
/// wait for a channel without room. One that was not sent is dropped. `return`, `break` and `?` are
/// for the arms, not for values.
///
/// Without an arm that is `default` it blocks. Without room (`bounded(0)`) it meets whoever waits
/// on the other side, in any way, and is met by whoever comes there, also by another selection.
///
/// # Panics
///
/// When there is neither an operation nor a `default`.
#[macro_export]
macro_rules! select {
    ($($arms:tt)*) => {
        $crate::__select!(@arms new [] [] $($arms)*)
    };
}

/// As [`select!`](crate::select!), but when several operations can be done, the first of them is.
///
/// ```
/// use threadbare_queue::{channel::bounded, select_biased};
///
/// let (urgent, from_urgent) = bounded(1);
/// let (other, from_other) = bounded(1);
/// other.send("later").unwrap();
/// urgent.send("now").unwrap();
/// let got = select_biased! {
///     recv(from_urgent) -> item => item,
///     recv(from_other) -> item => item,
/// };
/// assert_eq!(got, Ok("now"));
/// ```
#[macro_export]
macro_rules! select_biased {
    ($($arms:tt)*) => {
        $crate::__select!(@arms new_biased [] [] $($arms)*)
    };
}

/// Takes the arms one by one, then makes the match.
#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    (@arms $new:ident [$($ops:tt)*] $default:tt
     recv($from:expr) -> $item:pat => $body:block, $($rest:tt)*) => {
        $crate::__select!(@arms $new
            [$($ops)* ((RecvArm::new(&$from)) ($item) ($body))] $default $($rest)*)
    };
    (@arms $new:ident [$($ops:tt)*] $default:tt
     recv($from:expr) -> $item:pat => $body:block $($rest:tt)*) => {
        $crate::__select!(@arms $new
            [$($ops)* ((RecvArm::new(&$from)) ($item) ($body))] $default $($rest)*)
    };
    (@arms $new:ident [$($ops:tt)*] $default:tt
     recv($from:expr) -> $item:pat => $body:expr $(, $($rest:tt)*)?) => {
        $crate::__select!(@arms $new
            [$($ops)* ((RecvArm::new(&$from)) ($item) ($body))] $default $($($rest)*)?)
    };
    (@arms $new:ident [$($ops:tt)*] $default:tt
     send($to:expr, $value:expr) -> $sent:pat => $body:block, $($rest:tt)*) => {
        $crate::__select!(@arms $new
            [$($ops)* ((SendArm::new(&$to, || $value)) ($sent) ($body))] $default $($rest)*)
    };
    (@arms $new:ident [$($ops:tt)*] $default:tt
     send($to:expr, $value:expr) -> $sent:pat => $body:block $($rest:tt)*) => {
        $crate::__select!(@arms $new
            [$($ops)* ((SendArm::new(&$to, || $value)) ($sent) ($body))] $default $($rest)*)
    };
    (@arms $new:ident [$($ops:tt)*] $default:tt
     send($to:expr, $value:expr) -> $sent:pat => $body:expr $(, $($rest:tt)*)?) => {
        $crate::__select!(@arms $new
            [$($ops)* ((SendArm::new(&$to, || $value)) ($sent) ($body))] $default $($($rest)*)?)
    };
    (@arms $new:ident $ops:tt []
     default $(($($timeout:expr)?))? => $body:block, $($rest:tt)*) => {
        $crate::__select!(@arms $new $ops [($($($timeout)?)?) ($body)] $($rest)*)
    };
    (@arms $new:ident $ops:tt []
     default $(($($timeout:expr)?))? => $body:block $($rest:tt)*) => {
        $crate::__select!(@arms $new $ops [($($($timeout)?)?) ($body)] $($rest)*)
    };
    (@arms $new:ident $ops:tt []
     default $(($($timeout:expr)?))? => $body:expr $(, $($rest:tt)*)?) => {
        $crate::__select!(@arms $new $ops [($($($timeout)?)?) ($body)] $($($rest)*)?)
    };
    (@arms $new:ident [$((($($op:tt)*) $item:tt $body:tt))*] []) => {
        match $crate::select::arms::wait(
            $crate::select::Select::$new(),
            $crate::__select!(@list $(($($op)*))*),
        ) {
            outcome => $crate::__select!(@match outcome $(($item $body))*),
        }
    };
    (@arms $new:ident [$((($($op:tt)*) $item:tt $body:tt))*]
     [($($timeout:expr)?) ($none:expr)]) => {
        match $crate::select::arms::wait_for(
            $crate::select::Select::$new(),
            $crate::__select!(@list $(($($op)*))*),
            $crate::__select!(@timeout $($timeout)?),
        ) {
            ::core::option::Option::Some(outcome) => {
                $crate::__select!(@match outcome $(($item $body))*)
            }
            ::core::option::Option::None => $none,
        }
    };
    (@timeout) => { ::core::option::Option::None };
    (@timeout $timeout:expr) => { ::core::option::Option::Some($timeout) };
    (@list) => { $crate::select::arms::End };
    (@list ($($op:tt)*) $($rest:tt)*) => {
        ($crate::select::arms::$($op)*, $crate::__select!(@list $($rest)*))
    };
    (@match $outcome:ident) => { match $outcome {} };
    (@match $outcome:ident (($item:pat) ($body:expr)) $($rest:tt)*) => {
        match $outcome {
            $crate::select::arms::Which::This($item) => $body,
            $crate::select::arms::Which::Other(others) => {
                $crate::__select!(@match others $($rest)*)
            }
        }
    };
}
