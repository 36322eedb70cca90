//! Runs cargo and other programs; prints the plain line first, so that a reader can paste it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().map_or_else(|| manifest.to_path_buf(), Path::to_path_buf)
}

/// A line to run: environment settings, then the words of the command.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    settings: Vec<(String, String)>,
    words: Vec<String>,
}

impl Line {
    /// A line of `words`, split at blanks.
    pub(crate) fn new(words: &str) -> Self {
        Self { settings: Vec::new(), words: words.split_whitespace().map(Into::into).collect() }
    }

    /// Adds one word, blanks and all.
    pub(crate) fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }

    /// Sets an environment variable for this line alone.
    pub(crate) fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// The line as a person would type it.
    pub(crate) fn plain(&self) -> String {
        let quote = |text: &str| {
            let safe = |byte: char| byte.is_ascii_alphanumeric() || "-_./=:,+@".contains(byte);
            if !text.is_empty() && text.chars().all(safe) {
                text.into()
            } else {
                format!("'{text}'")
            }
        };
        let settings = self.settings.iter().map(|(name, value)| format!("{name}={}", quote(value)));
        settings.chain(self.words.iter().map(|word| quote(word))).collect::<Vec<_>>().join(" ")
    }

    /// The command, ready to be run in the workspace's root, with standard input closed.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.words.first().map_or("true", String::as_str));
        command.args(self.words.get(1..).unwrap_or_default());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.current_dir(root()).stdin(Stdio::null());
        command
    }

    /// Prints the line and runs it with this program's own output.
    pub(crate) fn run(&self) -> crate::Outcome {
        println!("$ {}", self.plain());
        let status =
            self.command().status().map_err(|error| format!("{}: {error}", self.plain()))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("`{}` ended with {status}", self.plain()))
        }
    }

    /// Prints the line, runs it, and returns what it wrote to standard output.
    pub(crate) fn output(&self) -> Result<String, String> {
        println!("$ {}", self.plain());
        let done = self
            .command()
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("{}: {error}", self.plain()))?;
        if !done.status.success() {
            return Err(format!("`{}` ended with {}", self.plain(), done.status));
        }
        String::from_utf8(done.stdout).map_err(|error| format!("{}: {error}", self.plain()))
    }
}
