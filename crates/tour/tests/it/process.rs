//! The process of a model, between the listing and the reading, and between two models.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::trees::{Tree, errors, json, skipped, tour};

/// Runs one model as its parent would, with a list of files of our own.
fn child(model: &str, root: &Path, list: &[u8]) -> Output {
    let mut child = tour()
        .args([&format!("--child={model}"), "--workers=2", "--"])
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    child.stdin.take().expect("a pipe").write_all(list).expect("a reader");
    child.wait_with_output().expect("its output")
}

/// A line of the list for a file as it is now.
fn listed(root: &Path, name: &str) -> String {
    let metadata = fs::metadata(root.join(name)).expect("a file");
    format!("{} {} {} {name}\0", metadata.len(), metadata.mtime(), metadata.mtime_nsec())
}

#[test]
fn what_vanished_or_changed_after_the_listing_is_in_no_total() {
    let tree = Tree::new();
    for name in ["gone", "grown", "shrunk", "steady", "touched"] {
        tree.file(name, "same words\n");
    }
    let mut list = ["gone", "grown", "shrunk", "steady", "touched"].map(|n| listed(&tree.root, n));
    fs::remove_file(tree.root.join("gone")).expect("a file");
    // Its length alone gives this one away.
    let time = fs::metadata(tree.root.join("grown")).and_then(|m| m.modified()).expect("a file");
    let grown = File::create(tree.file("grown", "")).expect("a file");
    (&grown).write_all(b"same words\nand more\n").expect("our own file");
    grown.set_modified(time).expect("our own file");
    tree.file("shrunk", "same");
    let touched = File::options().write(true).open(tree.root.join("touched")).expect("a file");
    touched.set_modified(SystemTime::UNIX_EPOCH).expect("our own file");
    list.sort();

    for model in ["sequential", "threads", "queue"] {
        let output = child(model, &tree.root, list.concat().as_bytes());

        let result = &json(&output)["result"];
        assert_eq!(result["files"], 1);
        assert_eq!(result["top_words"], json!([["same", 1], ["words", 1]]));
        assert_eq!(result["problems"]["count"], 4);
        let first = result["problems"]["first"].to_string();
        assert!(first.contains("gone: vanished since the listing"), "{first}");
        assert!(first.contains("grown: changed since the listing"), "{first}");
        assert!(first.contains("shrunk: changed since the listing"), "{first}");
        assert!(first.contains("touched: changed since the listing"), "{first}");
    }
}

#[test]
fn a_file_whose_length_was_a_lie_is_in_no_total_with_none_of_its_words() {
    // The kernel says that the one holds nothing and the other a page, and then gives a line.
    let cases = [
        ("/proc", "version", "goes on beyond its length"),
        ("/sys/kernel", "uevent_seqnum", "ended before its length"),
    ];
    for (root, name, reason) in cases {
        let root = Path::new(root);
        if !root.join(name).exists() {
            skipped("a_file_whose_length_was_a_lie", &format!("no {name} here"));
            continue;
        }

        let output = child("threads", root, listed(root, name).as_bytes());

        let result = &json(&output)["result"];
        assert_eq!(result["files"], 0);
        assert_eq!(result["distinct_words"], 0);
        assert_eq!(result["problems"]["first"][0], format!("{name}: {reason}"));
    }
}

#[test]
fn a_name_that_a_terminal_would_obey_is_told_harmlessly() {
    let tree = Tree::new();

    let output = child("sequential", &tree.root, b"0 0 0 \x1b[2J\n\0");

    let told = &json(&output)["result"]["problems"]["first"][0];
    assert_eq!(told, "\\u{1b}[2J\\n: vanished since the listing");
}

#[test]
fn a_file_that_became_a_fifo_is_not_waited_for() {
    let tree = Tree::new();
    if !tree.fifo("pipe") {
        return skipped("a_file_that_became_a_fifo_is_not_waited_for", "no mkfifo here");
    }

    let output = child("sequential", &tree.root, listed(&tree.root, "pipe").as_bytes());

    let result = &json(&output)["result"];
    assert_eq!(result["problems"]["first"][0], "pipe: no longer a regular file");
}

#[test]
fn a_list_that_arrives_damaged_is_refused() {
    let tree = Tree::new();
    tree.file("file", "content");

    for list in ["7 0 0 file", "seven 0 0 file\0", "7 0 file\0"] {
        let output = child("threads", &tree.root, list.as_bytes());

        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        assert!(errors(&output).contains("model threads: the list of files arrived damaged"));
    }
}

#[test]
fn models_that_differ_are_code_one_with_both_digests() {
    // No model is wrong here: the files change between them, and keep length and time.
    let tree = Tree::new();
    let files: Vec<_> = (0..16).map(|n| tree.file(&n.to_string(), "")).collect();
    let fill = |number: u32| {
        for path in &files {
            let mut file = File::options().write(true).open(path).expect("a file");
            write!(file, "{number:08}").expect("our own file");
            file.set_modified(SystemTime::UNIX_EPOCH).expect("our own file");
        }
    };
    fill(0);
    let stop = AtomicBool::new(false);

    let output = thread::scope(|scope| {
        scope.spawn(|| (1..).take_while(|_| !stop.load(Relaxed)).for_each(fill));
        // So many runs that the writer gets its turn on the busiest machine.
        let models = ["--model=sequential", "--model=threads"].repeat(25);
        let output = tour().arg("--json").args(models).arg(&tree.root).output().expect("a run");
        stop.store(true, Relaxed);
        output
    });

    assert_eq!(output.status.code(), Some(1));
    let report = json(&output);
    assert_eq!(report["agree"], false);
    let digest = |run: &Value| run["result"]["files_digest"].as_str().expect("a text").to_owned();
    let runs = report["runs"].as_array().expect("a list");
    let first = digest(&runs[0]);
    let other = runs.iter().find(|run| digest(run) != first).expect("the files have changed");
    let expected = format!(
        "the models differ: digest of files: sequential has {first}, {} has {}",
        other["model"].as_str().expect("a name"),
        digest(other)
    );
    assert!(errors(&output).contains(&expected), "{}", errors(&output));
}

#[test]
fn a_model_whose_process_dies_is_code_one_and_the_others_are_told() {
    let tree = Tree::new();
    tree.file("file", "content");

    // No thread can be started with a stack as large as that.
    let output = tour()
        .env("RUST_MIN_STACK", (1_u64 << 60).to_string())
        .arg("--json")
        .arg(&tree.root)
        .output()
        .expect("a run");

    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    let message = "model threads failed: its process ended with exit status: 1";
    assert!(errors(&output).contains(message), "{}", errors(&output));
    let report = json(&output);
    assert_eq!(report["runs"][0]["model"], "sequential");
    assert_eq!(report["failures"][0], message);
}
