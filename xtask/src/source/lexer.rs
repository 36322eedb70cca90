//! A lexer for Rust, as far as rules about text need one: it tells code from comments, strings
//! and character literals, so that no rule fires inside those.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or a keyword.
    Word,
    Number,
    Lifetime,
    /// A string or a character; the token's text holds quotes, prefix and all.
    Text,
    /// Punctuation: one character, or one of `::`, `->`, `=>`.
    Mark,
}

/// A piece of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    /// From 1.
    pub(crate) line: usize,
    /// In characters, from 1, as rustc counts.
    pub(crate) column: usize,
    /// A string may end on another line.
    pub(crate) last_line: usize,
}

/// One line of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// Without the comment marks, trimmed at the end.
    pub(crate) text: String,
    /// `///`, `//!`, `/**` or `/*!`.
    pub(crate) doc: bool,
}

/// The tokens and the comments of `text`.
pub(crate) fn lex(text: &str) -> (Vec<Token>, Vec<Comment>) {
    let mut lexer = Lexer {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
        column: 1,
        tokens: Vec::new(),
        comments: Vec::new(),
    };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    (lexer.tokens, lexer.comments)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    column: usize,
    tokens: Vec<Token>,
    comments: Vec<Comment>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn bump(&mut self) -> char {
        let char = self.peek(0);
        self.at += 1;
        if char == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        char
    }

    /// Takes one token or comment, or skips one blank.
    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.line_comment(),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.token(Kind::Text, Self::string),
            ('\'', _) => self.quote(),
            (char, _) if is_word_start(char) => self.word(),
            (char, _) if char.is_ascii_digit() => self.token(Kind::Number, Self::number),
            (char, _) if char.is_whitespace() => {
                self.bump();
            }
            _ => self.token(Kind::Mark, Self::mark),
        }
    }

    /// Runs `take` and makes a token of what it went past.
    fn token(&mut self, kind: Kind, take: fn(&mut Self)) {
        let (start, line, column) = (self.at, self.line, self.column);
        take(self);
        let end = self.at.min(self.chars.len());
        let text = self.chars.get(start..end).unwrap_or_default().iter().collect();
        self.tokens.push(Token { kind, text, line, column, last_line: self.line });
    }

    fn mark(&mut self) {
        let pair = (self.peek(0), self.peek(1));
        self.bump();
        if matches!(pair, (':', ':') | ('-' | '=', '>')) {
            self.bump();
        }
    }

    fn line_comment(&mut self) {
        let (line, column) = (self.line, self.column);
        let rest = self.chars.get(self.at..).unwrap_or_default();
        let text: String = rest.iter().take_while(|char| **char != '\n').collect();
        for _ in text.chars() {
            self.bump();
        }
        let doc = text.starts_with("//!") || text.starts_with("///") && !text.starts_with("////");
        let text = text.trim_start_matches('/').trim_start_matches('!');
        let text = text.strip_prefix(' ').unwrap_or(text).trim_end().into();
        self.comments.push(Comment { line, column, text, doc });
    }

    fn block_comment(&mut self) {
        let doc = matches!(self.peek(2), '*' | '!') && self.peek(3) != '/';
        let mut depth = 0;
        let (mut line, mut column, mut text) = (self.line, self.column, String::new());
        let mut done = Vec::new();
        while self.at < self.chars.len() {
            let step = match (self.peek(0), self.peek(1)) {
                ('/', '*') => 1,
                ('*', '/') => -1,
                _ => 0,
            };
            depth += step;
            if step != 0 {
                self.bump();
                self.bump();
            } else if self.bump() == '\n' {
                done.push((line, column, std::mem::take(&mut text)));
                (line, column) = (self.line, self.column);
            } else {
                text.push(self.chars[self.at - 1]);
            }
            if depth == 0 {
                break;
            }
        }
        done.push((line, column, text));
        for (line, column, text) in done {
            let text = text.trim().trim_start_matches(['*', '!']).trim().to_owned();
            self.comments.push(Comment { line, column, text, doc });
        }
    }

    /// A plain string, from its opening quote.
    fn string(&mut self) {
        self.quoted('"');
    }

    fn quoted(&mut self, close: char) {
        self.bump();
        while self.at < self.chars.len() {
            match self.bump() {
                '\\' => {
                    self.bump();
                }
                char if char == close => break,
                _ => {}
            }
        }
    }

    /// A raw string, from its first `#` or its quote.
    fn raw_string(&mut self) {
        let mut hashes = 0;
        while self.peek(0) == '#' {
            self.bump();
            hashes += 1;
        }
        self.bump();
        while self.at < self.chars.len() {
            if self.bump() == '"' && (0..hashes).all(|ahead| self.peek(ahead) == '#') {
                for _ in 0..hashes {
                    self.bump();
                }
                break;
            }
        }
    }

    /// A character or a lifetime: `'a'` and `'\n'` against `'a`.
    fn quote(&mut self) {
        if self.peek(1) == '\\' || self.peek(2) == '\'' {
            self.token(Kind::Text, |lexer| lexer.quoted('\''));
        } else {
            self.token(Kind::Lifetime, |lexer| {
                lexer.bump();
                lexer.word_end();
            });
        }
    }

    fn word_end(&mut self) {
        while is_word(self.peek(0)) {
            self.bump();
        }
    }

    fn number(&mut self) {
        self.word_end();
        if self.peek(0) == '.' && self.peek(1).is_ascii_digit() {
            self.bump();
            self.word_end();
        }
    }

    /// A word, or a string or character with a prefix, or a raw identifier.
    fn word(&mut self) {
        let prefix: String =
            (0..3).map(|ahead| self.peek(ahead)).take_while(|c| is_word(*c)).collect();
        let after = prefix.chars().count();
        let hashes = (after..).take_while(|ahead| self.peek(*ahead) == '#').count();
        let raw = matches!(prefix.as_str(), "r" | "br" | "cr");
        if raw && self.peek(after + hashes) == '"' {
            self.token(Kind::Text, |lexer| {
                while lexer.peek(0) != '#' && lexer.peek(0) != '"' {
                    lexer.bump();
                }
                lexer.raw_string();
            });
        } else if matches!(prefix.as_str(), "b" | "c") && matches!(self.peek(1), '"' | '\'') {
            self.token(Kind::Text, |lexer| {
                lexer.bump();
                let close = lexer.peek(0);
                lexer.quoted(close);
            });
        } else if prefix == "r" && hashes == 1 && is_word_start(self.peek(2)) {
            self.token(Kind::Word, |lexer| {
                lexer.bump();
                lexer.bump();
                lexer.word_end();
            });
        } else {
            self.token(Kind::Word, Self::word_end);
        }
    }
}

fn is_word_start(char: char) -> bool {
    char == '_' || char.is_alphabetic()
}

fn is_word(char: char) -> bool {
    char == '_' || char.is_alphanumeric()
}
