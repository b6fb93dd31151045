//! Which faults make sense for this simulator: one that no request fits would never act.

use super::rest::operations;
use crate::sim::fault::place::Requests;
use crate::sim::fault::{Fault, FaultError};

/// The addresses below `/finesse/api`, with `*` for what varies.
const ADDRESSES: [&str; 11] = [
    "/SystemInfo",
    "/User/*",
    "/User/*/Dialogs",
    "/User/*/ReasonCodes",
    "/User/*/WrapUpReasons",
    "/User/*/Media",
    "/User/*/Media/*",
    "/User/*/Media/*/Dialogs",
    "/Dialog/*",
    "/Team/*",
    "/Queue/*",
];

/// `Err` says why a fault can never act here.
pub(super) fn check(fault: &Fault) -> Result<(), FaultError> {
    let addresses = ADDRESSES.iter().flat_map(|address| {
        let methods = ["GET", "POST", "PUT"];
        methods.map(|method| (method.to_owned(), (*address).to_owned()))
    });
    let requests = Requests {
        whose: "Finesse's simulator",
        noun: "action or state",
        names: operations().collect(),
        addresses: addresses.collect(),
        example: "PUT /Dialog/*",
    };
    requests.has(&fault.on)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::sim::fault::{Act, Fault};

    #[test]
    fn what_no_request_fits_is_refused() {
        for (on, fits) in [
            ("HOLD", true),
            ("hold", true),
            ("LOGIN", true),
            ("TRANSFER*", true),
            ("GetDialogs", true),
            ("*", true),
            ("GET /User/100*", true),
            ("/Dialog/16804377", true),
            ("TRANSFRE", false),
            ("florble*", false),
            ("GET /florble", false),
        ] {
            let answer = check(&Fault::on(on, Act::LoseEvent));
            assert_eq!(answer.is_ok(), fits, "{on}: {answer:?}");
        }
    }
}
