//! Which address is which operation.

use super::ask::{Answer, Ask};
use super::world::World;
use hyper::Method;

/// What does an operation.
pub(super) type Handler = fn(&mut World, &Ask<'_>) -> Answer;

/// An operation: method, address below the version, the vendor's name for it, what does it.
pub(super) struct Route {
    pub method: Method,
    pub address: &'static str,
    pub operation: &'static str,
    pub handler: Handler,
}

/// A row of a table of routes.
pub(super) type Row = (&'static str, &'static str, &'static str, Handler);

/// Parts of an address by their names.
pub(super) type Captures = Vec<(&'static str, String)>;

/// What an address leads to.
pub(super) enum Found<'a> {
    /// This operation.
    Route(&'a Route, Captures),
    /// An operation whose address has an empty part.
    EmptyPart(&'static str),
    /// Operations of other methods only.
    WrongMethod,
    Nothing,
}

/// All routes, those of an equal count of parts together.
pub(super) struct Table(Vec<Vec<Route>>);

impl Table {
    /// Serves these: of two whose addresses both fit, the first.
    pub fn new(rows: impl Iterator<Item = Row>) -> Self {
        let mut table: Vec<Vec<Route>> = (0..8).map(|_| Vec::new()).collect();
        for (method, address, operation, handler) in rows {
            let Ok(method) = Method::from_bytes(method.as_bytes()) else {
                continue;
            };
            let count = address.split('/').count();
            let route = Route {
                method,
                address,
                operation,
                handler,
            };
            if let Some(shelf) = table.get_mut(count) {
                shelf.push(route);
            }
        }
        Self(table)
    }

    /// What a method and the parts of an address lead to. Names in addresses are matched without
    /// regard to case.
    pub fn find(&self, method: &Method, parts: &[String]) -> Found<'_> {
        let shelf = self.0.get(parts.len()).map_or(&[][..], Vec::as_slice);
        let mut found = Found::Nothing;
        for route in shelf {
            if !fits(route.address, parts) {
                continue;
            }
            if route.method != *method {
                found = Found::WrongMethod;
                continue;
            }
            if parts.iter().any(|part| part.trim().is_empty()) {
                return Found::EmptyPart(route.operation);
            }
            return Found::Route(route, captures(route.address, parts));
        }
        found
    }

    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &Route> {
        self.0.iter().flatten()
    }
}

fn fits(address: &str, parts: &[String]) -> bool {
    let same =
        |(known, part): (&str, &String)| known.starts_with('{') || known.eq_ignore_ascii_case(part);
    address.split('/').zip(parts).all(same)
}

fn captures(address: &'static str, parts: &[String]) -> Captures {
    let pairs = address.split('/').zip(parts);
    let named = pairs.filter_map(|(known, part)| {
        let name = known.strip_prefix('{')?.strip_suffix('}')?;
        Some((name, part.clone()))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::cxone::endpoints;
    use std::collections::HashSet;

    #[test]
    fn no_address_is_served_twice() {
        let mut seen = HashSet::new();
        for route in Table::new(endpoints::rows()).iter() {
            assert!(
                seen.insert((route.method.clone(), route.address)),
                "{}",
                route.address
            );
            assert!(!route.operation.is_empty());
        }
        assert_eq!(seen.len(), endpoints::rows().count());
    }

    #[test]
    fn a_fixed_part_wins_over_a_named_one() {
        let table = Table::new(endpoints::rows());
        let parts: Vec<String> = ["agents", "states"].map(String::from).to_vec();
        match table.find(&Method::GET, &parts) {
            Found::Route(route, _) => assert_eq!(route.operation, "getAgentStates"),
            _ => panic!("not found"),
        }
    }
}
