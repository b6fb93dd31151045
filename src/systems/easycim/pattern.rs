//! Which page is meant: an address with its whole origin, and a path in which `*` stands for one part
//! and `**` for any number of them. A `*` never reaches over a `/`: what stands in a query or in the
//! path of another host's address cannot pass for the host.

use crate::systems::net::SetupError;
use globset::{GlobBuilder, GlobMatcher};
use reqwest::Url;

/// The address of a page, as a profile writes it.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    shape: Shape,
}

#[derive(Clone, Debug)]
enum Shape {
    /// Any page of an origin, or one.
    Address(Box<Address>),
    /// A page without an origin, as it is: `about:blank`.
    Exactly,
}

#[derive(Clone, Debug)]
struct Address {
    scheme: String,
    /// Whether the host is any name below the one that is written.
    below: bool,
    host: String,
    port: Option<u16>,
    path: String,
    glob: GlobMatcher,
    /// Whether a query or a fragment counts.
    whole: bool,
}

impl Pattern {
    /// Reads a pattern. `Err` where it does not name a whole origin.
    pub fn read(written: &str) -> Result<Self, SetupError> {
        let written = written.trim();
        let wrong = |what: &str| {
            SetupError::new(
                format!("the page `{written}` {what}"),
                "write the page's scheme and host in full, like `https://crm.example/desk`; in \
                 the path `*` matches one part and `**` the rest: `https://crm.example/**`",
            )
        };
        let Some((scheme, rest)) = written.split_once("://") else {
            return Err(wrong("has no scheme and host"));
        };
        if !matches!(scheme, "http" | "https") {
            return Err(wrong("does not begin with `http://` or `https://`"));
        }
        let ends = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (origin, path) = rest.split_at(ends);
        let (below, bare) = match origin.strip_prefix("*.") {
            Some(bare) => (true, bare),
            None => (false, origin),
        };
        if bare.contains('*') || bare.is_empty() || (below && !bare.contains('.')) {
            return Err(wrong("has no full host name"));
        }
        let url = Url::parse(&format!("{scheme}://{bare}/"));
        let url = url.map_err(|_| wrong("is not an address"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("contains a user name or a password"));
        }
        let path = match path.starts_with('/') {
            true => path.to_owned(),
            false => format!("/{path}"),
        };
        let glob = path_glob(&path).ok_or_else(|| wrong("has a `**` beside other characters"))?;
        Ok(Self {
            written: written.to_owned(),
            shape: Shape::Address(Box::new(Address {
                scheme: scheme.to_owned(),
                below,
                host: url.host_str().unwrap_or_default().to_owned(),
                port: url.port(),
                whole: path.contains(['?', '#']),
                glob,
                path,
            })),
        })
    }

    /// Every page at the same origin as this one, which may lead to another page first.
    pub(super) fn near(page: &str) -> Self {
        let near = Url::parse(page).ok().filter(Url::has_host);
        let near = near.map(|url| format!("{}/**", url.origin().ascii_serialization()));
        let read = near.and_then(|near| Self::read(&near).ok());
        read.unwrap_or_else(|| Self {
            written: page.to_owned(),
            shape: Shape::Exactly,
        })
    }

    /// Whether an address fits.
    pub(super) fn fits(&self, address: &str) -> bool {
        match &self.shape {
            Shape::Exactly => address == self.written,
            Shape::Address(pattern) => Url::parse(address).is_ok_and(|url| pattern.fits(&url)),
        }
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written)
    }
}

impl Address {
    fn fits(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let host_fits = match self.below {
            true => host
                .strip_suffix(&*self.host)
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
            false => host == self.host,
        };
        host_fits && url.scheme() == self.scheme && url.port() == self.port && self.leads_to(url)
    }

    fn leads_to(&self, url: &Url) -> bool {
        if !self.whole {
            let open = |path: &str| path.trim_end_matches('/').to_owned();
            return self.glob.is_match(url.path())
                || (!self.path.contains('*') && open(url.path()) == open(&self.path));
        }
        let address = url.as_str();
        let from = address
            .find(&format!("{}{}", url.authority(), url.path()))
            .map(|at| at + url.authority().len())
            .unwrap_or_default();
        self.glob.is_match(&address[from..])
    }
}

/// The path's pattern: nothing in it is special but the stars.
fn path_glob(path: &str) -> Option<GlobMatcher> {
    let parts: Vec<String> = path.split('*').map(globset::escape).collect();
    let glob = GlobBuilder::new(&parts.join("*"))
        .literal_separator(true)
        .build()
        .ok()?;
    Some(glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_picks_an_address() {
        for (address, pattern, yes) in [
            (
                "https://crm.example/desk?id=1",
                "https://crm.example/*",
                true,
            ),
            (
                "https://crm.example/desk?id=1",
                "https://crm.example/desk",
                true,
            ),
            (
                "https://crm.example/desk#a",
                "https://crm.example/desk",
                true,
            ),
            (
                "https://crm.example/desk/",
                "https://crm.example/desk",
                true,
            ),
            ("https://crm.example/", "https://crm.example", true),
            ("https://crm.example/", "https://crm.example/*", true),
            (
                "https://crm.example/desk2",
                "https://crm.example/desk",
                false,
            ),
            ("https://crm.example/a/desk", "https://crm.example/*", false),
            (
                "https://crm.example/a/b/desk",
                "https://crm.example/**",
                true,
            ),
            (
                "https://crm.example/a/b/desk",
                "https://crm.example/**/desk",
                true,
            ),
            (
                "https://crm.example/a/b/desk",
                "https://crm.example/a/*/desk",
                true,
            ),
            (
                "https://crm.example/a/b/c/desk",
                "https://crm.example/a/*/desk",
                false,
            ),
            (
                "https://crm.example/d?x=/y",
                "https://crm.example/d?x=*",
                false,
            ),
            (
                "https://crm.example/d?x=y",
                "https://crm.example/d?x=*",
                true,
            ),
            (
                "https://CRM.example:443/desk",
                "https://crm.example/desk",
                true,
            ),
            (
                "https://eu.crm.example/desk",
                "https://*.crm.example/*",
                true,
            ),
            ("https://crm.example/desk", "https://*.crm.example/*", false),
            (
                "https://evilcrm.example/desk",
                "https://*.crm.example/*",
                false,
            ),
            (
                "https://evil.test/.crm.example/x",
                "https://*.crm.example/*",
                false,
            ),
            (
                "http://127.0.0.1:8080/desk/.crm.example/x",
                "http://*.crm.example/*",
                false,
            ),
            (
                "https://evil.test/?https://crm.example/",
                "https://crm.example/**",
                false,
            ),
            (
                "https://crm.example.evil.test/",
                "https://crm.example/**",
                false,
            ),
            (
                "https://crm.example@evil.test/",
                "https://crm.example/**",
                false,
            ),
            ("http://crm.example/desk", "https://crm.example/desk", false),
            (
                "https://crm.example:8443/desk",
                "https://crm.example/desk",
                false,
            ),
            (
                "https://crm.example:8443/desk",
                "https://crm.example:8443/desk",
                true,
            ),
            ("about:blank", "https://crm.example/**", false),
        ] {
            let read = Pattern::read(pattern).unwrap();
            assert_eq!(read.fits(address), yes, "{address} {pattern}");
        }
    }

    #[test]
    fn a_pattern_names_a_whole_origin() {
        for pattern in [
            "*",
            "*/desk",
            "https://*",
            "https://*/desk",
            "https://*.example/",
            "crm.example/*",
            "https://crm.*/desk",
            "https://crm.example*/",
            "file:///desk",
            "javascript://x",
            "",
            "https://",
            "https:///desk",
            "https://me:pw@crm.example/",
            "https://*.com/x",
        ] {
            assert!(Pattern::read(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::read("https://*.crm.example/desk").is_ok());
    }

    #[test]
    fn a_started_browser_may_show_any_page_of_the_origin() {
        let near = Pattern::near("https://crm.example/desk?id=1");
        assert!(near.fits("https://crm.example/sign-in/step/2?from=desk"));
        assert!(!near.fits("https://sign-in.example/"));
        assert!(Pattern::near("about:blank").fits("about:blank"));
    }
}
