//! The endpoints, a file a family. Addresses and parameters as the vendor's API pages give them.

pub(super) mod agents;
mod callbacks;
mod chat;
mod conference;
mod customer_chat;
mod dial;
mod dialer;
mod email;
mod interactions;
mod patron;
mod readback;
mod scripts;
pub(super) mod sessions;
mod supervisor;
mod transfers;
mod wrapup;

use super::route::Row;

/// All of them; where a fixed part and a named one could both match, the fixed one first.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    let tables: [&[Row]; 16] = [
        sessions::ROWS,
        interactions::ROWS,
        conference::ROWS,
        transfers::ROWS,
        callbacks::ROWS,
        readback::ROWS,
        agents::ROWS,
        dial::ROWS,
        dialer::ROWS,
        supervisor::ROWS,
        wrapup::ROWS,
        patron::ROWS,
        scripts::ROWS,
        chat::ROWS,
        email::ROWS,
        customer_chat::ROWS,
    ];
    tables.into_iter().flatten().copied()
}
