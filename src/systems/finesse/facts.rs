//! What a request says beside the script's own values: looked up where the connection knows it,
//! and asked for where it does not.

use super::inner::Inner;
use super::link::Node;
use super::model::{Body, Dialog, User};
use super::outcomes::{self, Ended, Now, Verdict};
use super::outputs::reason_id;
use super::plan::Plan;
use super::request::{Contact, Facts};
use super::rest::{Ask, Came};
use crate::run::effect::Exchange;
use crate::systems::net::refusal::Refusal;
use crate::value::{Record, Value};

/// Looks facts up for one call.
pub(super) struct Finder<'a> {
    pub on: &'a Inner,
    pub plan: &'a Plan,
    pub args: &'a Record,
    pub node: Node,
    pub log: &'a mut Vec<Exchange>,
}

/// Why a call cannot be asked for.
pub(super) enum Stop {
    Ended(Ended),
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A parameter as text; nothing where it was left out.
pub(super) fn given(args: &Record, name: &str) -> Option<String> {
    match args.get(name)? {
        Value::Nothing => None,
        value => Some(
            value
                .as_text()
                .map_or_else(|| value.to_string(), str::to_owned),
        ),
    }
}

/// The agent in whose name a call is done.
pub(super) fn agent(on: &Inner, args: &Record) -> String {
    given(args, "SecurityUser").unwrap_or_else(|| on.user.clone())
}

impl Finder<'_> {
    pub async fn facts(&mut self) -> Result<Facts, Stop> {
        let needs = self.plan.request.needs();
        let agent = agent(self.on, self.args);
        let mut facts = Facts {
            extension: self.extension(&agent).await?,
            agent: Some(agent),
            ..Facts::default()
        };
        if let Some(contact) = &self.plan.request.contact {
            facts.contact = self.contact(contact, facts.extension.as_deref());
        }
        if let Some(param) = self.plan.request.target.as_deref().filter(|_| needs.target) {
            let target = given(self.args, param).unwrap_or_default();
            facts.target = Some(self.target(&target).await?);
        }
        if needs.peer {
            facts.peer = self.peer(&facts);
        }
        if needs.reason {
            facts.reason_id = self.reason(&facts).await?;
        }
        match outcomes::unmet(&self.plan.action, &self.plan.request, &facts) {
            Some(ended) => Err(Stop::Ended(ended)),
            None => Ok(facts),
        }
    }

    /// The extension of the acting agent.
    async fn extension(&mut self, agent: &str) -> Result<Option<String>, Stop> {
        if agent == self.on.user {
            let known = |known: &super::broker::Known| known.extension().map(str::to_owned);
            return Ok(self.on.broker.look(known));
        }
        match self.plan.request.needs().extension {
            true => self.extension_of(agent).await,
            false => Ok(None),
        }
    }

    /// The extension at which another agent is signed in.
    async fn extension_of(&mut self, agent: &str) -> Result<Option<String>, Stop> {
        match self
            .read(format!("User/{}", super::place::encoded(agent)))
            .await?
        {
            Body::User(user) => Ok(where_signed_in(*user)),
            _ => Ok(None),
        }
    }

    /// The extension of the agent that a parameter names: as the profile says, or else as Finesse
    /// tells whom it tells it.
    async fn target(&mut self, agent: &str) -> Result<String, Stop> {
        if let Some(known) = self.on.extensions.get(agent) {
            return Ok(known.clone());
        }
        match self.extension_of(agent).await {
            Ok(Some(extension)) => Ok(extension),
            Ok(None) => Err(self.no_target(agent)),
            Err(Stop::Ended(ended)) if &*ended.outcome == "InvalidSecurityUser" => {
                match self.in_own_teams(agent).await {
                    Some(user) => where_signed_in(user).ok_or_else(|| self.no_target(agent)),
                    None => Err(Stop::Ended(Ended {
                        reason: format!("not sent: {}", not_told(agent, &ended.reason)),
                        ..ended
                    })),
                }
            }
            Err(stop) => Err(stop),
        }
    }

    /// An agent as the teams show it that the user who is connected looks after: Finesse may show
    /// a supervisor the team and not each user.
    async fn in_own_teams(&mut self, agent: &str) -> Option<User> {
        let own = super::place::encoded(&self.on.user);
        let Ok(Body::User(me)) = self.read(format!("User/{own}")).await else {
            return None;
        };
        for team in me.teams {
            let path = format!("Team/{}", super::place::encoded(&team));
            let Ok(Body::Team(team)) = self.read(path).await else {
                continue;
            };
            let mut users = team.users.into_iter();
            if let Some(user) = users.find(|user| user.id == agent) {
                return Some(user);
            }
        }
        None
    }

    fn no_target(&self, target: &str) -> Stop {
        let action = &self.plan.action;
        let outcome = action.outcome("InvalidTargetAgentId");
        Stop::Ended(Ended {
            outcome: outcome.map_or("Rejected".into(), |outcome| outcome.name.clone()),
            reason: format!("not sent: agent {target} has no extension, or is not signed in"),
        })
    }

    /// The dialog that the script names, under its present id; or the only one that fits.
    fn contact(&self, contact: &Contact, extension: Option<&str>) -> Option<String> {
        self.on.broker.look(|known| {
            if let Some(named) = given(self.args, &contact.param) {
                return Some(known.now(&named).to_owned());
            }
            let mut fitting = known
                .dialogs()
                .filter(|dialog| fits(contact, dialog, extension));
            let only = fitting.next()?;
            fitting.next().is_none().then(|| only.id.clone())
        })
    }

    /// The extension of the agent on the other side.
    fn peer(&self, facts: &Facts) -> Option<String> {
        let own = facts.extension.as_deref()?;
        self.on.broker.look(|known| {
            let dialog = known.dialog(facts.contact.as_deref()?)?;
            let others = dialog.participants.iter().filter(|one| one.address != own);
            let agent = |kind: &Option<String>| kind.as_deref() == Some("AGENT_DEVICE");
            let mut agents = others.filter(|one| agent(&one.address_type));
            agents.next().map(|one| one.address.clone())
        })
    }

    /// The number of the reason with the words that the script gives.
    async fn reason(&mut self, facts: &Facts) -> Result<Option<String>, Stop> {
        let Some(from) = &self.plan.request.reason else {
            return Ok(None);
        };
        let Some(words) = given(self.args, &from.param) else {
            return Ok(None);
        };
        let agent = facts.agent.as_deref().unwrap_or_default();
        let agent = super::place::encoded(agent);
        let path = format!("User/{agent}/ReasonCodes?category={}", from.category);
        let Body::Reasons(reasons) = self.read(path).await? else {
            return Ok(None);
        };
        match reason_id(&reasons, &words) {
            Some(id) => Ok(Some(id.to_owned())),
            None => Err(self.no_reason(&words)),
        }
    }

    fn no_reason(&self, words: &str) -> Stop {
        let input = self.plan.request.outcomes.get(&outcomes::Class::Input);
        let outcome = input.and_then(|name| self.plan.action.outcome(name));
        Stop::Ended(Ended {
            outcome: outcome.map_or("Rejected".into(), |outcome| outcome.name.clone()),
            reason: format!("not sent: no reason code is named \"{words}\""),
        })
    }

    /// Reads something below `/finesse/api/`.
    async fn read(&mut self, path: String) -> Result<Body, Stop> {
        let ask = Ask::get(format!("/finesse/api/{path}"));
        let came = self
            .on
            .nodes
            .rest
            .send(self.node.index, &ask, self.log)
            .await;
        let reply = match came {
            Came::Reply(reply) => reply,
            Came::Lost(loss) => return Err(Refusal::new("Unavailable", loss.reason).into()),
            Came::Refused(refusal) => return Err(refusal.into()),
        };
        let (action, request) = (&self.plan.action, &self.plan.request);
        let body = reply.body.as_ref().ok();
        let status = reply.status.as_u16();
        match outcomes::synchronous(action, request, status, body, Now::default()) {
            Verdict::Ended(ended) => {
                let mut ended = ended.asked_as(&self.on.user, status, body);
                // Nothing has been sent that changes anything: nothing can be unknown.
                if &*ended.outcome == "Unknown" {
                    ended.outcome = "Unavailable".into();
                }
                Err(Stop::Ended(ended))
            }
            _ => reply
                .body
                .map_err(|why| Refusal::new("Unavailable", why).into()),
        }
    }
}

/// The extension of somebody who is signed in.
fn where_signed_in(user: User) -> Option<String> {
    let out = user
        .state
        .as_ref()
        .is_some_and(|state| !state.is_signed_in());
    user.extension.filter(|_| !out)
}

/// What to do where Finesse does not say at which extension an agent is.
fn not_told(agent: &str, said: &str) -> String {
    format!(
        "Finesse shows agent {agent}'s extension only to a supervisor. Set it in the profile, \
         `extensions = {{ \"{agent}\" = \"…\" }}`, or connect as a supervisor of that agent's \
         team ({said})"
    )
}

fn fits(contact: &Contact, dialog: &Dialog, extension: Option<&str>) -> bool {
    let leg = extension.and_then(|extension| dialog.participant(extension));
    let offered = |action: &String| leg.is_some_and(|leg| leg.may(action));
    let of_type = |wanted: &String| {
        let kind = dialog.call_type.as_deref();
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case(wanted))
    };
    contact.offers.as_ref().is_none_or(offered) && contact.call_type.as_ref().is_none_or(of_type)
}
