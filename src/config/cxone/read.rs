//! What a profile of CXone says of its own: where it is, and who asks.

use crate::catalogue::nearest;
use crate::config::problem::Problem;
use crate::config::profile::{Address, SignIn, Target, Text};
use crate::config::secret;
use crate::config::table::Table;
use crate::source::Span;
use toml::de::DeValue;

/// What it may say beside what all profiles may.
pub(in crate::config) const KEYS: [&str; 10] = [
    "area",
    "address",
    "sign-in",
    "access-key-id",
    "access-key-secret",
    "client-id",
    "client-secret",
    "user",
    "password",
    "token",
];
const SIGN_INS: [&str; 3] = ["access-key", "password", "token"];

pub(in crate::config) fn target(
    table: &Table<'_, '_>,
    name: &str,
    place: Span,
) -> Result<Target, Problem> {
    let missing = |what: &str, help: &str| {
        Problem::new(format!("the profile `{name}` does not say {what}"))
            .at(table.source, place, "")
            .help(help)
    };
    let address = match (table.text("address")?, table.text("area")?) {
        (Some(address), None) => Address::At(checked_address(table, address)?),
        (None, Some(area)) => Address::Area(area),
        (Some(_), Some(_)) => {
            return Err(missing("one place", "write `address` or `area`, not both"));
        }
        (None, None) => {
            let help = "add `area = \"na1\"` (or eu1, au1 …), `address = \"https://…\"`, or \
                        `simulator = true`";
            return Err(missing("where the system is", help));
        }
    };
    let Some(method) = table.text("sign-in")? else {
        let help = "add `sign-in = \"access-key\"` with `access-key-id` and `access-key-secret`";
        return Err(missing("how to sign in", help));
    };
    let sign_in = Box::new(sign_in(table, &method, &missing)?);
    Ok(Target::Cxone { address, sign_in })
}

fn checked_address(table: &Table<'_, '_>, address: String) -> Result<String, Problem> {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let plain = address.starts_with("http://") && !local.iter().any(|a| address.starts_with(a));
    let wrong = match (address.starts_with("https://"), plain) {
        (false, true) => "this address is not encrypted: everyone on the way could read the key",
        (false, false) if !address.starts_with("http://") => "an address begins with `https://`",
        _ => return Ok(address.trim_end_matches('/').to_owned()),
    };
    match table.get("address") {
        Some(item) => Err(table.wrong(item, wrong).help("write `https://…`")),
        None => Ok(address),
    }
}

fn sign_in(
    table: &Table<'_, '_>,
    method: &str,
    missing: &dyn Fn(&str, &str) -> Problem,
) -> Result<SignIn, Problem> {
    let lacks = |key: &str| {
        let help = format!("`sign-in = \"{method}\"` needs `{key} = {{ env = \"…\" }}`");
        missing(&format!("`{key}`"), &help)
    };
    let secret = |key| secret::read(table, key)?.ok_or_else(|| lacks(key));
    let text = |key| text(table, key)?.ok_or_else(|| lacks(key));
    match method {
        "access-key" => Ok(SignIn::AccessKey {
            id: text("access-key-id")?,
            secret: secret("access-key-secret")?,
        }),
        "password" => Ok(SignIn::Password {
            client_id: text("client-id")?,
            client_secret: secret("client-secret")?,
            user: text("user")?,
            password: secret("password")?,
        }),
        "token" => Ok(SignIn::Token(secret("token")?)),
        other => Err(unknown_sign_in(table, other)),
    }
}

fn unknown_sign_in(table: &Table<'_, '_>, other: &str) -> Problem {
    let problem = Problem::new(format!("`{other}` is not a way to sign in"));
    let problem = match table.get("sign-in") {
        Some(item) => table.wrong(item, &problem.message),
        None => problem,
    };
    match nearest(other, SIGN_INS) {
        Some(near) => problem.help(format!("did you mean \"{near}\"?")),
        None => problem.help(format!("write one of {}", SIGN_INS.join(", "))),
    }
}

fn text(table: &Table<'_, '_>, key: &'static str) -> Result<Option<Text>, Problem> {
    match table.get(key).map(|item| item.get_ref()) {
        Some(DeValue::Table(_)) => Ok(secret::read(table, key)?.map(Text::From)),
        Some(_) => Ok(table.id(key)?.map(Text::Here)),
        None => Ok(None),
    }
}
