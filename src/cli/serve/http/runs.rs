//! What can be done with runs, in the words of `flow runs` and `flow signal`.

use super::body::object;
use super::guard::client;
use super::reply::Reply;
use super::schema::nowhere;
use super::start::out_of_reach;
use crate::catalogue::Catalogue;
use crate::cli::runs::list::document;
use crate::cli::runs::query::Query;
use crate::cli::serve::house::{Flow, House};
use crate::cli::serve::look::Look;
use crate::cli::serve::service::Service;
use crate::cli::serve::tokens::Client;
use crate::config::{Problem, Scope};
use crate::host::Heard;
use crate::host::live::new_name;
use crate::host::runner::{NotSaid, Runner};
use crate::journal::{Kept, RunState};
use crate::report::run_json;
use crate::value::{Kind, Value};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Request, StatusCode, Uri};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

/// So many runs are listed where the request does not say how many.
const LISTED: usize = 100;

/// How runs stand, the newest first: `?where=` takes a query as `flow runs` does, `?limit=` a number.
pub async fn list(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Reply, Reply> {
    let (house, client) = client(&service, &headers, Some(Scope::Read))?;
    let bad = |problem: Problem| Reply::problem(StatusCode::BAD_REQUEST, &problem);
    let query = parameter(&uri, "where");
    let query = query
        .map(|text| Query::read_as("where", &text))
        .transpose()
        .map_err(bad)?;
    let limit = match parameter(&uri, "limit") {
        None => LISTED,
        Some(text) => text
            .parse()
            .map_err(|_| bad(Problem::new("`limit` must be a number")))?,
    };
    let known = look(&service, &house);
    let runs = known.runs().await;
    let runs = runs.map_err(|why| out_of_reach(&known, &why))?;
    let now = jiff::Timestamp::now();
    let meant = |run: &&Kept| query.as_ref().is_none_or(|query| query.matches(run, now));
    let runs = runs
        .iter()
        .filter(|run| may_see(&house, &client, run))
        .filter(meant);
    let runs: Vec<Json> = runs.take(limit).map(document).collect();
    Ok(Reply::ok(json!({ "runs": runs })))
}

fn flow_of<'a>(house: &'a House, kept: &Kept) -> Option<&'a Flow> {
    let mut flows = house.flows.values();
    let found = flows.find(|flow| *flow.script.script.source.name() == kept.script);
    found.map(|flow| &**flow)
}

/// How a run stands; with its report, where it is over.
pub async fn show(
    State(service): State<Arc<Service>>,
    Path(run): Path<String>,
    headers: HeaderMap,
) -> Result<Reply, Reply> {
    let asked = client(&service, &headers, Some(Scope::Read))?;
    let kept = kept(&service, (&asked.0, &asked.1), &run).await?;
    let mut body = document(&kept);
    if matches!(kept.state, RunState::Ended(_)) || !kept.in_doubt.is_empty() {
        let quiet = nowhere();
        if let Some(story) = look(&service, &asked.0).story(&run, &quiet).await {
            let doubt = |(id, what): &(u64, String)| json!({ "effect": id, "what": what });
            let catalogue = Some(Catalogue::builtin());
            let report = story.report.as_ref();
            let report =
                report.map(|report| run_json(&story.source, report, catalogue, quiet.redactor()));
            let unknown: Vec<Json> = story.in_doubt.iter().map(doubt).collect();
            body["report"] = report.into();
            body["unknown"] = unknown.into();
        }
    }
    Ok(Reply::ok(body))
}

/// What a run has emitted, personal values too.
pub async fn results(
    State(service): State<Arc<Service>>,
    Path(run): Path<String>,
    headers: HeaderMap,
) -> Result<Reply, Reply> {
    let asked = client(&service, &headers, Some(Scope::Results))?;
    let kept = kept(&service, (&asked.0, &asked.1), &run).await?;
    let story = look(&service, &asked.0).story(&run, &nowhere()).await;
    let Some(report) = story.and_then(|story| story.report) else {
        let message = format!("run {} has not ended", kept.run);
        let help = "GET /runs/<run> shows when it has; results are there then";
        return Err(Reply::wrong(StatusCode::CONFLICT, message, help));
    };
    let results = report.results.iter();
    let results: Map<String, Json> = results
        .map(|(name, value)| (name.to_string(), value.to_json()))
        .collect();
    Ok(Reply::ok(
        json!({ "run": &*kept.run, "state": kept.state.word(), "results": results }),
    ))
}

/// Cancels a run; every `always` block is still run.
pub async fn cancel(
    State(service): State<Arc<Service>>,
    Path(run): Path<String>,
    headers: HeaderMap,
) -> Result<Reply, Reply> {
    let asked = client(&service, &headers, Some(Scope::Cancel))?;
    let kept = kept(&service, (&asked.0, &asked.1), &run).await?;
    let problem = match asked.0.runner.cancel(&kept.run).await {
        Ok(true) => {
            let message = format!("cancelling run {}", kept.run);
            let body = json!({ "run": &*kept.run, "message": message });
            return Ok(Reply::new(StatusCode::ACCEPTED, body));
        }
        Ok(false) => Problem::new(format!("run {} has already ended", kept.run)),
        Err(why) => Problem::new(why.to_string()),
    };
    Err(Reply::problem(StatusCode::CONFLICT, &problem))
}

/// Gives a signal to a run: `{"value": …}`, or nothing.
pub async fn signal(
    State(service): State<Arc<Service>>,
    Path((run, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Result<Reply, Reply> {
    let asked = client(&service, request.headers(), Some(Scope::Signal))?;
    let fields = object(request, &asked.0.serve).await?;
    only(&fields, "value")?;
    let kept = kept(&service, (&asked.0, &asked.1), &run).await?;
    let value = match fields.get("value") {
        None | Some(Json::Null) => Value::Nothing,
        Some(Json::String(text)) => Value::text(text.as_str()),
        Some(other) => Value::from_json(other, &Kind::Any).map_err(|why| {
            Reply::problem(
                StatusCode::BAD_REQUEST,
                &Problem::new(format!("`value` is wrong: {why}")),
            )
        })?,
    };
    let known = look(&service, &asked.0);
    let waits = known.can_hear(&kept, (&name, &value)).await;
    let waits = waits.map_err(|problem| Reply::problem(StatusCode::CONFLICT, &problem))?;
    let said = (Arc::from(&*name), value);
    let told = asked.0.runner.signal(&kept.run, said, &new_name()).await;
    // An engine only says that it keeps it.
    let told = told.map(|heard| if waits { Heard::Now } else { heard });
    Ok(heard(&kept.run, &name, &told))
}

fn heard(run: &str, name: &str, told: &Result<Heard, NotSaid>) -> Reply {
    let (status, word, message) = match told {
        Ok(Heard::Now) => (
            StatusCode::OK,
            "heard",
            format!("run {run} has heard {name} and continues"),
        ),
        Ok(Heard::Kept) => (
            StatusCode::OK,
            "kept",
            format!("run {run} keeps {name}: it does not wait for it yet"),
        ),
        Err(NotSaid::OutOfReach(why)) => (
            StatusCode::ACCEPTED,
            "unknown",
            format!("{why}; do not send {name} again before the run shows whether it continues"),
        ),
        Err(why) => (
            StatusCode::CONFLICT,
            "refused",
            format!("run {run} does not take {name}: {why}"),
        ),
    };
    Reply::new(
        status,
        json!({ "run": run, "signal": name, "result": word, "message": message }),
    )
}

/// Records what somebody found out about a write in doubt: `{"happened": true}` or `false`.
pub async fn settle(
    State(service): State<Arc<Service>>,
    Path((run, effect)): Path<(String, String)>,
    request: Request<Body>,
) -> Result<Reply, Reply> {
    let asked = client(&service, request.headers(), Some(Scope::Settle))?;
    let effect: u64 = effect.parse().map_err(|_| {
        Reply::wrong(
            StatusCode::BAD_REQUEST,
            format!("`{effect}` is not the number of a write"),
            "GET /runs/<run> lists the writes in doubt under `unknown`, each with its number as `effect`",
        )
    })?;
    let fields = object(request, &asked.0.serve).await?;
    only(&fields, "happened")?;
    let Some(happened) = fields.get("happened").and_then(Json::as_bool) else {
        return Err(Reply::wrong(
            StatusCode::BAD_REQUEST,
            "the request does not contain what you found out",
            "check the write in the system, then send {\"happened\": true} or {\"happened\": false}",
        ));
    };
    let kept = kept(&service, (&asked.0, &asked.1), &run).await?;
    let by = format!("client {}", asked.1.name);
    let known = look(&service, &asked.0);
    let recorded = known.settle(&kept, (effect, happened), by).await;
    let message = recorded.map_err(|problem| Reply::problem(StatusCode::CONFLICT, &problem))?;
    Ok(Reply::ok(
        json!({ "run": &*kept.run, "effect": effect, "message": message }),
    ))
}

fn only(fields: &Map<String, Json>, known: &str) -> Result<(), Reply> {
    match fields.keys().find(|name| *name != known) {
        None => Ok(()),
        Some(name) => Err(Reply::wrong(
            StatusCode::BAD_REQUEST,
            format!("the request has an unknown field `{name}`"),
            format!("send `{known}` alone"),
        )),
    }
}

async fn kept(
    service: &Service,
    (house, client): (&House, &Client),
    run: &str,
) -> Result<Kept, Reply> {
    let found = house.runner.state(run).await;
    let found = found.map_err(|why| out_of_reach(&look(service, house), &why))?;
    found
        .filter(|kept| may_see(house, client, kept))
        .ok_or_else(|| {
            let help = "GET /runs lists the runs that are kept";
            Reply::wrong(StatusCode::NOT_FOUND, format!("unknown run `{run}`"), help)
        })
}

/// A client that may start only some flows sees no runs of others.
fn may_see(house: &House, client: &Client, kept: &Kept) -> bool {
    client.has_flow(flow_of(house, kept).map_or(&*kept.script, |flow| &*flow.name))
}

fn look<'a>(service: &'a Service, house: &'a House) -> Look<'a> {
    Look { service, house }
}

/// A parameter of the address.
fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = uri
        .query()?
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    let value = value.replace('+', " ");
    Some(percent_decode_str(&value).decode_utf8_lossy().into_owned())
}
