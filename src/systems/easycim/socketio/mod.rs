//! The way straight to the toolbar's program, without a browser: Socket.IO over a WebSocket, as the
//! page's library speaks it. The vendor does not document it.

mod dial;
mod link;
mod packet;

pub(super) use link::SocketIo;

/// Reads a packet as far as it goes.
pub(super) fn read_untrusted(text: &str) {
    if let Some(packet::Heard::Event(_, body)) = packet::read(text) {
        let data = body.get("data").unwrap_or(&body).clone();
        super::news::read_untrusted(data);
    }
}
