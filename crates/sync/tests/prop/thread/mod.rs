//! Made-up programs of threads that start, end, panic and are joined in every way: each result
//! arrives once, and the list holds those that run and no other.

use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use threadbare_sync::thread::{self, Builder, JoinError, JoinHandle};

use crate::support::block_on;

/// One move. Threads are named by their number, modulo how many there are.
#[derive(Clone, Copy, Debug)]
enum Move {
    Start,
    StartToPanic,
    Stop(usize),
    Try(usize),
    Timeout(usize, u64),
    Deadline(usize),
    Join(usize),
    Await(usize),
    Forget(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        4 => Just(Move::Start),
        1 => Just(Move::StartToPanic),
        3 => (0_usize..8).prop_map(Move::Stop),
        1 => (0_usize..8).prop_map(Move::Try),
        1 => (0_usize..8, 0_u64..100).prop_map(|(number, us)| Move::Timeout(number, us)),
        1 => (0_usize..8).prop_map(Move::Deadline),
        1 => (0_usize..8).prop_map(Move::Join),
        1 => (0_usize..8).prop_map(Move::Await),
        1 => (0_usize..8).prop_map(Move::Forget),
    ]
}

/// A thread, and what the reference knows of it.
struct Known {
    handle: Option<JoinHandle<usize>>,
    /// Dropped to stop it.
    stop: Option<Sender<()>>,
    number: usize,
    panics: bool,
    /// Seen to run, so it is listed until it is stopped.
    thread: thread::Thread,
}

fn start(number: usize, panics: bool) -> Known {
    let (stop, stopped) = channel::<()>();
    let builder = Builder::new().name(&format!("made up {number}"));
    let handle = builder.spawn(move || {
        let _stopped = stopped.recv();
        if panics {
            std::panic::resume_unwind(Box::new(number));
        }
        number
    });
    let handle = handle.expect("it starts");
    let thread = handle.thread().clone();
    Known { handle: Some(handle), stop: Some(stop), number, panics, thread }
}

impl Known {
    /// What a join may say: the handle back while it may still run, the result once.
    fn check(&mut self, joined: Result<usize, JoinError<JoinHandle<usize>>>) {
        match joined {
            Ok(value) => assert!(!self.panics && value == self.number),
            Err(JoinError::Panicked(panic)) => {
                let payload = panic.into_payload();
                assert!(self.panics && payload.downcast_ref() == Some(&self.number));
            }
            Err(JoinError::NotYet(handle)) => {
                self.handle = Some(handle);
                return;
            }
            Err(other) => panic!("{other}"),
        }
        assert!(self.stop.is_none(), "it ended before it was stopped");
        assert!(!self.thread.is_alive());
    }
}

fn play(threads: &mut Vec<Known>, step: Move) {
    let count = threads.len();
    let (Move::Stop(number)
    | Move::Try(number)
    | Move::Timeout(number, _)
    | Move::Deadline(number)
    | Move::Join(number)
    | Move::Await(number)
    | Move::Forget(number)) = step
    else {
        threads.push(start(count, matches!(step, Move::StartToPanic)));
        return;
    };
    let Some(known) = (count > 0).then(|| &mut threads[number % count]) else { return };
    if matches!(step, Move::Stop(_) | Move::Join(_) | Move::Await(_)) {
        known.stop = None;
    }
    let Some(handle) = known.handle.take() else { return };
    match step {
        Move::Try(_) => known.check(handle.try_join()),
        Move::Timeout(_, us) => known.check(handle.join_timeout(Duration::from_micros(us))),
        Move::Deadline(_) => known.check(handle.join_deadline(Instant::now())),
        Move::Join(_) => known.check(handle.join()),
        Move::Await(_) => {
            let result = block_on(handle.join_async());
            assert_eq!(result.ok(), (!known.panics).then_some(known.number));
        }
        Move::Forget(_) => drop(handle),
        _ => known.handle = Some(handle),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is done with the handles, the list holds each thread that was not stopped.
    #[test]
    fn handles_and_the_list_agree(moves in prop::collection::vec(any_move(), 0..30)) {
        let mut threads = Vec::new();
        for step in moves {
            play(&mut threads, step);
            let listed = thread::enumerate();
            for known in threads.iter().filter(|known| known.stop.is_some()) {
                prop_assert!(known.thread.is_alive() && listed.contains(&known.thread));
            }
        }
    }
}
