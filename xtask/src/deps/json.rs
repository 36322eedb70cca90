//! Reads JSON, as much of it as `cargo metadata` writes: all of it, in a hundred lines.

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Json {
    /// The value that `text` holds, and nothing else but blanks.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
        let value = reader.value()?;
        reader.blanks();
        if reader.at == text.len() { Ok(value) } else { Err(reader.wrong("the end")) }
    }

    /// The member of a map; null when there is none.
    pub(super) fn get(&self, name: &str) -> &Self {
        let Self::Map(members) = self else {
            return &Self::Null;
        };
        members.iter().find(|(known, _)| known == name).map_or(&Self::Null, |(_, value)| value)
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The text; empty when it is none.
    pub(super) fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn blanks(&mut self) {
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    fn wrong(&self, wanted: &str) -> String {
        format!("JSON: {wanted} expected at byte {}", self.at)
    }

    /// Goes past `word` if it stands here.
    fn takes(&mut self, word: &str) -> bool {
        self.blanks();
        let there = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        if there {
            self.at += word.len();
        }
        there
    }

    fn value(&mut self) -> Result<Json, String> {
        self.blanks();
        match self.peek() {
            b'{' => self.map(),
            b'[' => self.list(),
            b'"' => self.text().map(Json::Text),
            b'-' | b'0'..=b'9' => self.number(),
            _ if self.takes("null") => Ok(Json::Null),
            _ if self.takes("true") => Ok(Json::Bool(true)),
            _ if self.takes("false") => Ok(Json::Bool(false)),
            _ => Err(self.wrong("a value")),
        }
    }

    fn map(&mut self) -> Result<Json, String> {
        let mut members = Vec::new();
        self.at += 1;
        while !self.takes("}") {
            if !members.is_empty() && !self.takes(",") {
                return Err(self.wrong("`,` or `}`"));
            }
            self.blanks();
            let name = self.text()?;
            if !self.takes(":") {
                return Err(self.wrong("`:`"));
            }
            members.push((name, self.value()?));
        }
        Ok(Json::Map(members))
    }

    fn list(&mut self) -> Result<Json, String> {
        let mut items = Vec::new();
        self.at += 1;
        while !self.takes("]") {
            if !items.is_empty() && !self.takes(",") {
                return Err(self.wrong("`,` or `]`"));
            }
            items.push(self.value()?);
        }
        Ok(Json::List(items))
    }

    fn number(&mut self) -> Result<Json, String> {
        let start = self.at;
        while matches!(self.peek(), b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') {
            self.at += 1;
        }
        let digits = self.bytes.get(start..self.at).unwrap_or_default();
        let number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        number.map(Json::Number).ok_or_else(|| self.wrong("a number"))
    }

    fn text(&mut self) -> Result<String, String> {
        if self.peek() != b'"' {
            return Err(self.wrong("a string"));
        }
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            let byte = *self.bytes.get(self.at).ok_or_else(|| self.wrong("`\"`"))?;
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    let char = self.escape()?;
                    bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
                }
                other => bytes.push(other),
            }
        }
        String::from_utf8(bytes).map_err(|error| error.to_string())
    }

    /// What stands behind a backslash. Half of a surrogate pair becomes the replacement mark.
    fn escape(&mut self) -> Result<char, String> {
        let byte = self.peek();
        self.at += 1;
        Ok(match byte {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let digits = self.bytes.get(self.at..self.at + 4).unwrap_or_default();
                let digits = std::str::from_utf8(digits).unwrap_or_default();
                let code = u32::from_str_radix(digits, 16).map_err(|_| self.wrong("4 digits"))?;
                self.at += 4;
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            b'"' | b'\\' | b'/' => char::from(byte),
            _ => return Err(self.wrong("an escape")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kinds_of_values_are_read() {
        let text =
            r#" {"a": [1, -2.5e1, true, null], "b": {"c": "x\n\u00e4\"ö"}, "d": {}, "e": []} "#;
        let json = Json::parse(text).expect("well formed");
        let numbers = [Json::Number(1.0), Json::Number(-25.0), Json::Bool(true), Json::Null];
        assert_eq!(json.get("a").items(), numbers);
        assert_eq!(json.get("b").get("c").text(), "x\nä\"ö");
        assert_eq!(json.get("none"), &Json::Null);
        assert_eq!((json.get("e").items().len(), json.get("a").text()), (0, ""));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in
            ["", "{", "[1", "[1 2]", "{\"a\" 1}", "\"a", "1 2", "nul", "\"\\q\"", "\"\\u12\""]
        {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }
}
