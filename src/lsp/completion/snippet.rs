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
    /// Where to go on.
    End,
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

    /// A place to fill in.
    pub fn place(mut self, usual: &str) -> Self {
        self.parts.push(Part::Place(usual.to_owned()));
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

    /// In the protocol's notation for snippets.
    pub fn snippet(&self) -> String {
        let (mut text, mut number) = (String::new(), 0);
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(&escaped(plain)),
                Part::End => text.push_str("$0"),
                Part::Place(usual) => {
                    number += 1;
                    text.push_str(&format!("${{{number}:{}}}", escaped(usual)));
                }
            }
        }
        text
    }

    /// For editors that know no snippets.
    pub fn written(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) | Part::Place(text) => text.as_str(),
            Part::End => "",
        });
        parts.collect()
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
}
