//! Addresses: which of them are the API's, and what they name.

use super::route::Captures;

/// The parts of an address below `/incontactapi/services/vNN.N/`.
pub(super) fn api_parts(segments: &[String]) -> Option<&[String]> {
    let [api, services, version, parts @ ..] = segments else {
        return None;
    };
    let is_api =
        api.eq_ignore_ascii_case("incontactapi") && services.eq_ignore_ascii_case("services");
    (is_api && is_version(version)).then_some(parts)
}

fn is_version(text: &str) -> bool {
    let number = text
        .strip_prefix(['v', 'V'])
        .and_then(|text| text.split_once('.'));
    let digits = |text: &str| {
        !text.is_empty() && text.len() < 4 && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    number.is_some_and(|(major, minor)| digits(major) && digits(minor))
}

/// An address as faults name it: without what all addresses of the API begin with.
pub(super) fn api_path(path: &str) -> &str {
    let mut cuts = path.match_indices('/').map(|(at, _)| at);
    let is_api = path
        .get(..14)
        .is_some_and(|start| start.eq_ignore_ascii_case("/incontactapi/"));
    match cuts.nth(3).filter(|_| is_api) {
        Some(at) => &path[at..],
        None => path,
    }
}

/// The contact that an address names.
pub(super) fn contact_of(captures: &Captures) -> Option<u64> {
    let contact = captures.iter().find(|(name, _)| *name == "contactId")?;
    contact.1.parse().ok()
}
