//! The page on loopback: the agent's desktop with the toolbar's library in it.

use super::house::House;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves until it is dropped.
pub(super) async fn run(listener: TcpListener, house: Arc<House>, toolbar: SocketAddr) {
    let _ = (listener, house, toolbar);
    std::future::pending::<()>().await;
}
