//! An action in a line, as scripts write it, with the kinds of its values:
//! `open ticket for <ContactId: contact id> with Subject: text? giving TicketId: number`.

use crate::catalogue::{LoadError, SystemEntry};
use toml::{Table, Value};

/// An action in a line.
#[derive(Debug, PartialEq)]
pub(super) struct Signature {
    /// `open ticket for <ContactId>`
    phrase: String,
    params: Vec<Param>,
    outputs: Vec<(String, String)>,
    pub about: String,
    outcomes: Vec<(String, Table)>,
    pub reads: bool,
}

#[derive(Debug, PartialEq)]
struct Param {
    name: String,
    kind: String,
    in_phrase: bool,
    required: bool,
}

impl Signature {
    pub fn read(line: &str) -> Result<Self, String> {
        let (line, outputs) = line.split_once(" giving ").unwrap_or((line, ""));
        let (words, params) = line.split_once(" with ").unwrap_or((line, ""));
        let (phrase, mut all) = phrase(words)?;
        for (name, kind) in pairs(params)? {
            let optional = kind.strip_suffix('?');
            all.push(Param {
                required: optional.is_none(),
                kind: optional.unwrap_or(&kind).trim_end().to_owned(),
                name,
                in_phrase: false,
            });
        }
        Ok(Self {
            about: String::new(),
            phrase,
            params: all,
            outputs: pairs(outputs)?,
            outcomes: Vec::new(),
            reads: false,
        })
    }

    pub fn add_outcome(&mut self, name: &str, when: &str, passes: bool) {
        let table = Table::from_iter([
            ("when".to_owned(), when.into()),
            ("transient".to_owned(), passes.into()),
        ]);
        self.outcomes.push((name.to_owned(), table));
    }

    /// Its words without its values.
    pub fn key(&self) -> String {
        let words = self.phrase.split(' ').filter(|word| !word.starts_with('<'));
        words.collect::<Vec<_>>().join(" ")
    }

    fn table(&self) -> Table {
        let about = match self.about.is_empty() {
            true => format!("Performs `{}`.", self.phrase),
            false => self.about.clone(),
        };
        let params = self.params.iter().map(|param| {
            let mut table = about_of(&param.name, &param.kind);
            if !param.in_phrase {
                table.insert("required".into(), param.required.into());
            }
            (param.name.clone(), Value::Table(table))
        });
        let outputs = self.outputs.iter();
        let outputs =
            outputs.map(|(name, kind)| (name.clone(), Value::Table(about_of(name, kind))));
        let outcomes = self.outcomes.iter();
        let outcomes = outcomes.map(|(name, table)| (name.clone(), Value::Table(table.clone())));
        Table::from_iter([
            ("phrase".to_owned(), self.phrase.clone().into()),
            ("about".to_owned(), about.into()),
            ("reads".to_owned(), self.reads.into()),
            ("example".to_owned(), self.phrase.clone().into()),
            ("params".to_owned(), Value::Table(params.collect())),
            ("outputs".to_owned(), Value::Table(outputs.collect())),
            ("outcomes".to_owned(), Value::Table(outcomes.collect())),
        ])
    }
}

fn about_of(name: &str, kind: &str) -> Table {
    Table::from_iter([
        ("type".to_owned(), kind.into()),
        ("about".to_owned(), format!("The {name}.").into()),
    ])
}

/// The phrase without the kinds of its values, and its parameters.
fn phrase(words: &str) -> Result<(String, Vec<Param>), String> {
    let (mut phrase, mut params, mut rest) = (String::new(), Vec::new(), words.trim());
    while let Some((before, after)) = rest.split_once('<') {
        let (value, after) = after
            .split_once('>')
            .ok_or_else(|| format!("`<{after}` has no `>`"))?;
        let (name, kind) = pair(value)?;
        phrase.push_str(&format!("{before}<{name}>"));
        params.push(Param {
            name,
            kind,
            in_phrase: true,
            required: true,
        });
        rest = after;
    }
    phrase.push_str(rest);
    Ok((phrase, params))
}

/// Names with their kinds. A part without a colon goes on with the names of a closed list.
fn pairs(list: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in list.split(',').filter(|part| !part.trim().is_empty()) {
        match (part.contains(':'), pairs.last_mut()) {
            (false, Some((_, kind))) => kind.push_str(&format!(",{part}")),
            _ => pairs.push(pair(part)?),
        }
    }
    Ok(pairs)
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, kind) = text
        .split_once(':')
        .ok_or_else(|| format!("`{}` has no type: write `Name: text`", text.trim()))?;
    Ok((name.trim().to_owned(), kind.trim().to_owned()))
}

/// The catalogue of these actions.
pub(super) fn entry(name: &str, actions: &[Signature]) -> Result<SystemEntry, LoadError> {
    let actions = actions.iter().map(|action| Value::Table(action.table()));
    let system = Table::from_iter([
        ("name".to_owned(), name.into()),
        ("title".to_owned(), name.into()),
        ("about".to_owned(), format!("The actions of {name}.").into()),
        ("actions".to_owned(), Value::Array(actions.collect())),
    ]);
    SystemEntry::from_toml(&system.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_phrase_parameters_and_outputs() {
        let line = "open ticket for <ContactId: contact id> with Urgency: one of \"Low\", \"High\", \
                    Subject: text? giving TicketId: number";
        let entry =
            entry("desk", &[Signature::read(line).expect("it is right")]).expect("all fits");
        let open = entry.action("open ticket for").expect("it is there");
        let params: Vec<_> = open
            .params
            .iter()
            .map(|param| (&*param.name, param.kind.to_string(), param.required))
            .collect();
        assert_eq!(
            params,
            [
                ("ContactId", "contact id".to_owned(), true),
                ("Urgency", "one of \"Low\", \"High\"".to_owned(), true),
                ("Subject", "text".to_owned(), false),
            ]
        );
        assert_eq!(&*open.outputs[0].name, "TicketId");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (line, part) in [
            ("open <ContactId", "has no `>`"),
            ("open <ContactId>", "`ContactId` has no type"),
            ("open with Subject", "`Subject` has no type"),
        ] {
            let problem = Signature::read(line).expect_err(line);
            assert!(problem.contains(part), "{problem}");
        }
        let strange = Signature::read("open <X: elephant>").expect("its kind is looked at later");
        let wrong = entry("desk", &[strange])
            .expect_err("no such kind")
            .to_string();
        assert!(wrong.contains("elephant"), "{wrong}");
    }
}
