//! Cuts the bytes of a stream into its stanzas, without understanding them: a stanza is what
//! stands between the opening of the stream and its end, whole.

/// What comes out of a stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// The opening tag of the stream.
    Open,
    /// A stanza, from its first `<` to its last `>`.
    Stanza(String),
    /// The stream is over.
    Close,
}

/// Where the cutter is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    /// Between tags.
    Text,
    /// After a `<`.
    Angle,
    /// In a tag that opens.
    Tag,
    /// In a tag that opens, after a `/`.
    Slash,
    /// In a value, until this quote.
    Value(u8),
    /// In a tag that closes.
    Closing,
    /// In `<?…?>`.
    Declaration,
    /// In `<![CDATA[`, so many of its letters seen.
    Marked(usize),
    /// In a marked section, after so many `]`.
    Raw(usize),
}

const MARK: &[u8] = b"![CDATA[";

/// Cuts a stream. Bytes go in as they come; stanzas come out when they are whole.
#[derive(Debug)]
pub struct Cutter {
    waiting: Vec<u8>,
    /// How much of `waiting` has been looked at.
    seen: usize,
    /// Where the stanza begins that is being looked at.
    start: usize,
    depth: usize,
    at: At,
    largest: usize,
}

impl Cutter {
    /// A cutter for stanzas of at most so many bytes.
    pub fn new(largest: usize) -> Self {
        Self {
            waiting: Vec::new(),
            seen: 0,
            start: 0,
            depth: 0,
            at: At::Text,
            largest,
        }
    }

    /// Forgets what has come so far: a new stream begins on the same connection.
    pub fn restart(&mut self) {
        *self = Self::new(self.largest);
    }

    /// Takes bytes in.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.waiting.drain(..self.start);
            self.seen -= self.start;
            self.start = 0;
        }
        self.waiting.extend_from_slice(bytes);
    }

    /// The next whole piece, if there is one. An error, in plain words, is the stream's end.
    pub fn next(&mut self) -> Result<Option<Piece>, String> {
        while let Some(&byte) = self.waiting.get(self.seen) {
            self.seen += 1;
            if self.at == At::Text && self.depth <= 1 && byte != b'<' {
                self.between(byte)?;
                continue;
            }
            if let Some(piece) = self.step(byte)? {
                self.start = self.seen;
                return Ok(Some(piece));
            }
            if self.seen - self.start > self.largest {
                return Err(format!("a stanza is larger than {} bytes", self.largest));
            }
        }
        Ok(None)
    }

    /// Between stanzas nothing but white space may stand: a sign of life.
    fn between(&mut self, byte: u8) -> Result<(), String> {
        self.start = self.seen;
        match byte.is_ascii_whitespace() {
            true => Ok(()),
            false => Err("the server does not send XMPP".into()),
        }
    }

    fn step(&mut self, byte: u8) -> Result<Option<Piece>, String> {
        self.at = match (self.at, byte) {
            (At::Text, b'<') => At::Angle,
            (At::Text, _) => At::Text,
            (At::Angle, b'/') => At::Closing,
            (At::Angle, b'?') if self.depth == 0 => At::Declaration,
            (At::Angle, b'!') if self.depth > 1 => At::Marked(1),
            (At::Angle, b'!' | b'?' | b'<' | b'>') => {
                return Err("the stream contains what XMPP forbids".into());
            }
            (At::Angle | At::Slash | At::Tag, b'"' | b'\'') => At::Value(byte),
            (At::Slash, b'>') => {
                self.at = At::Text;
                return self.empty();
            }
            (At::Tag, b'>') => {
                self.at = At::Text;
                return Ok(self.opened());
            }
            (At::Tag | At::Slash, b'/') => At::Slash,
            (At::Angle | At::Tag | At::Slash, _) => At::Tag,
            (At::Value(quote), _) if byte == quote => At::Tag,
            (At::Value(quote), _) => At::Value(quote),
            (At::Closing, b'>') => {
                self.at = At::Text;
                return self.closed();
            }
            (At::Closing, _) => At::Closing,
            (At::Declaration, b'>') => {
                self.start = self.seen;
                At::Text
            }
            (At::Declaration, _) => At::Declaration,
            (At::Marked(seen), _) => marked(seen, byte)?,
            (At::Raw(seen), _) => raw(seen, byte),
        };
        Ok(None)
    }

    fn opened(&mut self) -> Option<Piece> {
        self.depth += 1;
        (self.depth == 1).then_some(Piece::Open)
    }

    fn closed(&mut self) -> Result<Option<Piece>, String> {
        self.depth = self
            .depth
            .checked_sub(1)
            .ok_or("an end tag has no start tag")?;
        match self.depth {
            0 => Ok(Some(Piece::Close)),
            1 => self.stanza().map(Some),
            _ => Ok(None),
        }
    }

    fn empty(&mut self) -> Result<Option<Piece>, String> {
        match self.depth {
            0 => Ok(Some(Piece::Close)),
            1 => self.stanza().map(Some),
            _ => Ok(None),
        }
    }

    fn stanza(&self) -> Result<Piece, String> {
        let bytes = self.waiting.get(self.start..self.seen).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| "a stanza is not text in UTF-8")?;
        Ok(Piece::Stanza(text.to_owned()))
    }
}

fn marked(seen: usize, byte: u8) -> Result<At, String> {
    match MARK.get(seen) {
        Some(wanted) if *wanted == byte && seen + 1 == MARK.len() => Ok(At::Raw(0)),
        Some(wanted) if *wanted == byte => Ok(At::Marked(seen + 1)),
        _ => Err("the stream contains what XMPP forbids".into()),
    }
}

fn raw(seen: usize, byte: u8) -> At {
    match (seen, byte) {
        (_, b']') => At::Raw((seen + 1).min(2)),
        (2, b'>') => At::Text,
        _ => At::Raw(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' a='>'>\n \
        <stream:features><a/></stream:features> <message id='1'><x y=\"a'>/b\">t<![CDATA[</x>]]]>\
        </x></message><presence/></stream:stream>";

    fn cut(parts: &[&[u8]]) -> Result<Vec<Piece>, String> {
        let mut cutter = Cutter::new(1000);
        let mut pieces = Vec::new();
        for part in parts {
            cutter.feed(part);
            while let Some(piece) = cutter.next()? {
                pieces.push(piece);
            }
        }
        Ok(pieces)
    }

    fn expected() -> Vec<Piece> {
        vec![
            Piece::Open,
            Piece::Stanza("<stream:features><a/></stream:features>".into()),
            Piece::Stanza("<message id='1'><x y=\"a'>/b\">t<![CDATA[</x>]]]></x></message>".into()),
            Piece::Stanza("<presence/>".into()),
            Piece::Close,
        ]
    }

    #[test]
    fn a_stream_is_cut_into_its_stanzas() {
        assert_eq!(cut(&[STREAM.as_bytes()]).unwrap(), expected());
    }

    #[test]
    fn what_xmpp_forbids_ends_the_stream() {
        for wrong in [
            "hello",
            "</a>",
            "<!DOCTYPE a>",
            "<s><!-- c --><a/>",
            "<s>text",
            "<s><a><!ENTITY",
            "<s><?php ?>",
            "HTTP/1.1 400 Bad Request\r\n",
            "<s><a>\u{0}<<",
        ] {
            assert!(cut(&[wrong.as_bytes()]).is_err(), "{wrong}");
        }
        let long = format!("<s><a>{}", "x".repeat(2000));
        assert!(cut(&[long.as_bytes()]).is_err());
        let opening = format!("<s {}", "x".repeat(2000));
        assert!(cut(&[opening.as_bytes()]).is_err());
        assert!(cut(&[b"<s><a>\xff</a>"]).is_err());
    }

    #[test]
    fn white_space_without_end_takes_no_room() {
        let mut cutter = Cutter::new(100);
        cutter.feed(b"<s>");
        assert_eq!(cutter.next().unwrap(), Some(Piece::Open));
        for _ in 0..1000 {
            cutter.feed(&[b' '; 100]);
            assert_eq!(cutter.next().unwrap(), None);
        }
        assert!(cutter.waiting.len() <= 200);
    }

    proptest! {
        #[test]
        fn where_the_bytes_break_makes_no_difference(mut at in prop::collection::vec(0..STREAM.len(), 0..8)) {
            at.extend([0, STREAM.len()]);
            at.sort_unstable();
            let parts: Vec<&[u8]> = at.windows(2).map(|w| &STREAM.as_bytes()[w[0]..w[1]]).collect();
            prop_assert_eq!(cut(&parts).unwrap(), expected());
        }

        #[test]
        fn nothing_makes_it_panic(text in "[<>/='\"a!?&;\\[\\] ]{0,200}") {
            let _ = cut(&[text.as_bytes()]);
        }
    }
}
