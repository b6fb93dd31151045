//! What `flow.toml` says about checks: the levels of rules, and what holds in which folder.

use crate::catalogue::Catalogue;
use crate::check::policy::names::{self, Refused};
use crate::check::policy::{Demand, Glob, House, Level, Levels, Limited, NoLevel, Policy};
use crate::check::rules;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::settings::{Item, Problem, Table, to_span};
use crate::source::Span;
use std::sync::Arc;
use toml::de::DeValue;

/// Everything that a policy may say.
const KEYS: [&str; 9] = [
    "paths", "reason", "level", "forbid", "handle", "limits", "use", "steps", "plan",
];

/// Reads `[check]`.
pub(super) fn read(top: &Table<'_, '_>, catalogue: &Catalogue) -> Result<House, Problem> {
    let Some(table) = top.table("check")? else {
        return Ok(House::default());
    };
    let house = House {
        levels: levels(&table, catalogue)?,
        policies: policies(&table, catalogue)?,
        docs: docs(&table)?,
        ..House::default()
    };
    table.nothing_else()?;
    Ok(house)
}

/// `docs = "https://docs.example/rules/{code}"`
fn docs(table: &Table<'_, '_>) -> Result<Option<Arc<str>>, Problem> {
    let Some(address) = table.text("docs")? else {
        return Ok(None);
    };
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    let names = address.contains("{code}") || address.contains("{name}");
    match table.get("docs").filter(|_| !is_web || !names) {
        None => Ok(Some(address.into())),
        Some(item) => Err(table
            .wrong(
                item,
                "`docs` must be a web address with `{code}` or `{name}`",
            )
            .help("the form is `docs = \"https://<host>/<folder>/{code}\"`")),
    }
}

fn levels(table: &Table<'_, '_>, catalogue: &Catalogue) -> Result<Levels, Problem> {
    let mut levels = Levels::default();
    let Some(inner) = table.table("levels")? else {
        return Ok(levels);
    };
    for (name, span, item) in inner.entries() {
        let level = level(&inner, item)?;
        let before = levels.iter().count();
        let said = levels.set(&name, level, catalogue);
        said.map_err(|why| {
            let (title, help) = refused(&name, &why);
            let problem = Problem::new(title).at(inner.source, span, "");
            problem.help(help)
        })?;
        if levels.iter().count() == before {
            return Err(twice(&name, catalogue).at(inner.source, span, ""));
        }
    }
    Ok(levels)
}

/// A rule that has a level by its code and one by a name, or by two names.
fn twice(name: &str, catalogue: &Catalogue) -> Problem {
    let rule = rules::named(name, catalogue);
    let code = rule.map_or_else(|| name.to_owned(), |rule| rule.code.to_string());
    Problem::new(format!("the level of {code} is set twice")).help(format!(
        "keep one of the two lines: {code} and `{}` are the same rule",
        { rule.map_or(name, |rule| rule.name) }
    ))
}

fn level(table: &Table<'_, '_>, item: Item<'_, '_>) -> Result<Level, Problem> {
    let word = item.get_ref().as_str().unwrap_or_default();
    Level::named(word).ok_or_else(|| {
        let known = Level::ALL.map(|level| format!("\"{}\"", level.word()));
        table
            .wrong(item, "unknown level")
            .help(format!("use one of {}", known.join(", ")))
    })
}

fn refused(name: &str, why: &NoLevel) -> (String, String) {
    match why {
        NoLevel::Unknown(near) => (
            format!("unknown rule `{name}`"),
            match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "use its code or its name; `flow explain` lists them".into(),
            },
        ),
        NoLevel::Hard(code) => (
            format!("the level of {code} cannot be changed: it is an error"),
            "a flow with an error cannot run; only warnings and notes have levels".into(),
        ),
    }
}

fn policies(table: &Table<'_, '_>, catalogue: &Catalogue) -> Result<Vec<Arc<Policy>>, Problem> {
    let Some(item) = table.get("policy") else {
        return Ok(Vec::new());
    };
    let form = "a policy must be its own table: `[[check.policy]]`";
    let DeValue::Array(items) = item.get_ref() else {
        return Err(table.wrong(item, form));
    };
    let one = |item| match toml_table(table, item) {
        Some(inner) => policy(&inner, catalogue).map(Arc::new),
        None => Err(table.wrong(item, form)),
    };
    items.iter().map(one).collect()
}

fn toml_table<'a, 'i>(of: &Table<'a, 'i>, item: Item<'a, 'i>) -> Option<Table<'a, 'i>> {
    let inner = item.get_ref().as_table()?;
    Some(Table::new(of.source, item.span(), inner))
}

fn policy(table: &Table<'_, '_>, catalogue: &Catalogue) -> Result<Policy, Problem> {
    table.only(&KEYS)?;
    let forbid = table.texts("forbid")?;
    let forbid = forbid.iter().map(|pattern| {
        let named = names::forbidden(pattern, catalogue);
        named.map_err(|why| refuse(table, "forbid", pattern, why))
    });
    let policy = Policy {
        paths: paths(table)?,
        reason: table.text("reason")?,
        level: severity(table)?,
        forbid: forbid.collect::<Result<_, _>>()?,
        handle: table.texts("handle")?,
        limits: limits(table)?,
        uses: table.texts("use")?,
        steps: table.texts("steps")?,
        plan: demand(table)?,
        place: Some((table.source.clone(), place(table, "paths"))),
    };
    let names = [&policy.handle, &policy.uses, &policy.steps].map(Vec::len);
    let plans = usize::from(policy.plan.is_some());
    let asks = policy.forbid.len() + names.iter().sum::<usize>() + plans;
    if asks == 0 && table.get("limits").is_none() {
        let message = "the policy asks for nothing";
        let problem = Problem::new(message).at(table.source, place(table, "paths"), "");
        return Err(problem.help("add `forbid`, `handle`, `limits`, `use`, `steps` or `plan`"));
    }
    for name in &policy.handle {
        names::outcome(name, catalogue).map_err(|why| refuse(table, "handle", name, why))?;
    }
    for name in &policy.uses {
        names::system(name, catalogue).map_err(|why| refuse(table, "use", name, why))?;
    }
    for name in &policy.steps {
        names::step(name).map_err(|why| refuse(table, "steps", name, why))?;
    }
    Ok(policy)
}

fn demand(table: &Table<'_, '_>) -> Result<Option<Demand>, Problem> {
    let Some(item) = table.get("plan") else {
        return Ok(None);
    };
    let word = item.get_ref().as_str().unwrap_or_default();
    let known = Demand::ALL.map(|demand| format!("\"{}\"", demand.words()));
    Demand::named(word).map(Some).ok_or_else(|| {
        table
            .wrong(item, "unknown demand for a plan")
            .help(format!("use {}", known.join(" or ")))
    })
}

fn paths(table: &Table<'_, '_>) -> Result<Vec<Glob>, Problem> {
    let patterns = table.texts("paths")?;
    let patterns = patterns.iter().map(|pattern| {
        let help = "`*` matches within a folder, `**` any folders: `night/**`";
        let glob = Glob::paths(pattern);
        glob.map_err(|why| refuse(table, "paths", pattern, (why, help.into())))
    });
    patterns.collect()
}

/// What is wrong with a text of a list.
fn refuse(table: &Table<'_, '_>, key: &'static str, text: &str, (title, help): Refused) -> Problem {
    let span = table.get(key).map(|item| {
        let inner = item.get_ref().as_array();
        let mut inner = inner.into_iter().flat_map(|items| items.iter());
        let found = inner.find(|one| one.get_ref().as_str() == Some(text));
        to_span(found.unwrap_or(item).span())
    });
    Problem::new(title)
        .at(table.source, span.unwrap_or(table.span), "")
        .help(help)
}

/// Where a key's value stands, or the table that has no such key.
fn place(table: &Table<'_, '_>, key: &'static str) -> Span {
    let item = table.get(key);
    item.map_or(table.span, |item| to_span(item.span()))
}

fn severity(table: &Table<'_, '_>) -> Result<Severity, Problem> {
    let Some(item) = table.get("level") else {
        return Ok(Severity::Error);
    };
    let severity = level(table, item)?.severity();
    severity.ok_or_else(|| table.wrong(item, "remove a policy instead of turning it off"))
}

fn limits(table: &Table<'_, '_>) -> Result<Vec<Limited>, Problem> {
    let named = |words: String| {
        Limited::named(&words).ok_or_else(|| {
            let known = Limited::ALL.map(Limited::words);
            let help = match nearest(&words, known) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("use one of \"{}\"", known.join("\", \"")),
            };
            let problem = Problem::new(format!("`{words}` has no limit to require"));
            let span = table.get("limits").map(|item| item.span());
            let span = span.map(to_span).unwrap_or(table.span);
            problem.at(table.source, span, "").help(help)
        })
    };
    table.texts("limits")?.into_iter().map(named).collect()
}
