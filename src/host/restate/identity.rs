//! Whether a request comes from the engine: it signs each one with its own key. A worker that
//! listens to others would send whatever they like, in the name of its profiles.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::HeaderMap;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::Deserialize;
use std::time::{SystemTime, UNIX_EPOCH};

/// How public keys begin.
const PREFIX: &str = "publickeyv1_";

/// Clocks of two machines differ by a little.
const LEEWAY: u64 = 5;

/// The keys of engines that may ask this worker.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    keys: Vec<UnparsedPublicKey<Vec<u8>>>,
}

/// A text that is no public key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoKey;

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    exp: u64,
    #[serde(default)]
    nbf: u64,
}

impl Identity {
    /// Those that have one of these keys; everybody where there is none.
    ///
    /// # Errors
    ///
    /// If one of them is no key of an engine.
    pub fn of(keys: &[String]) -> Result<Self, NoKey> {
        let keys = keys.iter().map(|key| read(key)).collect::<Option<_>>();
        keys.map(|keys| Self { keys }).ok_or(NoKey)
    }

    /// Whether anybody may ask.
    pub fn is_open(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether a request may be answered; else why not.
    pub(super) fn verify(&self, headers: &HeaderMap, path: &str) -> Result<(), &'static str> {
        if self.is_open() {
            return Ok(());
        }
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if text("x-restate-signature-scheme") != Some("v1") {
            return Err("the request is not signed");
        }
        let token = text("x-restate-jwt-v1").ok_or("the request has no signature")?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        self.is_signed(token, asked(path), now.map_or(0, |now| now.as_secs()))
    }

    fn is_signed(&self, token: &str, path: &str, now: u64) -> Result<(), &'static str> {
        const BROKEN: &str = "the signature cannot be read";
        let (signed, signature) = token.rsplit_once('.').ok_or(BROKEN)?;
        let (header, claims) = signed.split_once('.').ok_or(BROKEN)?;
        let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| BROKEN);
        let header: Header = serde_json::from_slice(&bytes(header)?).map_err(|_| BROKEN)?;
        let signature = bytes(signature)?;
        if header.alg != "EdDSA" {
            return Err("the request is signed in another way");
        }
        let mut keys = self.keys.iter();
        if !keys.any(|key| key.verify(signed.as_bytes(), &signature).is_ok()) {
            return Err("another key has signed the request");
        }
        let claims: Claims = serde_json::from_slice(&bytes(claims)?).map_err(|_| BROKEN)?;
        match () {
            () if claims.aud != path => Err("the signature is another request's"),
            () if now > claims.exp + LEEWAY => Err("the signature is too old: compare the clocks"),
            () if now + LEEWAY < claims.nbf => {
                Err("the signature is not yet good: compare the clocks")
            }
            () => Ok(()),
        }
    }
}

fn read(key: &str) -> Option<UnparsedPublicKey<Vec<u8>>> {
    let key = bs58::decode(key.trim().strip_prefix(PREFIX)?).into_vec();
    let key = key.ok().filter(|key| key.len() == 32)?;
    Some(UnparsedPublicKey::new(&ED25519, key))
}

/// What was asked for, without the folder that a proxy may have put before it.
pub(super) fn asked(path: &str) -> &str {
    let mut slashes = path.rmatch_indices('/').map(|(at, _)| at);
    let (last, _, third) = (slashes.next(), slashes.next(), slashes.next());
    if let Some(at) = third
        && path[at..].starts_with("/invoke/")
    {
        return &path[at..];
    }
    match last {
        Some(at) => &path[at..],
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{Ed25519KeyPair, KeyPair};

    fn pair() -> (Ed25519KeyPair, String) {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap();
        let public = bs58::encode(pair.public_key().as_ref()).into_string();
        (pair, format!("{PREFIX}{public}"))
    }

    fn token(pair: &Ed25519KeyPair, header: &str, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = pair.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    #[test]
    fn only_the_engine_is_answered_for_this_request_and_now() {
        let (pair, key) = pair();
        let (other, _) = self::pair();
        let identity = Identity::of(&[key]).unwrap();
        let eddsa = r#"{"typ":"JWT","alg":"EdDSA"}"#;
        let claims = r#"{"aud":"/invoke/Flow.x/run","exp":100,"iat":50,"nbf":40}"#;
        let good = token(&pair, eddsa, claims);
        let path = "/invoke/Flow.x/run";
        assert_eq!(identity.is_signed(&good, path, 60), Ok(()));
        for (token, path, now) in [
            (good.clone(), "/invoke/Flow.x/say", 60),
            (good.clone(), path, 200),
            (good.clone(), path, 10),
            (token(&other, eddsa, claims), path, 60),
            (token(&pair, r#"{"alg":"none"}"#, claims), path, 60),
            (good.replace('.', ""), path, 60),
            (format!("{good}x"), path, 60),
            (String::new(), path, 60),
        ] {
            assert!(
                identity.is_signed(&token, path, now).is_err(),
                "{token} {path} {now}"
            );
        }
        let mut headers = HeaderMap::new();
        assert!(identity.verify(&headers, path).is_err());
        headers.insert("x-restate-signature-scheme", "unsigned".parse().unwrap());
        assert!(identity.verify(&headers, path).is_err());
        assert_eq!(Identity::default().verify(&headers, path), Ok(()));
        assert!(Identity::of(&["publickeyv1_x".into()]).is_err());
    }

    #[test]
    fn a_request_is_known_behind_a_proxy() {
        assert_eq!(asked("/a/b/invoke/Flow.x/run"), "/invoke/Flow.x/run");
        assert_eq!(asked("/invoke/Flow.x/run"), "/invoke/Flow.x/run");
        assert_eq!(asked("/a/discover"), "/discover");
        assert_eq!(asked("discover"), "discover");
    }
}
