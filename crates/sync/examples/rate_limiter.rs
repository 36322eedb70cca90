//! A bucket of tokens: a burst at first, then no more than the rate allows.
//!
//! A semaphore holds the tokens; a timer puts one back every few milliseconds, up to the size of
//! the bucket. A bounded semaphore refuses the one that does not fit: the bucket is full, and
//! that is all there is to do about it.
//!
//!     cargo run -p threadbare-sync --example rate_limiter
#![expect(clippy::print_stdout, reason = "an example talks")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use threadbare_sync::{BoundedSemaphore, Timer, TimerHandle};

const BURST: u32 = 5;
const PERIOD: Duration = Duration::from_millis(2);
const REQUESTS: u32 = 12;

struct RateLimiter {
    tokens: Arc<BoundedSemaphore>,
    refill: TimerHandle,
}

impl RateLimiter {
    fn new() -> Self {
        let tokens = Arc::new(BoundedSemaphore::new(BURST));
        let refill = {
            let tokens = Arc::clone(&tokens);
            Timer::every(PERIOD, move || {
                // Refused when the bucket is full.
                let _ = tokens.release(1);
            })
        };
        Self { tokens, refill }
    }

    /// Waits for a token and uses it up.
    fn pass(&self) {
        self.tokens.acquire().expect("the bucket is never closed").forget();
    }
}

impl Drop for RateLimiter {
    fn drop(&mut self) {
        self.refill.cancel();
    }
}

fn main() {
    let limiter = RateLimiter::new();
    let start = Instant::now();
    for request in 1..=REQUESTS {
        limiter.pass();
        println!("request {request:2} after {:5.1} ms", start.elapsed().as_secs_f64() * 1e3);
    }
    // Five came out of the full bucket; the others each waited for a token of their own.
    assert!(start.elapsed() >= PERIOD * (REQUESTS - BURST - 1), "not faster than the rate");
}

#[test]
fn it_runs() {
    main();
}
