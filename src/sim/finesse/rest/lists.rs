//! Reading: the system, users, dialogs, teams, queues, reasons.

use super::refusal::{Refusal, xml};
use super::rest_request::RestRequest;
use super::route::Route;
use crate::sim::finesse::house::House;
use crate::sim::finesse::node::{NodeAddress, Side};
use crate::sim::finesse::view;
use crate::sim::finesse::world::World;
use crate::sim::finesse::world::agent::User;
use crate::sim::finesse::world::call::CallState;
use crate::sim::finesse::world::file::{AuthMode, Platform};
use crate::sim::finesse::xml::Element;
use crate::sim::reply::Reply;

/// `GET /SystemInfo`: also when nothing else is answered, for that is how one learns of it.
pub(super) fn system_info(house: &House, asked: &RestRequest<'_>) -> Reply {
    if asked.request.method != hyper::Method::GET {
        return Refusal::new(405, "Method Not Allowed", "Method Not Allowed").reply();
    }
    let own = house.node(asked.side);
    let nodes = [house.node(Side::A), house.node(Side::B)];
    let element = house.with(|world| info(world, own, nodes));
    xml(200, &element)
}

fn info(world: &World, own: &NodeAddress, nodes: [&NodeAddress; 2]) -> Element {
    let settings = &world.settings;
    let deployment = match settings.platform {
        Platform::Cce => "UCCE",
        Platform::Ccx => "UCCX",
    };
    let auth = match settings.auth {
        AuthMode::NonSso => "NON_SSO",
        AuthMode::Sso => "SSO",
        AuthMode::Hybrid => "HYBRID",
    };
    let heartbeat = if world.in_service {
        "success"
    } else {
        "failure"
    };
    Element::new("SystemInfo")
        .field("currentTimestamp", view::time(world.now))
        .field("deploymentType", deployment)
        .field("lastCTIHeartbeatStatus", heartbeat)
        .field("ctiHeartbeatInterval", "5")
        .child(node("primaryNode", nodes[0]))
        .child(node("secondaryNode", nodes[1]))
        .field("status", view::status(world.in_service))
        .field("statusReason", "")
        .field("systemAuthMode", auth)
        .field("timezoneOffset", "0")
        .field("uri", "/finesse/api/SystemInfo")
        .field("xmppDomain", own.domain.as_str())
        .field("xmppPubSubDomain", own.pubsub())
}

fn node(name: &'static str, node: &NodeAddress) -> Element {
    Element::new(name)
        .field("host", node.web.ip().to_string())
        .field("httpsPort", node.web.port().to_string())
        .field("xmppPort", "5222")
        .field("xmppSecurePort", node.xmpp.port().to_string())
}

/// Answers a request that only reads.
pub(super) fn read(world: &World, asked: &RestRequest<'_>, user: &str) -> Result<Element, Refusal> {
    match &asked.route {
        Route::User(id) => Ok(view::user(world, own(world, user, id)?, "User")),
        Route::Dialogs(id) => Ok(dialogs(world, own(world, user, id)?)),
        Route::Reasons(id) => reasons(world, asked, own(world, user, id)?),
        Route::WrapUps(id) => {
            own(world, user, id)?;
            Ok(wrap_ups(world))
        }
        Route::Media(id) => media(world, own(world, user, id)?),
        Route::Medium(id, medium) => one_medium(world, own(world, user, id)?, medium),
        Route::Tasks(id, medium) => tasks(world, own(world, user, id)?, medium),
        Route::Dialog(id) => dialog(world, id),
        Route::Team(id) => team(world, user, id),
        Route::Queue(id) => queue(world, id),
        Route::SystemInfo | Route::Nowhere => Err(Refusal::nothing("Resource")),
    }
}

/// A user as somebody may read them: oneself, or a supervisor of the team.
fn own<'w>(world: &'w World, user: &str, id: &str) -> Result<&'w User, Refusal> {
    let found = world.users.get(id).ok_or_else(Refusal::no_user)?;
    let reader = world.users.get(user);
    let may = user == id
        || reader.is_some_and(|reader| reader.is_supervisor && reader.team == found.team);
    may.then_some(found).ok_or_else(|| Refusal::other_user(id))
}

fn dialogs(world: &World, user: &User) -> Element {
    let shown = world
        .legs(user)
        .filter(|(_, part)| part.state != CallState::Dropped);
    let shown = shown.map(|(dialog, _)| view::dialog(world, dialog, "Dialog"));
    view::dialogs("Dialogs", shown)
}

/// The pages do not say who may read a dialog: here whoever can sign in.
fn dialog(world: &World, id: &str) -> Result<Element, Refusal> {
    if let Some(task) = world.tray.task(id) {
        return Ok(view::task(world, task, "Dialog"));
    }
    let found = id.parse().ok().and_then(|id: u64| world.dialogs.get(&id));
    let open = found.filter(|dialog| !dialog.is_over);
    let open = open.ok_or_else(Refusal::no_dialog)?;
    Ok(view::dialog(world, open, "Dialog"))
}

fn media(world: &World, user: &User) -> Result<Element, Refusal> {
    if world.is_ccx() {
        return Err(Refusal::not_here("Media"));
    }
    let all = world.settings.media.iter();
    let all = all.map(|medium| view::medium(world, &user.id, &medium.id));
    Ok(Element::new("MediaList").children(all))
}

fn one_medium(world: &World, user: &User, id: &str) -> Result<Element, Refusal> {
    known_medium(world, id)?;
    Ok(view::medium(world, &user.id, id))
}

fn tasks(world: &World, user: &User, id: &str) -> Result<Element, Refusal> {
    known_medium(world, id)?;
    let all = world.tray.of(&user.id, id);
    let all = all.map(|task| view::task(world, task, "Dialog"));
    Ok(view::dialogs("Dialogs", all))
}

fn known_medium(world: &World, id: &str) -> Result<(), Refusal> {
    match (world.is_ccx(), world.medium(id)) {
        (true, _) => Err(Refusal::not_here("Media")),
        (false, Some(_)) => Ok(()),
        (false, None) => Err(Refusal::nothing("Media")),
    }
}

fn reasons(world: &World, asked: &RestRequest<'_>, _user: &User) -> Result<Element, Refusal> {
    let category = asked.request.params.text("category");
    let category = category.ok_or_else(|| Refusal::missing("category"))?;
    let all = match category.as_str() {
        "ALL" => true,
        "NOT_READY" | "LOGOUT" => false,
        other => return Err(Refusal::invalid("category").data(other)),
    };
    let wanted = world.settings.reasons.iter();
    let wanted = wanted.filter(|reason| all || reason.category == category);
    let wanted = wanted.map(|reason| view::reason_code(reason, "ReasonCode"));
    Ok(Element::new("ReasonCodes")
        .with("category", category.as_str())
        .children(wanted))
}

fn wrap_ups(world: &World) -> Element {
    let reasons = world.settings.wrap_up_reasons.iter().map(|reason| {
        Element::new("WrapUpReason")
            .field("forAll", "true")
            .field("label", reason.label.as_str())
            .field("uri", format!("/finesse/api/WrapUpReason/{}", reason.id))
    });
    Element::new("WrapUpReasons").children(reasons)
}

fn team(world: &World, user: &str, id: &str) -> Result<Element, Refusal> {
    let found = world
        .settings
        .teams
        .iter()
        .find(|team| team.id.to_string() == id);
    let missing = || Refusal::new(404, "TeamId Not Found", "UNKNOWN_TEAM").data(id);
    let team = found.ok_or_else(missing)?;
    let supervises = |user: &User| user.is_supervisor && user.team == team.id;
    match world.users.get(user).is_some_and(supervises) {
        true => Ok(view::team(world, team.id)),
        false => Err(Refusal::unknown(user)),
    }
}

fn queue(world: &World, id: &str) -> Result<Element, Refusal> {
    if world.is_ccx() {
        return Err(Refusal::not_here("Queue"));
    }
    let found = world
        .settings
        .queues
        .iter()
        .find(|queue| queue.id.to_string() == id);
    let queue = found.ok_or_else(|| Refusal::nothing("Queue"))?;
    Ok(view::queue(world, queue, "Queue"))
}
