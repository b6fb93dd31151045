//! Streams from anywhere, for the fuzz targets.

use super::cut::{Cutter, Piece};
use super::receive::Receiver;
use super::tree::Element;
use std::sync::OnceLock;
use tokio::time::Instant;

/// When everything was read: two readings of one stream are to be the same.
static AT: OnceLock<Instant> = OnceLock::new();

/// Reads bytes as a stream that comes in these packets: how many stanzas there were, what they meant,
/// and what ended it.
pub fn read<'a>(packets: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let mut cutter = Cutter::new(1 << 20);
    let receiver = Receiver::new("pubsub.finesse.example", "1001001@finesse.example/x");
    let at = *AT.get_or_init(Instant::now);
    let mut read = Vec::new();
    for packet in packets {
        cutter.feed(packet);
        loop {
            match cutter.next() {
                Ok(Some(Piece::Stanza(text))) => read.push(match Element::read(&text) {
                    Ok(stanza) => match receiver.receive(&stanza, at) {
                        Ok(meant) => format!("{meant:?} {}", stanza.write()),
                        Err(failure) => format!("{failure:?}"),
                    },
                    Err(why) => why,
                }),
                Ok(Some(piece)) => read.push(format!("{piece:?}")),
                Ok(None) => break,
                Err(why) => {
                    read.push(why);
                    return read;
                }
            }
        }
    }
    read
}
