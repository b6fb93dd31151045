//! Messages of the debug adapter protocol: framed as those of the language server, and no JSON-RPC.

use crate::lsp::frame;
use serde_json::Value;
use std::io::{self, BufRead, Write};

/// The next message; nothing where the editor has gone away.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Value>> {
    let Some(body) = frame(input)? else {
        return Ok(None);
    };
    let message = serde_json::from_slice(&body);
    message
        .map(Some)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

pub(super) fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}
