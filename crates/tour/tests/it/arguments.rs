//! The command line, what is printed, and the exit codes.

use std::fs::File;
use std::process::{Output, Stdio};

use crate::trees::{Tree, errors, json, tour};

fn run(arguments: &[&str]) -> Output {
    tour().args(arguments).output().expect("a run")
}

#[test]
fn help_names_the_models_and_the_exit_codes() {
    let output = run(&["--help"]);

    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success());
    for part in ["sequential", "threads", "--workers", "--limit", "--json", "Exit codes:"] {
        assert!(help.contains(part), "{part} in {help}");
    }
    assert!(!help.contains("--child"));
}

#[test]
fn a_missing_directory_is_code_two_and_says_what_to_do() {
    let tree = Tree::new();
    let missing = tree.root.join("missing");

    let output = tour().arg(&missing).output().expect("a run");

    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let message = errors(&output);
    assert!(message.contains("missing: No such file or directory"), "{message}");
    assert!(message.contains("name a directory that exists"), "{message}");
}

#[test]
fn a_file_instead_of_a_directory_is_code_two() {
    let tree = Tree::new();
    let file = tree.file("file", "content");

    let output = tour().arg(file).output().expect("a run");

    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("is not a directory"));
}

#[test]
fn wrong_arguments_are_code_two_and_named() {
    let cases: &[(&[&str], &str)] = &[
        (&["--model", "fibres", "."], "choose among sequential, threads"),
        (&["--workers", "0", "."], "from 1 to 1024"),
        (&["--workers", "2000", "."], "from 1 to 1024"),
        (&["--limit", "12X", "."], "not a size"),
        (&["--limit", "99999999T", "."], "too large"),
        (&["--frobnicate"], "--frobnicate"),
        (&["one", "two"], "two"),
    ];
    for (arguments, part) in cases {
        let output = run(arguments);

        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = errors(&output);
        assert!(message.contains(part) && message.contains("--help"), "{message}");
    }
}

#[test]
fn the_text_has_a_row_for_each_model_and_no_progress_bar_off_a_terminal() {
    let tree = Tree::new();
    tree.file("a", "some words\n");

    let output = tour().arg(&tree.root).output().expect("a run");

    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(errors(&output), "");
    assert!(text.contains("\nsequential "), "{text}");
    assert!(text.contains("\nthreads "), "{text}");
    assert!(text.contains("\nhand-over "), "{text}");
    assert!(text.contains("\nqueue "), "{text}");
    assert!(text.contains("All 4 runs came to the same result."), "{text}");
    assert!(text.contains("warm-up    every file was read once"), "{text}");
}

#[test]
fn json_tells_the_costs_of_each_model() {
    let tree = Tree::new();
    tree.file("a", "some words\n".repeat(10_000));

    let report = tree.index();

    assert_eq!(report["runs"][0]["model"], "sequential");
    assert_eq!(report["runs"][1]["model"], "threads");
    for run in report["runs"].as_array().expect("a list") {
        assert!(run["wall_seconds"].as_f64() > Some(0.0));
        assert!(run["speed_up"].as_f64() > Some(0.0));
        assert!(run["peak_memory_bytes"].as_u64() > Some(100_000));
        assert!(run["voluntary_switches"].is_u64() && run["involuntary_switches"].is_u64());
        let others = &run["busy_with_others_cpus"];
        assert!(others.is_null() || others.as_f64() >= Some(0.0));
        assert!(run["user_seconds"].is_f64() && run["system_seconds"].is_f64());
    }
}

#[test]
fn a_limit_takes_the_first_files_that_fit_and_says_what_it_leaves_out() {
    let tree = Tree::new();
    for name in ["a", "b", "c"] {
        tree.file(name, "x".repeat(1000));
    }

    let output = tour().args(["--json", "--limit", "2k"]).arg(&tree.root).output().expect("a run");

    let report = json(&output);
    assert_eq!(report["input"]["files"], 2);
    assert_eq!(report["input"]["limit_bytes"], 2048);
    assert_eq!(report["input"]["listing"]["left_out_files"], 1);
    assert_eq!(report["input"]["listing"]["left_out_bytes"], 1000);
}

#[test]
fn output_that_cannot_be_written_is_code_one_and_a_closed_pipe_is_not() {
    let tree = Tree::new();
    tree.file("a", "content");
    let full = File::options().write(true).open("/dev/full").expect("Linux has /dev/full");

    let to_full = tour().arg(&tree.root).stdout(full).output().expect("a run");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let to_nobody = tour().arg(&tree.root).stdout(Stdio::from(writer)).output().expect("a run");

    assert_eq!(to_full.status.code(), Some(1));
    assert!(errors(&to_full).contains("cannot write the output"));
    assert_eq!(to_nobody.status.code(), Some(0));
}
