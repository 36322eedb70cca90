//! Trees with something wrong in them: the job goes on, and says what it did not take.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::trees::{Tree, errors, json, result, skipped, tour};

#[test]
fn an_empty_directory_is_no_error() {
    let tree = Tree::new();

    let report = tree.index();

    assert_eq!(result(&report)["files"], 0);
    assert_eq!(result(&report)["top_words"], serde_json::json!([]));
}

#[test]
fn symbolic_links_are_counted_and_a_loop_ends() {
    let tree = Tree::new();
    let file = tree.file("below/file", "once");
    symlink("..", tree.root.join("below/up")).expect("a link");
    symlink(&tree.root, tree.root.join("below/root")).expect("a link");
    symlink(&file, tree.root.join("alias")).expect("a link");
    symlink("nowhere", tree.root.join("broken")).expect("a link");

    let report = tree.index();

    assert_eq!(result(&report)["files"], 1);
    assert_eq!(report["input"]["listing"]["symlinks_not_followed"], 4);
}

#[test]
fn a_root_that_is_a_symbolic_link_is_walked() {
    let tree = Tree::new();
    tree.file("real/file", "content");
    let link = tree.root.join("link");
    symlink("real", &link).expect("a link");

    let output = tour().arg("--json").arg(link).output().expect("a run");

    assert_eq!(json(&output)["input"]["files"], 1);
}

#[test]
fn a_fifo_is_counted_and_not_opened() {
    let tree = Tree::new();
    tree.file("file", "content");
    if !tree.fifo("fifo") {
        return skipped("a_fifo_is_counted_and_not_opened", "no mkfifo here");
    }

    let report = tree.index();

    assert_eq!(result(&report)["files"], 1);
    assert_eq!(report["input"]["listing"]["special_files_skipped"], 1);
}

#[test]
fn names_that_a_terminal_would_obey_or_not_show_are_indexed() {
    let tree = Tree::new();
    let name = OsStr::from_bytes(b"not \xff utf8 \x1b[31m\n");
    fs::write(tree.root.join(name), "content").expect("a file");
    let locked = tree.root.join(OsStr::from_bytes(b"\x1b[2J"));
    fs::create_dir(&locked).expect("a directory");

    let report = tree.index();

    assert_eq!(result(&report)["files"], 1);
    assert_eq!(result(&report)["problems"]["count"], 0);
}

/// The program, run by somebody whom permissions bind, or `None` if that cannot be had here.
fn unprivileged(tree: &Tree) -> Option<Command> {
    let probe = tree.file("probe", "");
    fs::set_permissions(&probe, Permissions::from_mode(0o000)).expect("our own file");
    let bound = fs::read(&probe).is_err();
    fs::remove_file(probe).expect("our own file");
    if bound {
        return Some(tour());
    }
    // Nobody else may be allowed into the target folder, so the program comes to the tree.
    let copy = tree.root.join("program");
    fs::copy(env!("CARGO_BIN_EXE_threadbare-tour"), &copy).expect("a copy");
    let mut command = Command::new(copy);
    command.uid(65534).gid(65534);
    command.arg("--version").output().ok().filter(|output| output.status.success())?;
    let mut command = Command::new(tree.root.join("program"));
    command.uid(65534).gid(65534);
    Some(command)
}

#[test]
fn what_may_not_be_read_is_counted_and_named_and_the_job_goes_on() {
    let name = "what_may_not_be_read_is_counted_and_named_and_the_job_goes_on";
    let tree = Tree::under(&std::env::temp_dir());
    let Some(mut command) = unprivileged(&tree) else {
        return skipped(name, "this user may read everything");
    };
    tree.file("data/open", "content");
    for number in 0..7 {
        let path = tree.file(&format!("data/secret{number}"), "content");
        fs::set_permissions(path, Permissions::from_mode(0o000)).expect("our own file");
    }
    tree.file("data/closed/file", "content");
    let closed = tree.root.join("data/closed");
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).expect("our own directory");

    let output = command.arg("--json").arg(tree.root.join("data")).output().expect("a run");
    let text = command.arg("--model=threads").output().expect("a run");
    fs::set_permissions(closed, Permissions::from_mode(0o755)).expect("our own directory");

    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let report = json(&output);
    let problems = &result(&report)["problems"];
    assert_eq!(result(&report)["files"], 1);
    assert_eq!(problems["count"], 7);
    assert_eq!(problems["first"].as_array().expect("a list").len(), 5);
    assert_eq!(problems["first"][0], "secret0: Permission denied (os error 13)");
    let unlisted = &report["input"]["listing"]["problems"];
    assert_eq!(unlisted["first"][0], "closed: Permission denied (os error 13)");
    assert_eq!(text.status.code(), Some(0));
}

#[test]
fn a_tree_that_may_not_be_read_at_all_is_code_two() {
    let name = "a_tree_that_may_not_be_read_at_all_is_code_two";
    let tree = Tree::under(&std::env::temp_dir());
    let Some(mut command) = unprivileged(&tree) else {
        return skipped(name, "this user may read everything");
    };
    let closed = tree.root.join("closed");
    fs::create_dir(&closed).expect("a directory");
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).expect("our own directory");

    let output = command.arg(&closed).output().expect("a run");
    fs::set_permissions(closed, Permissions::from_mode(0o755)).expect("our own directory");

    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("name a directory that you may read"));
}
