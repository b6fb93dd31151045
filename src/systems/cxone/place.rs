//! Addresses: checked once, joined often.

use super::settings::Place;
pub use crate::systems::net::SetupError;
pub(super) use crate::systems::net::address::{address_of, host, is_loopback};
use reqwest::Url;

/// The addresses of a system.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Bases {
    /// Where sign-in requests go.
    pub sign_in: Url,
    /// Where discovery documents are.
    pub discovery: Url,
    /// Where API requests go, where it is known before the sign-in.
    pub api: Option<Url>,
}

impl Bases {
    pub(super) fn of(place: &Place) -> Result<Self, SetupError> {
        match place {
            Place::At(address) => {
                let base = address_of(address)?;
                Ok(Self {
                    sign_in: origin(&base),
                    discovery: origin(&base),
                    api: Some(services(base)),
                })
            }
            Place::Area { area } => Self::of_area(area),
            Place::Each {
                sign_in,
                discovery,
                api,
            } => Ok(Self {
                sign_in: address_of(sign_in)?,
                discovery: address_of(discovery)?,
                api: match api {
                    Some(api) => Some(services(address_of(api)?)),
                    None => None,
                },
            }),
        }
    }

    fn of_area(area: &str) -> Result<Self, SetupError> {
        if area.is_empty() || !area.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(SetupError::new(
                format!("unknown area `{area}`"),
                "areas have names like na1, eu1 or au1",
            ));
        }
        Ok(Self {
            sign_in: address_of(&format!("https://{area}.nice-incontact.com"))?,
            discovery: address_of("https://cxone.niceincontact.com")?,
            api: None,
        })
    }

    /// Whether any of them is reached over TLS.
    pub(super) fn encrypted(&self) -> bool {
        let api_is = self.api.as_ref().is_none_or(|url| url.scheme() == "https");
        api_is || self.sign_in.scheme() == "https" || self.discovery.scheme() == "https"
    }

    /// Those that are known before the sign-in, each host once.
    pub(super) fn all(&self) -> Vec<&Url> {
        let mut all = vec![&self.sign_in, &self.discovery];
        all.extend(&self.api);
        let mut hosts = Vec::new();
        all.retain(|url| {
            let host = (url.scheme(), url.host_str(), url.port_or_known_default());
            let is_new = !hosts.contains(&host);
            hosts.push(host);
            is_new
        });
        all
    }

    /// Whether they are all on this machine, so that no proxy stands in between.
    pub(super) fn local(&self) -> bool {
        let all = [
            Some(&self.sign_in),
            Some(&self.discovery),
            self.api.as_ref(),
        ];
        all.into_iter().all(|url| url.is_some_and(is_loopback))
    }
}

fn origin(url: &Url) -> Url {
    let mut origin = url.clone();
    origin.set_path("/");
    origin
}

/// The address under which the versions of the API stand.
pub(super) fn services(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').to_owned();
    let lower = path.to_ascii_lowercase();
    let path = if lower.ends_with("/services") {
        path
    } else if lower.ends_with("/incontactapi") {
        format!("{path}/services")
    } else {
        format!("{path}/incontactapi/services")
    };
    url.set_path(&path);
    url
}

/// An address under another.
pub(super) fn under(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    let joined = format!("{}/{path}", base.path().trim_end_matches('/'));
    url.set_path(&joined);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bases(address: &str) -> Result<Bases, SetupError> {
        Bases::of(&Place::At(address.to_owned()))
    }

    #[test]
    fn the_api_stands_under_its_usual_path_however_much_of_it_is_given() {
        for given in [
            "https://api-na1.niceincontact.com",
            "https://api-na1.niceincontact.com/",
            "https://api-na1.niceincontact.com/incontactapi",
            " https://api-na1.niceincontact.com/incontactapi/services/ ",
        ] {
            let api = bases(given).unwrap().api.unwrap();
            assert_eq!(
                api.as_str(),
                "https://api-na1.niceincontact.com/incontactapi/services"
            );
        }
        let old = bases("https://api-c7.incontact.com/inContactAPI").unwrap();
        assert_eq!(old.api.unwrap().path(), "/inContactAPI/services");
        assert_eq!(old.sign_in.path(), "/");
    }

    #[test]
    fn addresses_that_would_give_secrets_away_are_refused() {
        for (given, word) in [
            ("http://api.example.com", "not encrypted"),
            ("https://user:pass@api.example.com", "password"),
            ("ftp://api.example.com", "not an address"),
            ("api-na1", "not an address"),
            ("", "not an address"),
        ] {
            let error = bases(given).unwrap_err();
            assert!(error.message.contains(word), "{given}: {error}");
            assert!(!error.message.contains("pass@"), "{error}");
        }
    }

    #[test]
    fn this_machine_may_be_spoken_to_in_the_open() {
        for given in [
            "http://127.0.0.1:80",
            "http://localhost:8080",
            "http://[::1]:9",
        ] {
            let bases = bases(given).unwrap();
            assert!(bases.local() && !bases.encrypted(), "{given}");
        }
        assert!(!bases("https://api.example.com").unwrap().local());
    }

    #[test]
    fn an_area_is_a_name_and_no_address() {
        let area = |name: &str| Bases::of(&Place::Area { area: name.into() });
        assert_eq!(
            area("eu1").unwrap().sign_in.as_str(),
            "https://eu1.nice-incontact.com/"
        );
        assert!(area("evil.example.com/").is_err());
        assert!(area("").is_err());
    }
}
