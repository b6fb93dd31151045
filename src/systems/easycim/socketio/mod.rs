//! The way straight to the toolbar's program, without a browser: Socket.IO over a WebSocket, as the
//! page's library speaks it. The vendor does not document it.

mod dial;
mod link;
mod packet;

pub(super) use link::SocketIo;
