//! The catalogue for programs.

use super::find::Found;
use crate::catalogue::{Action, ParamDefault};
use serde_json::{Value as Json, json};

/// What was found, as one document.
pub(super) fn document(found: &[Found<'_>]) -> Json {
    let actions: Vec<Json> = found.iter().map(|(_, one)| action(one)).collect();
    json!({ "version": crate::report::json::VERSION, "actions": actions })
}

fn action(action: &Action) -> Json {
    json!({
        "system": &*action.system,
        "key": &*action.key,
        "phrase": action.phrase_text(),
        "family": &*action.family,
        "about": &*action.about,
        "reads": action.reads,
        "repeatable": action.repeatable,
        "irreversible": action.irreversible,
        "confirmed_by": action.confirmation(),
        "parameters": params(action),
        "outputs": outputs(action),
        "outcomes": outcomes(action),
        "example": &*action.example,
        "vendor_page": &*action.source,
        "vendor_names": action.vendor_names.iter().map(|name| &**name).collect::<Vec<_>>(),
    })
}

fn params(action: &Action) -> Vec<Json> {
    let one = |param: &crate::catalogue::Param| {
        let (default, provided) = match &param.default {
            ParamDefault::None => (Json::Null, Json::Null),
            ParamDefault::Value(value) => (value.to_json(), Json::Null),
            ParamDefault::Provided(name) => (Json::Null, Json::from(&**name)),
        };
        json!({
            "name": &*param.name,
            "type": param.kind.to_string(),
            "required": param.required,
            "default": default,
            "provided_by_output": provided,
            "hidden": !param.mark.is_plain(),
            "about": &*param.about,
        })
    };
    action.params.iter().map(one).collect()
}

fn outputs(action: &Action) -> Vec<Json> {
    let field = |field: &crate::value::Field| {
        json!({
            "name": &*field.name,
            "type": field.kind.to_string(),
            "hidden": !field.mark.is_plain(),
            "about": &*field.about,
        })
    };
    let one = |output: &crate::catalogue::Output| {
        json!({
            "fields": output.fields().iter().map(field).collect::<Vec<_>>(),
            "name": &*output.name,
            "type": output.kind.to_string(),
            "provides": output.provides,
            "hidden": !output.mark.is_plain(),
            "about": &*output.about,
        })
    };
    action.outputs.iter().map(one).collect()
}

fn outcomes(action: &Action) -> Vec<Json> {
    let one = |outcome: &crate::catalogue::Outcome| {
        json!({
            "name": &*outcome.name,
            "about": &*outcome.about,
            "retry_can_help": outcome.transient,
            "every_action_has_it": outcome.transport,
        })
    };
    action.outcomes.iter().map(one).collect()
}
