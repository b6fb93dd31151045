//! Sealing: ChaCha20-Poly1305 under a key of the run, which is itself sealed under the user's. To
//! forget a run is to lose its key.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

const KEY_LEN: usize = 32;

/// A key: its bytes alone, as each of a hundred thousand open runs keeps one.
pub struct Key {
    bytes: [u8; KEY_LEN],
}

impl Key {
    /// A new one.
    pub fn random() -> Result<Self, &'static str> {
        let mut bytes = [0; KEY_LEN];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| "this machine provides no random numbers")?;
        Self::from_bytes(&bytes).ok_or("a key cannot be created")
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; KEY_LEN] = bytes.try_into().ok()?;
        Some(Self { bytes })
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.bytes).ok()?;
        Some(LessSafeKey::new(key))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Seals a text. `place` is bound to it: it opens nowhere else.
    pub fn seal(&self, place: &str, mut text: Vec<u8>) -> Result<Vec<u8>, &'static str> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| "this machine provides no random numbers")?;
        let with = Nonce::assume_unique_for_key(nonce);
        self.cipher()
            .ok_or("the key cannot be used")?
            .seal_in_place_append_tag(with, Aad::from(place.as_bytes()), &mut text)
            .map_err(|_| "the record is too large to be encrypted")?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// Opens what was sealed for this place; nothing where it was changed, or sealed otherwise.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let place = Aad::from(place.as_bytes());
        let cipher = self.cipher()?;
        let length = cipher.open_in_place(nonce, place, &mut text).ok()?.len();
        text.truncate(length);
        Some(text)
    }
}
