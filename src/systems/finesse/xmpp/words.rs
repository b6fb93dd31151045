//! The names of XMPP's namespaces.

/// Stanzas between a client and its server.
pub const CLIENT: &str = "jabber:client";
/// The stream's own elements.
pub const STREAMS: &str = "http://etherx.jabber.org/streams";
/// Signing in.
pub const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
/// Taking a resource.
pub const BIND: &str = "urn:ietf:params:xml:ns:xmpp-bind";
/// The session that older servers want.
pub const SESSION: &str = "urn:ietf:params:xml:ns:xmpp-session";
/// Pings.
pub const PING: &str = "urn:xmpp:ping";
/// Errors of stanzas.
pub const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";
/// Errors of the stream.
pub const STREAM_ERRORS: &str = "urn:ietf:params:xml:ns:xmpp-streams";
/// Publish and subscribe.
pub const PUBSUB: &str = "http://jabber.org/protocol/pubsub";
/// What was published.
pub const EVENT: &str = "http://jabber.org/protocol/pubsub#event";
/// Opening and closing over a WebSocket.
pub const FRAMING: &str = "urn:ietf:params:xml:ns:xmpp-framing";
