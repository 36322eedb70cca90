//! Which directory to index: the one that the user names, or a large one that most machines
//! with a Rust toolchain have.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cli::{Limit, Options};
use crate::listing::{self, Listing};
use crate::problems::printable;

/// The default input is cut to this, so that a run without arguments takes seconds anywhere.
pub(crate) const DEFAULT_LIMIT_BYTES: u64 = 192 << 20;

/// A directory, why it was chosen, and what is in it.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) root: PathBuf,
    pub(crate) chosen: &'static str,
    pub(crate) limit_bytes: Option<u64>,
    pub(crate) listing: Listing,
}

/// Chooses the directory and lists it.
///
/// # Errors
///
/// Says what is wrong with the directory, and what to do.
pub(crate) fn choose(options: &Options) -> Result<Input, String> {
    let (root, chosen, skip): (_, _, &[&str]) = match &options.directory {
        Some(directory) => (directory.clone(), "named by the user", &[]),
        None => default_directory()?,
    };
    let limit_bytes = match options.limit {
        Limit::Bytes(bytes) => Some(bytes),
        Limit::Default if options.directory.is_none() => Some(DEFAULT_LIMIT_BYTES),
        Limit::Default | Limit::None => None,
    };
    let name = printable(&root);
    match fs::metadata(&root) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(format!("{name} is not a directory; name the one that it is in")),
        Err(error) => {
            return Err(format!(
                "cannot index {name}: {error}; name a directory that exists, or none at all for \
                 a default"
            ));
        }
    }
    let mut listing = listing::walk(&root, skip).map_err(|error| {
        format!("cannot list {name}: {error}; name a directory that you may read")
    })?;
    if let Some(bytes) = limit_bytes {
        listing.cut(bytes);
    }
    Ok(Input { root, chosen, limit_bytes, listing })
}

type Candidate = (PathBuf, &'static str, &'static [&'static str]);

fn default_directory() -> Result<Candidate, String> {
    let candidates = [
        (standard_documentation(), "the Rust standard documentation"),
        (registry_sources(), "the cargo registry sources"),
    ];
    for (path, chosen) in candidates {
        if let Some(path) = path.filter(|path| holds_something(path)) {
            return Ok((path, chosen, &[]));
        }
    }
    // A build may be writing into `target` while the models read.
    let repository = repository().map_err(|error| {
        format!("no default input, and no current directory: {error}; name a directory")
    })?;
    Ok((repository, "the repository itself, without .git and target", &[".git", "target"]))
}

fn standard_documentation() -> Option<PathBuf> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        // Where a directory asks for a toolchain that is not there, rustup would download it.
        .env("RUSTUP_AUTO_INSTALL", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let mut sysroot = output.stdout;
    while sysroot.last() == Some(&b'\n') {
        sysroot.pop();
    }
    if sysroot.is_empty() {
        return None;
    }
    Some(PathBuf::from(OsString::from_vec(sysroot)).join("share/doc/rust/html"))
}

fn registry_sources() -> Option<PathBuf> {
    let home = match env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => PathBuf::from(env::var_os("HOME")?).join(".cargo"),
    };
    Some(home.join("registry/src"))
}

fn repository() -> std::io::Result<PathBuf> {
    let start = match env::var_os("CARGO_MANIFEST_DIR") {
        Some(package) => PathBuf::from(package),
        None => env::current_dir()?,
    };
    let repository = start.ancestors().find(|directory| directory.join(".git").exists());
    Ok(repository.unwrap_or(&start).to_path_buf())
}

fn holds_something(directory: &Path) -> bool {
    fs::read_dir(directory).is_ok_and(|mut children| children.next().is_some())
}
