//! What a profile says of a tenant: its platform, and the values that it has.

use super::former;
use crate::nearest::nearest;
use crate::settings::{Problem, Table};
use crate::system::Kit;
use toml::de::DeValue;

/// Which of its system's platforms it is: `platform = "CCX"`.
pub(super) fn platform(table: &Table<'_, '_>, kit: &Kit) -> Result<Option<String>, Problem> {
    let (Some(platform), Some(item)) = (table.text("platform")?, table.get("platform")) else {
        return Ok(None);
    };
    let (system, entry) = (kit.name, (kit.catalogue)().ok());
    let known = entry.as_ref().map_or(&[][..], |entry| &entry.platforms);
    if known.iter().any(|name| **name == *platform) {
        return Ok(Some(platform));
    }
    let wrong = table.wrong(item, &format!("unknown platform `{platform}` of {system}"));
    let names: Vec<&str> = known.iter().map(|name| &**name).collect();
    Err(
        match (nearest(&platform, names.iter().copied()), &names[..]) {
            (Some(near), _) => wrong.help(format!("did you mean \"{near}\"?")),
            (None, []) => wrong.help(format!("remove it: {system} has no platforms")),
            (None, names) => wrong.help(format!("use one of {}", names.join(", "))),
        },
    )
}

/// The tenant's lists: `lists = { dispositions = ["Sold", "No answer"], skills = [4021, 4022] }`.
pub(super) fn lists(table: &Table<'_, '_>) -> Result<Vec<(String, Vec<String>)>, Problem> {
    let Some(inner) = table.table("lists")? else {
        return Ok(Vec::new());
    };
    let mut lists: Vec<(String, Vec<String>)> = Vec::new();
    for (name, at, item) in inner.entries() {
        let form = format!(
            "`{name}` must be a list of texts or numbers: `[\"Sold\", \"No \
             answer\"]`"
        );
        let wrong = |item| inner.wrong(item, &form);
        let DeValue::Array(items) = item.get_ref() else {
            return Err(wrong(item));
        };
        let values = items.iter().map(|item| match item.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Integer(number) => Ok(number.to_string()),
            _ => Err(wrong(item)),
        });
        let values = values.collect::<Result<_, _>>()?;
        let now = former::now("lists", &name);
        if lists.iter().any(|(known, _)| known == now) {
            let twice = Problem::new(format!("`{now}` is set twice"));
            return Err(twice
                .at(inner.source, at, "once by its former name")
                .help(format!("keep `{now}`, with the values of both")));
        }
        lists.push((now.to_owned(), values));
    }
    Ok(lists)
}
