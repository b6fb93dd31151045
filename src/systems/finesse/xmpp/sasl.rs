//! Signing in to a stream: PLAIN, which is all that Finesse offers, or SCRAM where a server
//! offers no other. The stream is encrypted before the first byte, always.

use super::escape::escaped_user;
use super::failure::Failure;
use super::scram::{Hash, Scram};
use super::tree::Element;
use super::words::SASL;
use crate::systems::net::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Who signs in.
#[derive(Clone, Debug)]
pub struct Who {
    /// The user, without a domain.
    pub user: String,
    /// The password, or a token where the system takes tokens.
    pub secret: Secret,
    /// What the session is called beside others of the user. `desktop` is taken.
    pub resource: String,
}

/// One sign-in, from its first word to its last.
pub(super) enum SignIn {
    Plain(String),
    Scram(Scram),
}

impl SignIn {
    /// The way that both sides know, by the mechanisms that the server offers.
    pub fn choose(offered: &[&str], who: &Who) -> Result<Self, Failure> {
        let has = |name: &str| offered.contains(&name);
        if has("PLAIN") {
            let plain = format!("\0{}\0{}", escaped_user(&who.user), who.secret.reveal());
            return Ok(Self::Plain(plain));
        }
        let hash = match (has("SCRAM-SHA-256"), has("SCRAM-SHA-1")) {
            (true, _) => Hash::Sha256,
            (_, true) => Hash::Sha1,
            _ => {
                return Err(Failure::Broken(format!(
                    "the server offers no sign-in method that Contactflow supports (it offers {})",
                    offered.join(", ")
                )));
            }
        };
        Scram::new(hash, &escaped_user(&who.user), who.secret.reveal()).map(Self::Scram)
    }

    /// The first word.
    pub fn auth(&self) -> Element {
        let (mechanism, first) = match self {
            Self::Plain(plain) => ("PLAIN", plain.clone()),
            Self::Scram(scram) => (scram.mechanism(), scram.first()),
        };
        Element::new("auth", SASL)
            .with("mechanism", mechanism)
            .text(STANDARD.encode(first))
    }

    /// What to say to what the server says; `None` where it is done.
    pub fn answer(&mut self, said: &Element) -> Result<Option<Element>, Failure> {
        if said.is("success", SASL) {
            return match self {
                Self::Plain(_) => Ok(None),
                Self::Scram(scram) => scram.verify(&decoded(said)?).map(|()| None),
            };
        }
        if said.is("challenge", SASL) {
            let Self::Scram(scram) = self else {
                return Err(Failure::broken(
                    "the server asks for more than PLAIN allows",
                ));
            };
            let response = scram.respond(&decoded(said)?)?;
            let response = Element::new("response", SASL).text(STANDARD.encode(response));
            return Ok(Some(response));
        }
        if said.is("failure", SASL) {
            return Err(refused(said));
        }
        Err(Failure::broken("the server offers no sign-in"))
    }
}

fn decoded(said: &Element) -> Result<String, Failure> {
    let bytes = STANDARD.decode(said.text.trim()).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| Failure::broken("the server's sign-in message cannot be read"))
}

/// Only what says so is about the credentials: everything else, an exchange that broke in the middle
/// too, may go better another time and must not close the door.
fn refused(failure: &Element) -> Failure {
    let condition = failure.children.iter().find(|child| child.name != "text");
    let condition = condition.map_or("failure", |child| child.name.as_str());
    match condition {
        "not-authorized" | "account-disabled" | "credentials-expired" => Failure::Refused(format!(
            "the event stream rejected the user name or the password ({condition})"
        )),
        _ => Failure::Broken(format!(
            "the sign-in to the event stream failed ({condition})"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::net::Secret;

    fn who() -> Who {
        Who {
            user: "1001".into(),
            secret: Secret::new("pass word"),
            resource: "test".into(),
        }
    }

    fn failure(condition: &str) -> Element {
        Element::new("failure", SASL)
            .child(Element::new("text", SASL))
            .child(Element::new(condition, SASL))
    }

    #[test]
    fn plain_is_taken_where_it_is_offered() {
        let plain = SignIn::choose(&["SCRAM-SHA-1", "PLAIN"], &who()).unwrap();
        assert_eq!(
            plain.auth().write(),
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>\
             ADEwMDEAcGFzcyB3b3Jk</auth>"
        );
        let scram = SignIn::choose(&["SCRAM-SHA-1", "X"], &who()).unwrap();
        let first = scram.auth();
        assert_eq!(first.attribute("mechanism"), Some("SCRAM-SHA-1"));
        assert!(SignIn::choose(&["GSSAPI"], &who()).is_err());
    }

    #[test]
    fn a_refusal_is_told_from_a_server_in_trouble() {
        let mut plain = SignIn::choose(&["PLAIN"], &who()).unwrap();
        let mut other = SignIn::choose(&["PLAIN"], &who()).unwrap();
        let mut told = |condition| other.answer(&failure(condition)).unwrap_err();
        for condition in ["not-authorized", "account-disabled", "credentials-expired"] {
            assert!(
                matches!(told(condition), Failure::Refused(_)),
                "{condition}"
            );
        }
        for condition in [
            "temporary-auth-failure",
            "aborted",
            "invalid-mechanism",
            "mechanism-too-weak",
            "never-heard-of",
        ] {
            assert!(matches!(told(condition), Failure::Broken(_)), "{condition}");
        }
        let nothing = Element::new("failure", SASL);
        assert!(matches!(plain.answer(&nothing), Err(Failure::Broken(_))));
    }

    fn challenge(text: &str) -> Element {
        Element::new("challenge", SASL).text(STANDARD.encode(text))
    }

    /// A server that only repeats, or asks for more rounds than anybody has time for.
    #[test]
    fn a_challenge_that_is_a_trick_is_refused() {
        for trick in [
            "",
            "r=xyz,s=QSXCR+Q6sek8bf92,i=4096",
            "r=NONCEx,s=QSXCR+Q6sek8bf92,i=4000000000",
            "r=NONCEx,s=QSXCR+Q6sek8bf92,i=1",
            "r=NONCEx,s=,,i=x",
        ] {
            let mut scram = SignIn::choose(&["SCRAM-SHA-256"], &who()).unwrap();
            let first = STANDARD.decode(scram.auth().text).unwrap();
            let first = String::from_utf8(first).unwrap();
            let (_, nonce) = first.split_once("r=").unwrap();
            let trick = challenge(&trick.replace("NONCE", nonce));
            assert!(matches!(scram.answer(&trick), Err(Failure::Broken(_))));
        }
    }

    #[test]
    fn a_server_has_to_show_that_it_knows_the_password_too() {
        let mut scram = SignIn::choose(&["SCRAM-SHA-1"], &who()).unwrap();
        scram.auth();
        let success = Element::new("success", SASL);
        assert!(matches!(scram.answer(&success), Err(Failure::Broken(_))));
    }
}
