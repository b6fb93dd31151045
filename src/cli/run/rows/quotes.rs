//! Quotes of a CSV file. One that is not closed takes the lines after it into its cell, and their
//! rows would be missed by nobody.

/// What is wrong with a quote, and in which line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It opens here, and nothing closes it.
    Open(usize),
    /// It closes here, and the cell goes on.
    Inside(usize),
}

/// Where a text is between the signs that matter.
#[derive(Clone, Copy)]
enum At {
    CellStart,
    Cell,
    /// In quotes that opened in this line.
    Quoted(usize),
    /// After a quote in quotes: the end of them, or the first half of a doubled one.
    Closed(usize),
}

/// Finds the first quote of a text that is not as the standard has it; the text comes in pieces.
pub(super) struct Quotes {
    delimiter: u8,
    at: At,
    line: usize,
}

impl Quotes {
    pub fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            at: At::CellStart,
            line: 1,
        }
    }

    pub fn take(&mut self, piece: &[u8]) -> Result<(), Wrong> {
        piece.iter().try_for_each(|byte| self.byte(*byte))
    }

    fn byte(&mut self, byte: u8) -> Result<(), Wrong> {
        let line = self.line;
        let ends = byte == self.delimiter || matches!(byte, b'\n' | b'\r');
        self.at = match self.at {
            At::CellStart if byte == b'"' => At::Quoted(line),
            At::CellStart | At::Cell if ends => At::CellStart,
            At::CellStart | At::Cell => At::Cell,
            At::Quoted(opened) if byte == b'"' => At::Closed(opened),
            At::Quoted(opened) => At::Quoted(opened),
            At::Closed(opened) if byte == b'"' => At::Quoted(opened),
            At::Closed(_) if ends => At::CellStart,
            At::Closed(opened) if byte == b' ' => At::Closed(opened),
            At::Closed(opened) if opened < line => return Err(Wrong::Open(opened)),
            At::Closed(_) => return Err(Wrong::Inside(line)),
        };
        self.line += usize::from(byte == b'\n');
        Ok(())
    }

    /// The text is over.
    pub fn end(&self) -> Result<(), Wrong> {
        match self.at {
            At::Quoted(opened) => Err(Wrong::Open(opened)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_closed_before_their_cell_ends() {
        for (text, expected) in [
            ("A,B\n\"x, y\",2\n", Ok(())),
            ("A\n\"two\nlines\"\n", Ok(())),
            ("A\n\"say \"\"hi\"\"\"\n", Ok(())),
            ("A\n5\" pipe\n", Ok(())),
            ("A,B\n\"x\" ,2\r\n", Ok(())),
            ("A,B\n\"Ada,1\nBob,2\n", Err(Wrong::Open(2))),
            ("A,B\n\"Ada,1\n\"Bob\",2\n", Err(Wrong::Open(2))),
            ("A,B\n\"Ada\"x,1\n", Err(Wrong::Inside(2))),
        ] {
            let mut quotes = Quotes::new(b',');
            let found = quotes.take(text.as_bytes()).and_then(|()| quotes.end());
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
