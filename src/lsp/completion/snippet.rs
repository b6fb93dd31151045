//! What is written: text with places to fill in, or the same with their usual content.

/// What is written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Insert {
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Text(String),
    /// A place, and what usually stands there.
    Place(String),
    /// A place where nothing usually stands, and what belongs there.
    Hole(String),
    /// Where to go on.
    End,
}

impl Part {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Place(text) | Self::Hole(text) => text,
            Self::End => "",
        }
    }
}

impl Insert {
    /// Text as it stands.
    pub fn plain(text: &str) -> Self {
        Self::default().text(text)
    }

    /// More text.
    pub fn text(mut self, text: &str) -> Self {
        self.parts.push(Part::Text(text.to_owned()));
        self
    }

    /// A place to fill in, which can stay as it is.
    pub fn place(mut self, usual: &str) -> Self {
        self.parts.push(Part::Place(usual.to_owned()));
        self
    }

    /// A place that has to be filled in.
    pub fn hole(mut self, what: &str) -> Self {
        self.parts.push(Part::Hole(what.to_owned()));
        self
    }

    /// The place where one goes on.
    pub fn end(mut self) -> Self {
        self.parts.push(Part::End);
        self
    }

    /// Another one after it.
    pub fn and(mut self, more: Insert) -> Self {
        self.parts.extend(more.parts);
        self
    }

    /// Whether it has places.
    pub fn has_places(&self) -> bool {
        let place = |part: &Part| !matches!(part, Part::Text(_));
        self.parts.iter().any(place)
    }

    /// What stands there with every place filled in.
    pub fn filled(&self) -> String {
        let parts = self.parts.iter();
        parts.map(Part::text).collect()
    }

    /// Its beginning: so many bytes of what stands there, less the blanks at the end.
    pub fn up_to(&self, bytes: usize) -> Self {
        let mut left = bytes;
        let mut parts = Vec::new();
        for part in &self.parts {
            let text = part.text();
            match text.get(..left) {
                Some(begun) if begun.len() < text.len() => {
                    parts.push(Part::Text(begun.to_owned()));
                    break;
                }
                _ => parts.push(part.clone()),
            }
            left = left.saturating_sub(text.len());
        }
        while let Some(Part::Text(text)) = parts.last_mut() {
            text.truncate(text.trim_end().len());
            if !text.is_empty() {
                break;
            }
            parts.pop();
        }
        Self { parts }
    }

    /// In the protocol's notation for snippets.
    pub fn snippet(&self) -> String {
        let (mut text, mut number) = (String::new(), 0);
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(&escaped(plain)),
                Part::End => text.push_str("$0"),
                Part::Place(usual) | Part::Hole(usual) => {
                    number += 1;
                    text.push_str(&format!("${{{number}:{}}}", escaped(usual)));
                }
            }
        }
        text
    }

    /// For editors that know no snippets, and so no places: up to the first that has to be filled
    /// in, on one line, since their menus cannot write several.
    pub fn written(&self) -> String {
        let known = self
            .parts
            .iter()
            .take_while(|part| !matches!(part, Part::Hole(_)));
        let text: String = known
            .map(|part| match part {
                Part::Text(text) | Part::Place(text) => text.as_str(),
                Part::Hole(_) | Part::End => "",
            })
            .collect();
        let mut lines = text.split('\n');
        let mut one = lines.next().unwrap_or_default().to_owned();
        for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
            if !one.ends_with(' ') {
                one.push(' ');
            }
            one.push_str(line);
        }
        one
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '$' | '}' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_and_signs_escaped() {
        let insert = Insert::plain("try {")
            .place("<A}>")
            .text("$")
            .place("b")
            .end();
        assert_eq!(insert.snippet(), "try {${1:<A\\}>}\\$${2:b}$0");
        assert_eq!(insert.written(), "try {<A}>$b");
        assert!(insert.has_places() && !Insert::plain("x").has_places());
    }

    #[test]
    fn its_beginning_keeps_its_places() {
        let insert = Insert::plain("to ").place("<A>").text(" at ").hole("B");
        assert_eq!(insert.filled(), "to <A> at B");
        assert_eq!(insert.up_to(7).snippet(), "to ${1:<A>}");
        assert_eq!(insert.up_to(3).snippet(), "to");
        assert_eq!(insert.up_to(11).snippet(), insert.snippet());
    }

    #[test]
    fn without_places_it_is_one_line_up_to_what_is_missing() {
        let block = Insert::plain("try {\n    ").end().text("\n}\n    on ");
        let block = block.place("any other").text(" -> fail");
        assert_eq!(block.written(), "try { } on any other -> fail");
        let named = Insert::plain("let ").hole("Name").text(" = ").hole("value");
        assert_eq!(named.written(), "let ");
        assert_eq!(named.snippet(), "let ${1:Name} = ${2:value}");
    }
}
