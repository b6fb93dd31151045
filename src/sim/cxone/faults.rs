//! Which faults make sense for this simulator: a name that no request has would never act, and a test
//! of it would pass for nothing.

use super::auth::SignIn;
use super::endpoints;
use crate::sim::fault::place::Requests;
use crate::sim::fault::{Fault, FaultError};

/// `Err` says why a fault can never act here.
pub(in crate::sim) fn check(fault: &Fault) -> Result<(), FaultError> {
    fault.fits_cxone()?;
    requests().has(&fault.on)
}

/// All requests: those of the API, and of signing in.
fn requests() -> Requests<'static> {
    let of_api = endpoints::rows().map(|(method, address, ..)| {
        let parts = address.split('/').map(|part| match part.starts_with('{') {
            true => "*",
            false => part,
        });
        let parts: Vec<&str> = parts.collect();
        (method.to_owned(), format!("/{}", parts.join("/")))
    });
    let of_sign_in = SignIn::ALL.map(|way| (way.method().to_string(), way.address().to_owned()));
    let names = endpoints::rows().map(|(_, _, name, _)| name);
    Requests {
        whose: "CXone's simulator",
        noun: "operation",
        names: names.chain(SignIn::ALL.map(SignIn::name)).collect(),
        addresses: of_api.chain(of_sign_in).collect(),
        example: "POST */hold",
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::sim::fault::{Act, Fault};

    fn answer(on: &str) -> Result<(), String> {
        check(&Fault::on(on, Act::LoseEvent)).map_err(|why| why.to_string())
    }

    #[test]
    fn names_of_no_operation_are_refused() {
        for on in [
            "hold",
            "endContact",
            "ENDCONTACT",
            "token",
            "*",
            "POST */hold",
            "/contacts/*",
            "transfer*",
            "POST /auth/token",
            "GET /.well-known/*",
        ] {
            assert_eq!(answer(on), Ok(()), "{on}");
        }
        let why = answer("endContct").expect_err("no operation has this name");
        assert!(why.contains("did you mean `endContact`?"), "{why}");
        for on in [
            "florble",
            "",
            "florble*",
            "POST */florble",
            "DELETE /auth/token",
        ] {
            assert!(answer(on).is_err(), "{on}");
        }
    }
}
