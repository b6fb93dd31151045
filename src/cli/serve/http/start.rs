//! `POST /run/<flow>`: starts a run. Its answer comes when the beginning is kept for good; a request that
//! is sent again with the same `Idempotency-Key` starts nothing more.

use super::body::object;
use super::guard::{client, stopping};
use super::reply::Reply;
use super::schema::nowhere;
use crate::cli::run::given;
use crate::cli::serve::begin::{By, begin, name_of};
use crate::cli::serve::house::{Flow, House};
use crate::cli::serve::look::Look;
use crate::cli::serve::service::Service;
use crate::cli::serve::tokens::Client;
use crate::config::{Problem, Scope};
use crate::host::live::new_name;
use crate::host::runner::{Begun, NotBegun, OutOfReach};
use crate::host::traces::Parent;
use crate::nearest::nearest;
use crate::report::Printer;
use crate::value::{Mark, Record};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use serde_json::{Map, Value as Json, json};
use std::sync::{Arc, PoisonError};

/// So many runs are begun at once; more wait outside.
const MOST_BEGINNING: usize = 256;

/// A key is no longer than this.
const LONGEST_KEY: usize = 200;

pub async fn start(
    State(service): State<Arc<Service>>,
    Path(flow): Path<String>,
    request: Request<Body>,
) -> Result<Reply, Reply> {
    let (house, client) = client(&service, request.headers(), Some(Scope::Start))?;
    let flow = flow_of(&house, &client, &flow)?;
    let key = key(request.headers())?;
    let parents = request.headers().get("traceparent").cloned();
    let fields = object(request, &house.serve).await?;
    let given = inputs(&house, &flow, &fields)
        .map_err(|problems| Reply::problems(StatusCode::BAD_REQUEST, &problems))?;
    let name = match &key {
        Some(key) => name_of(&["key", &client.name, &flow.name, key]),
        None => new_name(),
    };
    let known = Look {
        service: &service,
        house: &house,
    };
    if key.is_some()
        && let Some(before) = repeated(&known, (&name, &flow), &fields, &given).await?
    {
        return Ok(before);
    }
    has_room(&service, &house)?;
    let Some(_reserved) = service.reserve(&name) else {
        let message = "a request with this Idempotency-Key is in progress";
        return Err(Reply::later(StatusCode::CONFLICT, 1, message));
    };
    let parent = request_parent(&parents);
    let by = By::Client(client.name.clone(), parent);
    let begins = begin(&service, &house, &flow, (name.clone(), given.clone(), &by)).await;
    match begins {
        Ok(Begun::Now) => Ok(begun(&name, &flow, StatusCode::ACCEPTED)),
        Ok(Begun::Before) => {
            let before = repeated(&known, (&name, &flow), &fields, &given).await?;
            before.ok_or_else(|| not_known(&service, "the run cannot be looked up"))
        }
        Err(why) => Err(not_begun(&service, &why, (&name, key.is_some()))),
    }
}

/// What the run is a part of for its client; one that cannot be read is none, as the standard has it.
fn request_parent(header: &Option<HeaderValue>) -> Option<Parent> {
    Parent::read(header.as_ref()?.to_str().ok()?)
}

fn begun(name: &str, flow: &Flow, status: StatusCode) -> Reply {
    let place = format!("/runs/{name}");
    let body = json!({ "run": name, "flow": &*flow.name, "status": place });
    Reply::new(status, body).header(LOCATION, &place)
}

fn flow_of(house: &House, client: &Client, name: &str) -> Result<Arc<Flow>, Reply> {
    let may = |flow: &&Arc<Flow>| client.has_flow(&flow.name);
    if let Some(flow) = house.flows.get(name).filter(may) {
        return Ok(flow.clone());
    }
    let names = house.flows.values().filter(may).map(|flow| &*flow.name);
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "GET /flows lists the flows that this token may start".into(),
    };
    let message = format!("unknown flow `{name}`");
    Err(Reply::wrong(StatusCode::NOT_FOUND, message, help))
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Reply> {
    let mut keys = headers.get_all("idempotency-key").iter();
    let Some(key) = keys.next() else {
        return Ok(None);
    };
    let text = key.to_str().ok().map(str::trim);
    let fits = text.filter(|text| !text.is_empty() && text.len() <= LONGEST_KEY);
    match (fits, keys.next()) {
        (Some(key), None) => Ok(Some(key.to_owned())),
        _ => Err(Reply::wrong(
            StatusCode::BAD_REQUEST,
            format!("Idempotency-Key must be one text of 1 to {LONGEST_KEY} ASCII characters"),
            "use an id of your own for the request, such as that of the ticket",
        )),
    }
}

/// Whether one more can begin: else the client comes again.
fn has_room(service: &Service, house: &House) -> Result<(), Reply> {
    let (status, most) = (StatusCode::TOO_MANY_REQUESTS, house.serve.most_runs);
    if service.is_stopping() {
        return Err(stopping());
    }
    if service.count_beginning() >= MOST_BEGINNING {
        service.metrics.refused("busy");
        return Err(Reply::later(
            status,
            1,
            "too many runs begin at this moment",
        ));
    }
    if service.count() >= most {
        service.metrics.refused("runs");
        let message = format!("{most} runs are open, the limit of `most-runs`");
        return Err(Reply::later(status, 5, &message));
    }
    Ok(())
}

/// What the request and the settings give for the inputs; everything that is wrong is said at once.
fn inputs(house: &House, flow: &Flow, fields: &Map<String, Json>) -> Result<Record, Vec<Problem>> {
    let program = &flow.script.program;
    let names: Vec<&str> = program.inputs.iter().map(|input| &*input.name).collect();
    let unknown = fields.keys().filter(|name| !names.contains(&name.as_str()));
    let mut problems: Vec<_> = unknown.map(|name| unknown_input(name, &names)).collect();
    let (mut inputs, mut missing) = (Record::new(), Vec::new());
    let quiet = nowhere();
    for input in &program.inputs {
        let value = fields.get(&*input.name).filter(|value| !value.is_null());
        let read = match value {
            Some(value) => given::of_request(input, value, program, &quiet).map(Some),
            None => elsewhere(house, flow, input, &quiet),
        };
        match read {
            Ok(Some(value)) => {
                inputs.insert(input.name.clone(), value);
            }
            Ok(None) if input.default.is_some() => {}
            Ok(None) => missing.push(format!("{} ({})", input.name, input.kind)),
            Err(problem) => problems.push(problem),
        }
    }
    if !missing.is_empty() {
        let problem = format!("the request lacks {}", missing.join(", "));
        problems.push(Problem::new(problem).help("send a field for each input"));
    }
    match problems.is_empty() {
        true => Ok(inputs),
        false => Err(problems),
    }
}

fn elsewhere(
    house: &House,
    flow: &Flow,
    input: &crate::program::Input,
    quiet: &Printer,
) -> Result<Option<crate::value::Value>, Problem> {
    let given = house.given.lock().unwrap_or_else(PoisonError::into_inner);
    given.elsewhere(input, &flow.script, quiet)
}

fn unknown_input(name: &str, names: &[&str]) -> Problem {
    let problem = Problem::new(format!("the flow has no input `{name}`"));
    match nearest(name, names.iter().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None if names.is_empty() => problem.help("the flow has no inputs: send {}"),
        None => problem.help(format!("its inputs are {}", names.join(", "))),
    }
}

/// The answer to a request that was sent before with the same key; nothing where none was.
async fn repeated(
    known: &Look<'_>,
    (name, flow): (&Arc<str>, &Flow),
    fields: &Map<String, Json>,
    given: &Record,
) -> Result<Option<Reply>, Reply> {
    let inputs = known.inputs_of(name).await;
    let inputs = inputs.map_err(|why| out_of_reach(known, &why))?;
    let Some(inputs) = inputs else {
        return Ok(None);
    };
    // What the client sent is compared; a secret is not kept, and what else is set may have changed since.
    let same = |name: &String| {
        let (before, now) = (inputs.get(&**name), given.get(&**name));
        let secret = |value: &crate::value::Value| value.mark() == Mark::Secret;
        before == now || now.is_some_and(secret)
    };
    match fields.keys().all(same) {
        true => Ok(Some(begun(name, flow, StatusCode::OK))),
        false => Err(Reply::wrong(
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("this Idempotency-Key began run {name} with other inputs"),
            "nothing was started; use a new key for a new request",
        )),
    }
}

/// Why a run has not begun, for its client. Nothing of it was sent.
fn not_begun(service: &Service, why: &NotBegun, (name, has_key): (&str, bool)) -> Reply {
    let redactor = service.printer.redactor();
    match why {
        NotBegun::Wrong { problem, help } => {
            let help = help.clone().unwrap_or_default();
            Reply::wrong(StatusCode::BAD_REQUEST, redactor.clean(problem), help)
        }
        NotBegun::Busy { retry_after } => {
            let seconds = u32::try_from(retry_after.as_secs())
                .unwrap_or(u32::MAX)
                .max(1);
            Reply::later(StatusCode::TOO_MANY_REQUESTS, seconds, &why.to_string())
        }
        NotBegun::OutOfReach(why) => {
            let message = redactor.clean(&why.0).into_owned();
            Reply::later(StatusCode::SERVICE_UNAVAILABLE, 30, &message)
        }
        NotBegun::Unsure(why) => {
            let message = redactor.clean(&why.0);
            let message = format!("it is not known whether run {name} has begun: {message}");
            let help = match has_key {
                true => "send the same request again with the same Idempotency-Key: it begins once"
                    .to_owned(),
                false => format!(
                    "do not send the request again before GET /runs/{name} shows that there is no such run"
                ),
            };
            Reply::wrong(StatusCode::SERVICE_UNAVAILABLE, message, help)
        }
    }
}

/// What keeps the runs cannot be asked.
pub fn out_of_reach(known: &Look<'_>, why: &OutOfReach) -> Reply {
    match known.house.runner.engine() {
        None => not_known(known.service, "the journal cannot be read or written"),
        Some(_) => {
            let message = known.service.printer.redactor().clean(&why.0).into_owned();
            not_known(known.service, &message)
        }
    }
}

fn not_known(service: &Service, message: &str) -> Reply {
    service.metrics.journal_failed();
    let status = StatusCode::SERVICE_UNAVAILABLE;
    Reply::later(status, 30, message)
}
