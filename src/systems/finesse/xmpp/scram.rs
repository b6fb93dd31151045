//! SCRAM: a sign-in that never sends the password (RFC 5802, RFC 7677), without channel binding.
//!
//! Of the libraries for it, rsasl 2.3 panics at a challenge that is cut off; neither it nor sasl 0.5
//! nor scram 0.6 bounds the rounds that a server may ask for, which holds a thread for hours; scram
//! knows no SHA-1, and brings a ring of its own that nobody keeps up. Nothing that comes in may do
//! any of it here.

use super::failure::Failure;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac, pbkdf2};
use std::num::NonZeroU32;

/// More rounds than this are an attack on our time.
const MOST_ROUNDS: u32 = 1_000_000;
/// Fewer are none at all (RFC 5802 asks for 4096).
const FEWEST_ROUNDS: u32 = 1000;

/// Which hash it is made with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

impl Hash {
    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        }
    }

    fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        }
    }

    fn salted(self, password: &str, salt: &[u8], rounds: NonZeroU32) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        };
        let mut salted = vec![0; self.digest().output_len()];
        pbkdf2::derive(algorithm, rounds, salt, password.as_bytes(), &mut salted);
        salted
    }

    fn sign(self, key: &[u8], text: &[u8]) -> hmac::Tag {
        hmac::sign(&hmac::Key::new(self.hmac(), key), text)
    }
}

/// One sign-in.
pub(super) struct Scram {
    hash: Hash,
    password: String,
    nonce: String,
    first: String,
    /// What the server has to say at the end.
    proof: Option<Vec<u8>>,
}

impl Scram {
    pub fn new(hash: Hash, user: &str, password: &str) -> Result<Self, Failure> {
        let mut nonce = [0; 18];
        let filled = SystemRandom::new().fill(&mut nonce);
        filled.map_err(|_| Failure::broken("this machine provides no random numbers"))?;
        Ok(Self::with_nonce(
            hash,
            user,
            password,
            STANDARD.encode(nonce),
        ))
    }

    fn with_nonce(hash: Hash, user: &str, password: &str, nonce: String) -> Self {
        let user = user.replace('=', "=3D").replace(',', "=2C");
        Self {
            hash,
            password: password.into(),
            first: format!("n={user},r={nonce}"),
            nonce,
            proof: None,
        }
    }

    pub fn mechanism(&self) -> &'static str {
        match self.hash {
            Hash::Sha1 => "SCRAM-SHA-1",
            Hash::Sha256 => "SCRAM-SHA-256",
        }
    }

    pub fn first(&self) -> String {
        format!("n,,{}", self.first)
    }

    /// What to say to the server's challenge.
    pub fn respond(&mut self, challenge: &str) -> Result<String, Failure> {
        let wrong = || Failure::broken("the server's sign-in challenge is not valid");
        let field = |name: &str| {
            challenge
                .split(',')
                .find_map(|part| part.strip_prefix(name))
        };
        let nonce = field("r=").filter(|nonce| nonce.starts_with(&self.nonce));
        let salt = field("s=").and_then(|salt| STANDARD.decode(salt).ok());
        let rounds = field("i=").and_then(|rounds| rounds.parse::<u32>().ok());
        let rounds = rounds.filter(|rounds| (FEWEST_ROUNDS..=MOST_ROUNDS).contains(rounds));
        let rounds = rounds.and_then(NonZeroU32::new).ok_or_else(wrong)?;
        let (nonce, salt) = nonce.zip(salt).ok_or_else(wrong)?;
        let last = format!("c=biws,r={nonce}");
        let signed = format!("{},{challenge},{last}", self.first);

        let salted = self.hash.salted(&self.password, &salt, rounds);
        let client = self.hash.sign(&salted, b"Client Key");
        let stored = digest::digest(self.hash.digest(), client.as_ref());
        let signature = self.hash.sign(stored.as_ref(), signed.as_bytes());
        let pairs = client.as_ref().iter().zip(signature.as_ref());
        let proof: Vec<u8> = pairs.map(|(key, sign)| key ^ sign).collect();

        let server = self.hash.sign(&salted, b"Server Key");
        let server = self.hash.sign(server.as_ref(), signed.as_bytes());
        self.proof = Some(server.as_ref().to_vec());
        Ok(format!("{last},p={}", STANDARD.encode(proof)))
    }

    /// Whether the server knows the password too.
    pub fn verify(&self, said: &str) -> Result<(), Failure> {
        let said = said.split(',').find_map(|part| part.strip_prefix("v="));
        let said = said.and_then(|said| STANDARD.decode(said).ok());
        match said.is_some() && said == self.proof {
            true => Ok(()),
            false => Err(Failure::broken(
                "the server could not prove that it knows the password",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_standards_examples_say() {
        for (hash, nonce, challenge, response, end) in [
            (
                Hash::Sha1,
                "fyko+d2lbbFgONRv9qkxdawL",
                "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
            ),
            (
                Hash::Sha256,
                "rOprNGfwEbeRWgbNEkqO",
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                 p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            ),
        ] {
            let mut scram = Scram::with_nonce(hash, "user", "pencil", nonce.into());
            assert_eq!(scram.first(), format!("n,,n=user,r={nonce}"));
            assert_eq!(scram.respond(challenge).unwrap(), response);
            assert!(scram.verify(end).is_ok());
            assert!(scram.verify("v=AAAA").is_err());
        }
    }

    #[test]
    fn a_challenge_that_is_a_trick_is_refused() {
        let mut scram = Scram::with_nonce(Hash::Sha1, "user", "pencil", "abc".into());
        for challenge in [
            "",
            "r=xyz,s=QSXCR+Q6sek8bf92,i=4096",
            "r=abcd,s=QSXCR+Q6sek8bf92,i=4000000000",
            "r=abcd,s=QSXCR+Q6sek8bf92,i=1",
            "r=abcd,s=,,i=x",
        ] {
            assert!(scram.respond(challenge).is_err(), "{challenge}");
        }
        assert!(scram.verify("v=").is_err());
    }
}
