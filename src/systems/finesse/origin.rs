//! Where an event comes from, and what it may say: each node of the notification service tells of one
//! thing. What does not fit is no event but a hint that something may have changed.

use super::model::{Data, Source, Update};
use super::place::encoded;
use super::xmpp::Published;

/// The nodes whose events are believed.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The user that is connected: Finesse subscribes a user to its own nodes by itself.
    me: String,
}

/// What a node tells of.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Topic {
    User(String),
    Dialogs(String),
    Media(String),
    Tasks(String),
    TeamUsers(String),
    System,
}

impl Topic {
    fn of(node: &str) -> Option<Self> {
        let path = node.trim_end_matches('/').strip_prefix("/finesse/api/")?;
        let mut parts = path.split('/');
        let all = (parts.next()?, parts.next(), parts.next(), parts.next());
        match all {
            ("SystemInfo", None, ..) => Some(Self::System),
            ("User", Some(id), None, _) => Some(Self::User(id.to_owned())),
            ("User", Some(id), Some("Dialogs"), None) => Some(Self::Dialogs(id.to_owned())),
            ("User", Some(id), Some("Media"), _) => Some(Self::Media(id.to_owned())),
            ("User", Some(id), Some("Dialogs"), Some("Media")) => Some(Self::Tasks(id.to_owned())),
            ("Team", Some(id), Some("Users"), None) => Some(Self::TeamUsers(id.to_owned())),
            _ => None,
        }
    }

    /// Whether an update of this node may have this source and this content.
    fn tells(&self, update: &Update) -> bool {
        let users = |fits: &dyn Fn(&str) -> bool| match &update.data {
            Data::Users(users) => users.iter().all(|user| fits(&user.id)),
            Data::Errors(_) | Data::Other => true,
            _ => false,
        };
        match (self, &update.source) {
            (Self::User(id), Source::User(source)) => {
                is_user(id, source) && users(&|user| is_user(id, user))
            }
            (Self::Dialogs(id), Source::Dialogs(source)) if !is_user(id, source) => false,
            (Self::Dialogs(_), Source::Dialogs(_)) => {
                matches!(
                    update.data,
                    Data::Dialogs(_) | Data::Errors(_) | Data::Other
                )
            }
            (Self::Dialogs(_), Source::Dialog(source)) => match &update.data {
                Data::Dialogs(dialogs) => dialogs.iter().all(|one| one.id == *source),
                Data::Errors(_) | Data::Other => true,
                _ => false,
            },
            (Self::Media(id), Source::Medium(source, medium)) => {
                let fits = match &update.data {
                    Data::Media(media) => media.iter().all(|one| one.id == *medium),
                    data => matches!(data, Data::Errors(_) | Data::Other),
                };
                is_user(id, source) && fits
            }
            (Self::Tasks(id), Source::Tasks(source, _)) => {
                is_user(id, source) && tells_of_tasks(&update.data, |_| true)
            }
            (Self::Tasks(_), Source::Dialog(source)) => {
                tells_of_tasks(&update.data, |id| id == source)
            }
            (Self::TeamUsers(_), Source::User(source)) => users(&|user| is_user(source, user)),
            (Self::TeamUsers(id), Source::Team(source)) => {
                id == source && matches!(update.data, Data::Users(_) | Data::Team(_) | Data::Other)
            }
            (Self::System, Source::SystemInfo) => {
                matches!(update.data, Data::SystemInfo(_) | Data::Other)
            }
            _ => false,
        }
    }
}

/// Whether it tells of tasks, and of no phone call.
fn tells_of_tasks(data: &Data, fits: impl Fn(&str) -> bool) -> bool {
    match data {
        Data::Dialogs(dialogs) => dialogs.iter().all(|one| one.is_task() && fits(&one.id)),
        data => matches!(data, Data::Errors(_) | Data::Other),
    }
}

/// An address may hold a login id as it is, or encoded.
fn is_user(one: &str, other: &str) -> bool {
    one == other || one == encoded(other) || encoded(one) == other
}

impl Origin {
    pub fn of(me: &str) -> Self {
        Self { me: me.to_owned() }
    }

    /// Whether an update is what the node it came from tells of. `wanted` are the nodes that were
    /// subscribed to beside the user's own.
    pub fn vouches(
        &self,
        published: &Published,
        update: &Update,
        wanted: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> bool {
        let Some(topic) = Topic::of(&published.node) else {
            return false;
        };
        let own = match &topic {
            Topic::User(id) | Topic::Dialogs(id) | Topic::Media(id) | Topic::Tasks(id) => {
                is_user(&self.me, id)
            }
            Topic::System => true,
            Topic::TeamUsers(_) => false,
        };
        let mut wanted = wanted.into_iter();
        let subscribed =
            own || wanted.any(|node| Topic::of(node.as_ref()).as_ref() == Some(&topic));
        subscribed && topic.tells(update)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    const DIALOG: &str = "<Dialog><id>16804377</id></Dialog>";
    const TASK: &str = "<Dialog><id>151635_312_1</id></Dialog>";
    const MEDIUM: &str =
        "<Media><uri>/finesse/api/User/1001/Media/5001</uri><state>READY</state></Media>";
    const ADA: &str = "<user><loginId>1001</loginId></user>";
    const BEN: &str = "<user><loginId>1002</loginId></user>";
    const SYSTEM: &str = "<systemInfo><status>IN_SERVICE</status></systemInfo>";
    const ERRORS: &str = "<apiErrors><apiError><errorType>x</errorType></apiError></apiErrors>";

    fn vouched(node: &str, source: &str, data: &str) -> bool {
        let payload = format!(
            "<Update><data>{data}</data><event>PUT</event><source>/finesse/api/{source}</source></Update>"
        );
        let published = Published {
            node: format!("/finesse/api/{node}"),
            payload: payload.clone(),
            at: Instant::now(),
        };
        let update = Update::read_all(&payload).unwrap().remove(0);
        Origin::of("1001").vouches(&published, &update, ["/finesse/api/Team/1/Users"])
    }

    #[test]
    fn each_node_tells_of_its_own_thing() {
        for (node, source, data) in [
            ("User/1001", "User/1001", ADA),
            ("User/1001", "User/1001", ERRORS),
            ("User/1001/Dialogs", "User/1001/Dialogs", DIALOG),
            ("User/1001/Dialogs", "Dialog/16804377", DIALOG),
            ("User/1001/Dialogs", "Dialog/16804377", ERRORS),
            ("User/1001/Dialogs/", "Dialog/16804377", DIALOG),
            ("User/1001/Media", "User/1001/Media/5001", MEDIUM),
            (
                "User/1001/Dialogs/Media",
                "User/1001/Media/5001/Dialogs",
                TASK,
            ),
            ("User/1001/Dialogs/Media", "Dialog/151635_312_1", TASK),
            ("SystemInfo", "SystemInfo", SYSTEM),
            ("Team/1/Users", "User/1002", BEN),
            ("Team/1/Users", "Team/1/Users", BEN),
        ] {
            assert!(vouched(node, source, data), "{node} {source} {data}");
        }
    }

    #[test]
    fn what_another_node_says_is_not_believed() {
        for (node, source, data) in [
            ("User/1002/Dialogs", "Dialog/16804377", DIALOG),
            ("User/1002", "User/1001", ADA),
            ("User/1001", "User/1001", BEN),
            ("User/1002/Media", "User/1001/Media/5001", MEDIUM),
            ("User/1001/Media", "User/1002/Media/5001", MEDIUM),
            ("User/1001/Media", "User/1001/Media/5002", MEDIUM),
            (
                "User/1001/Dialogs/Media",
                "User/1002/Media/5001/Dialogs",
                TASK,
            ),
            ("User/1001/Dialogs/Media", "Dialog/151635_313_1", TASK),
            ("User/1001/Dialogs/Media", "Dialog/16804377", DIALOG),
            ("User/1001", "User/1002", ADA),
            ("User/1001", "Dialog/16804377", DIALOG),
            ("User/1001/Dialogs", "User/1001", ADA),
            ("User/1001/Dialogs", "Dialog/7", DIALOG),
            ("User/1001/Dialogs", "User/1002/Dialogs", DIALOG),
            ("User/1001/Dialogs", "SystemInfo", SYSTEM),
            ("SystemInfo", "SystemInfo", ADA),
            ("SystemInfo", "User/1001", ADA),
            ("Team/2/Users", "User/1002", BEN),
            ("Team/1/Users", "User/1002", DIALOG),
            ("../mallory/x", "Dialog/16804377", DIALOG),
            ("", "SystemInfo", SYSTEM),
        ] {
            assert!(!vouched(node, source, data), "{node} {source} {data}");
        }
    }
}
