//! The end of the process: whom it waits for. Each test starts this executable once more, with one
//! scenario, and speaks to it through its standard input and output.

use std::env;
use std::io::{BufRead, BufReader, Read, Write, stdin, stdout};
use std::process::{Child, Command, Stdio, exit};

use threadbare_sync::thread::{self, Builder};

const SCENARIO: &str = "THREADBARE_TEST_EXIT";

/// Starts a thread that says what it hears, once it hears something.
fn echo(is_daemon: bool) -> thread::JoinHandle<()> {
    let echo = Builder::new().daemon(is_daemon).spawn(|| {
        let mut heard = String::new();
        stdin().lock().read_line(&mut heard).expect("the parent speaks");
        say(&format!("heard {heard}"));
    });
    echo.expect("it starts")
}

fn say(words: &str) {
    let mut out = stdout().lock();
    writeln!(out, "{}", words.trim_end()).expect("the parent listens");
    out.flush().expect("the parent listens");
}

/// Not a test of its own: what a child does that the tests below start.
#[test]
fn scenario() {
    match env::var(SCENARIO).as_deref() {
        Ok("waited for") => {
            drop(echo(false));
            say("exiting");
            exit(3);
        }
        Ok("not waited for") => {
            drop(echo(true));
            say("exiting");
            exit(4);
        }
        Ok("exits itself") => {
            let exiting = Builder::new().daemon(false).spawn(|| {
                say("exiting");
                exit(5);
            });
            exiting.expect("it starts").join().expect("it does not return");
        }
        Ok("one after the other") => {
            let first = Builder::new().daemon(false).spawn(|| drop(echo(false)));
            drop(first.expect("it starts"));
            say("exiting");
            exit(6);
        }
        _ => {}
    }
}

fn start(scenario: &str) -> Child {
    Command::new(env::current_exe().expect("we run"))
        .args(["--exact", "thread::exits::scenario", "--nocapture", "--test-threads=1"])
        .env(SCENARIO, scenario)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this executable can be started")
}

/// Plays a scenario up to its `exiting`, speaks to it if asked to, and returns its code and what
/// it says after that.
fn play(scenario: &str, words: Option<&str>) -> (Option<i32>, String) {
    let mut child = start(scenario);
    let mut input = child.stdin.take().expect("it is piped");
    let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    while !line.ends_with("exiting\n") {
        assert_ne!(output.read_line(&mut line).expect("it speaks"), 0, "too early: {line}");
    }
    if let Some(words) = words {
        // Time for a process that does not wait to be gone: it would be found out by that.
        for _ in 0..1_000 {
            std::thread::yield_now();
        }
        // One that is gone does not listen, and says nothing below.
        let _gone = writeln!(input, "{words}");
    }
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("it speaks");
    (child.wait().expect("it ends").code(), rest)
}

#[test]
fn the_process_waits_for_a_thread_that_is_no_daemon() {
    assert_eq!(play("waited for", Some("hello")), (Some(3), "heard hello\n".into()));
}

#[test]
fn the_process_does_not_wait_for_a_daemon() {
    assert_eq!(play("not waited for", None), (Some(4), String::new()));
}

#[test]
fn a_thread_that_exits_does_not_wait_for_itself() {
    assert_eq!(play("exits itself", None), (Some(5), String::new()));
}

#[test]
fn the_process_waits_for_a_thread_that_such_a_thread_started() {
    assert_eq!(play("one after the other", Some("hi")), (Some(6), "heard hi\n".into()));
}
