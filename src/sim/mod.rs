//! The simulators: the vendors' protocols over real sockets, written from the vendors' documents.
