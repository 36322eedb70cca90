//! The barrier's state, in 64 bits, and its moves. Pure functions, tested over small barriers and
//! the edges of each field. The table stands at the head of `mod.rs`.

/// How many have arrived in this round.
const ARRIVED: Field = Field { shift: 0, width: 16 };
/// A bit: the round will not be complete; nobody waits and nobody may, until a reset.
const BROKEN: u64 = 1 << 16;
/// A bit: somebody may be asleep. Whoever ends the round rings the bell.
const SLEEPERS: u64 = 1 << 17;
/// The low bits of the round that the last reset ended.
const ENDED: Field = Field { shift: 18, width: 10 };
/// How many resets have ended a round.
const RESETS: Field = Field { shift: 28, width: 8 };
/// Which round this is.
const ROUND: Field = Field { shift: 36, width: 28 };

/// The most parties that a barrier can have.
pub(super) const MOST: u32 = 0xFFFF;

/// Nobody has arrived in the first round.
pub(super) const FRESH: u64 = 0;

/// A number within the state. It comes round when it is full.
struct Field {
    shift: u32,
    width: u32,
}

impl Field {
    const fn mask(&self) -> u64 {
        ((1 << self.width) - 1) << self.shift
    }

    const fn of(&self, state: u64) -> u64 {
        (state & self.mask()) >> self.shift
    }

    const fn with(&self, state: u64, number: u64) -> u64 {
        (state & !self.mask()) | ((number << self.shift) & self.mask())
    }

    const fn plus_one(&self, state: u64) -> u64 {
        self.with(state, self.of(state) + 1)
    }
}

/// What a party remembers of its arrival: the state in which it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

impl Ticket {
    /// The ticket of one who arrives in this state.
    pub(super) const fn at(state: u64) -> Self {
        Self(state)
    }

    /// How many had arrived before.
    pub(super) const fn index(self) -> u32 {
        arrived(self.0)
    }
}

/// What became of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Open,
    Complete,
    Broken,
}

/// What an arrival leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// The barrier is broken.
    Broken,
    /// All have arrived and the action runs: this party is one of the next round.
    Full,
    /// It has to wait for others; the next state.
    Waits(u64),
    /// It is the last.
    Last,
}

/// How many have arrived in this round.
#[expect(clippy::cast_possible_truncation, reason = "the field has 16 bits")]
pub(super) const fn arrived(state: u64) -> u32 {
    ARRIVED.of(state) as u32
}

pub(super) const fn is_broken(state: u64) -> bool {
    state & BROKEN != 0
}

pub(super) const fn has_sleepers(state: u64) -> bool {
    state & SLEEPERS != 0
}

/// What happens to one who comes to a barrier for `parties`.
pub(super) const fn arrival(state: u64, parties: u32) -> Arrival {
    if is_broken(state) {
        return Arrival::Broken;
    }
    let others = arrived(state);
    if others == parties {
        Arrival::Full
    } else if others + 1 == parties {
        Arrival::Last
    } else {
        Arrival::Waits(ARRIVED.plus_one(state))
    }
}

/// The state while the action runs: the last has arrived, nobody has been let go.
pub(super) const fn full(state: u64) -> u64 {
    ARRIVED.plus_one(state)
}

/// The state after a round is complete: the next round, and nobody asleep in it.
pub(super) const fn completed(state: u64) -> u64 {
    ROUND.plus_one(ARRIVED.with(state, 0)) & !SLEEPERS
}

/// The state after the round was given up.
pub(super) const fn broken(state: u64) -> u64 {
    (ARRIVED.with(state, 0) | BROKEN) & !SLEEPERS
}

/// The state after a reset. A round that nobody has arrived in, and that is not broken, is fresh
/// already.
pub(super) const fn reset(state: u64) -> u64 {
    if arrived(state) == 0 && !is_broken(state) {
        return state;
    }
    let ended = ENDED.with(state, ROUND.of(state));
    completed(RESETS.plus_one(ended)) & !BROKEN
}

/// The state after a party that has arrived takes its arrival back; `None` when it is too late.
pub(super) const fn taken_back(state: u64, ticket: Ticket, parties: u32) -> Option<u64> {
    let is_open = matches!(fate(state, ticket), Fate::Open);
    if is_open && arrived(state) < parties {
        Some(ARRIVED.with(state, ARRIVED.of(state) - 1))
    } else {
        None
    }
}

/// The state of one who goes to sleep.
pub(super) const fn asleep(state: u64) -> u64 {
    state | SLEEPERS
}

/// What became of the round of one who arrived with this ticket (I2).
pub(super) const fn fate(state: u64, ticket: Ticket) -> Fate {
    let round = ROUND.of(ticket.0);
    if ROUND.of(state) == round {
        return if is_broken(state) { Fate::Broken } else { Fate::Open };
    }
    let resets =
        RESETS.of(state).wrapping_sub(RESETS.of(ticket.0)) & (RESETS.mask() >> RESETS.shift);
    match resets {
        0 => Fate::Complete,
        1 if ENDED.of(state) != ENDED.of(ENDED.with(0, round)) => Fate::Complete,
        _ => Fate::Broken,
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
