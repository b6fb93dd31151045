//! `[serve]`: who may start runs over HTTP, from which address, and how many at once.

use crate::check::policy::Glob;
use crate::nearest::nearest;
use crate::settings::{Item, Problem, SecretFrom, Table, read_secret};
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::de::DeValue;

/// What `flow.toml` says of `flow serve`.
#[derive(Clone, Debug)]
pub struct Serve {
    /// The address and port.
    pub listen: String,
    /// The certificates and the key of HTTPS, as PEM files.
    pub https: Option<(PathBuf, PathBuf)>,
    /// Whether tokens may cross a network that is not this machine without HTTPS.
    pub plain_http: bool,
    /// Who may ask for what.
    pub tokens: Vec<Token>,
    /// How many runs may be open.
    pub most_runs: usize,
    /// How many connections may be open.
    pub most_connections: usize,
    /// How long a request may be, in bytes.
    pub most_bytes: usize,
    /// How long a client may take to send a request.
    pub patience: Duration,
    /// How long actions on their way may take when the service stops.
    pub grace: Duration,
    /// Where traces are sent, where the environment does not say it.
    pub traces: Option<String>,
}

/// One client of the service.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its name: what it starts is started in this name.
    pub name: String,
    /// Where the token itself is kept.
    pub secret: SecretFrom,
    /// What it may ask for.
    pub may: Vec<Scope>,
    /// Which flows it may start; all of them where it is empty.
    pub flows: Vec<Glob>,
}

/// What a client may ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// To start runs.
    Start,
    /// How runs stand.
    Read,
    /// What runs emit, personal values too.
    Results,
    /// To give signals.
    Signal,
    /// To cancel runs.
    Cancel,
    /// To record what came of a write in doubt.
    Settle,
    /// The metrics.
    Metrics,
}

impl Scope {
    const ALL: [(&'static str, Self); 7] = [
        ("start", Self::Start),
        ("read", Self::Read),
        ("results", Self::Results),
        ("signal", Self::Signal),
        ("cancel", Self::Cancel),
        ("settle", Self::Settle),
        ("metrics", Self::Metrics),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(_, scope)| *scope == self)
            .map_or("", |(word, _)| word)
    }
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8470".into(),
            https: None,
            plain_http: false,
            tokens: Vec::new(),
            most_runs: 10_000,
            most_connections: 500,
            most_bytes: 64 << 10,
            patience: Duration::from_secs(10),
            grace: Duration::from_secs(30),
            traces: None,
        }
    }
}

pub(super) fn read(top: &Table<'_, '_>, folder: &Path) -> Result<Serve, Problem> {
    let Some(table) = top.table("serve")? else {
        return Ok(Serve::default());
    };
    let usual = Serve::default();
    let serve = Serve {
        listen: table.text("listen")?.unwrap_or(usual.listen),
        https: https(&table, folder)?,
        plain_http: table.yes_no("plain-http")?.unwrap_or_default(),
        tokens: tokens(&table)?,
        most_runs: most(&table, "most-runs")?.unwrap_or(usual.most_runs),
        most_connections: most(&table, "most-connections")?.unwrap_or(usual.most_connections),
        most_bytes: most(&table, "most-bytes")?.unwrap_or(usual.most_bytes),
        patience: table.duration("patience")?.unwrap_or(usual.patience),
        grace: table.duration("grace")?.unwrap_or(usual.grace),
        traces: table.text("traces")?,
    };
    table.nothing_else()?;
    Ok(serve)
}

fn https(table: &Table<'_, '_>, folder: &Path) -> Result<Option<(PathBuf, PathBuf)>, Problem> {
    let (certificate, key) = (table.text("certificate")?, table.text("private-key")?);
    let both = "HTTPS needs both `certificate` and `private-key`";
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some((folder.join(certificate), folder.join(key)))),
        (None, None) => Ok(None),
        _ => {
            let item = table
                .get("certificate")
                .or_else(|| table.get("private-key"));
            Err(item.map_or_else(|| Problem::new(both), |item| table.wrong(item, both)))
        }
    }
}

fn most(table: &Table<'_, '_>, key: &'static str) -> Result<Option<usize>, Problem> {
    let Some(item) = table.get(key) else {
        return Ok(None);
    };
    let number = match item.get_ref() {
        DeValue::Integer(number) => number.to_string().parse::<usize>().ok(),
        _ => None,
    };
    let fits = number.filter(|number| (1..=100_000_000).contains(number));
    let form = format!("`{key}` must be a whole number of at least 1");
    fits.map(Some).ok_or_else(|| table.wrong(item, &form))
}

fn tokens(table: &Table<'_, '_>) -> Result<Vec<Token>, Problem> {
    let Some(tokens) = table.table("tokens")? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for (name, _, item) in tokens.entries() {
        let Some(inner) = item.get_ref().as_table() else {
            let form = format!("a token must be a table: `[serve.tokens.{name}]`");
            return Err(tokens.wrong(item, &form));
        };
        let inner = Table::new(tokens.source, item.span(), inner);
        all.push(token(name, &inner, item)?);
    }
    Ok(all)
}

fn token(name: String, table: &Table<'_, '_>, item: Item<'_, '_>) -> Result<Token, Problem> {
    let missing = |key: &str| table.wrong(item, &format!("the token `{name}` needs `{key}`"));
    let secret = read_secret(table, "token")?.ok_or_else(|| {
        missing("token").help("write `token = { env = \"NAME\" }`, `{ command = [\"…\"] }` or `{ keyring = \"service/user\" }`")
    })?;
    let words = table.texts("may")?;
    if words.is_empty() {
        return Err(missing("may").help(format!(
            "write what it may do, such as `may = [\"start\", \"read\"]`: {}",
            scopes()
        )));
    }
    let may = words.iter().map(|word| scope(word, table));
    let may = may.collect::<Result<_, _>>()?;
    let flows = table.texts("flows")?;
    let flows = flows.iter().map(|pattern| {
        Glob::paths(pattern).map_err(|why| match table.get("flows") {
            Some(item) => table.wrong(item, &why),
            None => Problem::new(why),
        })
    });
    let flows = flows.collect::<Result<_, _>>()?;
    table.nothing_else()?;
    Ok(Token {
        name,
        secret,
        may,
        flows,
    })
}

fn scope(word: &str, table: &Table<'_, '_>) -> Result<Scope, Problem> {
    let mut all = Scope::ALL.iter();
    if let Some((_, scope)) = all.find(|(known, _)| *known == word) {
        return Ok(*scope);
    }
    let wrong = format!("`may` has no `{word}`");
    let problem = match table.get("may") {
        Some(item) => table.wrong(item, &wrong),
        None => Problem::new(wrong),
    };
    let words = Scope::ALL.iter().map(|(word, _)| *word);
    Err(problem.help(match nearest(word, words) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => scopes(),
    }))
}

fn scopes() -> String {
    let words = Scope::ALL.iter().map(|(word, _)| *word);
    format!("possible: {}", words.collect::<Vec<_>>().join(", "))
}
