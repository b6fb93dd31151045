//! Texts with parameters in them: `contacts/{ContactId}/end`.

use serde::Deserialize;

/// A text with parameters in it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Template {
    /// Its parts, in order.
    pub parts: Vec<TemplatePart>,
}

/// A part of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TemplatePart {
    /// Text as it is.
    Text(String),
    /// The value of the parameter of that name.
    Param(String),
}

impl Template {
    /// The parameters that it names.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TemplatePart::Param(name) => Some(name.as_str()),
            TemplatePart::Text(_) => None,
        })
    }

    /// The parameter that it is, where it is nothing else.
    pub fn only_param(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [TemplatePart::Param(name)] => Some(name),
            _ => None,
        }
    }

    /// The text, with each parameter put in as `value` says; nothing where one has no value.
    pub fn fill(&self, mut value: impl FnMut(&str) -> Option<String>) -> Option<String> {
        let mut filled = String::with_capacity(64);
        for part in &self.parts {
            match part {
                TemplatePart::Text(text) => filled.push_str(text),
                TemplatePart::Param(name) => filled.push_str(&value(name)?),
            }
        }
        Some(filled)
    }
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| format!("a `{{` has no closing `}}` in {text}"))?;
            if !before.is_empty() {
                parts.push(TemplatePart::Text(before.into()));
            }
            parts.push(TemplatePart::Param(name.into()));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(TemplatePart::Text(rest.into()));
        }
        Ok(Self { parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled() {
        let path = Template::try_from("contacts/{ContactId}/end".to_owned()).expect("a template");
        assert_eq!(path.params().collect::<Vec<_>>(), ["ContactId"]);
        let filled = path.fill(|name| Some(format!("<{name}>")));
        assert_eq!(filled.as_deref(), Some("contacts/<ContactId>/end"));
        assert_eq!(path.fill(|_| None), None);
        assert!(Template::try_from("{A".to_owned()).is_err());
    }
}
