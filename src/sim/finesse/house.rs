//! What answers: the world, who listens to it, who may ask.

use super::guard::{Guard, Proof};
use super::node::{NodeAddress, Side};
use super::options::Setup;
use super::world::World;
use super::world::file::Delivery;
use super::xmpp::address::written;
use super::xmpp::hub::{Hub, Out};
use super::xmpp::stanza::server_presence;
use crate::sim::clock::Clock;
use crate::sim::fault::Faults;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{Notify, watch};

/// Opens the desktops of all who are signed in, where the world has any.
fn open_desktops(world: &mut World, hub: &mut Hub, domains: &[String; 2]) {
    if !world.settings.desktop {
        return;
    }
    let side = world.settings.desktop_node;
    let there = world.users.values().filter(|user| user.is_signed_in());
    let there: Vec<String> = there.map(|user| user.id.clone()).collect();
    for user in there {
        let address = format!("{}@{}/desktop", written(&user), domains[side.index()]);
        hub.open_desktop(side, &user, &address);
        world.agents().open_desktop(&user, &address);
    }
}

/// Finesse, simulated: both nodes of it.
pub(super) struct House {
    inner: Mutex<Inner>,
    pub faults: Mutex<Faults>,
    clock: Clock,
    nodes: [NodeAddress; 2],
    domains: [String; 2],
    /// Whether each node is there at all.
    up: [watch::Sender<bool>; 2],
    /// Rings when something new is to happen.
    planned: Notify,
}

struct Inner {
    world: World,
    hub: Hub,
    guard: Guard,
    random: fastrand::Rng,
}

impl House {
    pub fn new(setup: Setup, nodes: [NodeAddress; 2]) -> Self {
        let domains = [nodes[0].domain.clone(), nodes[1].domain.clone()];
        let mut world = World::new(setup.world, setup.clock.now());
        let mut hub = Hub::default();
        hub.one = world.settings.delivery == Delivery::One;
        open_desktops(&mut world, &mut hub, &domains);
        Self {
            inner: Mutex::new(Inner {
                world,
                hub,
                guard: Guard::default(),
                random: fastrand::Rng::with_seed(setup.seed),
            }),
            faults: Mutex::new(Faults::new(setup.faults, setup.seed)),
            clock: setup.clock,
            nodes,
            domains,
            up: [watch::Sender::new(true), watch::Sender::new(true)],
            planned: Notify::new(),
        }
    }

    /// Where a node is reached.
    pub fn node(&self, side: Side) -> &NodeAddress {
        &self.nodes[side.index()]
    }

    /// How long a span of the simulator's time is in tokio's.
    pub fn real(&self, span: std::time::Duration) -> std::time::Duration {
        self.clock
            .real(span.try_into().unwrap_or(jiff::SignedDuration::MAX))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works with everything as it is now; what there is to tell is told before anything else.
    fn work<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        let (result, changed) = {
            let mut inner = self.lock();
            inner.world.advance(self.clock.now());
            let due = inner.world.next_due();
            let result = work(&mut inner);
            let Inner { world, hub, .. } = &mut *inner;
            for notice in world.outbox.drain(..) {
                hub.publish(&notice, &self.domains);
            }
            for missed in hub.missed.drain(..) {
                world.record.harm(missed);
            }
            world.sweep();
            (result, due != world.next_due())
        };
        if changed {
            self.planned.notify_one();
        }
        result
    }

    /// Looks at, or changes, the world as it is now.
    pub fn with<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        self.work(|inner| work(&mut inner.world))
    }

    /// Looks at, or changes, who listens.
    pub fn hub<T>(&self, work: impl FnOnce(&mut Hub) -> T) -> T {
        self.work(|inner| work(&mut inner.hub))
    }

    /// Lets the world happen, for as long as it is polled.
    pub async fn live(&self) {
        loop {
            let due = self.with(|world| world.next_due());
            let wait = async {
                match due {
                    Some(due) => tokio::time::sleep(self.clock.until(due)).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = wait => {}
                () = self.planned.notified() => {}
            }
        }
    }

    /// Who stands behind a proof. `None`: nobody, or somebody who is locked out.
    pub fn prove(&self, proof: &Proof) -> Option<String> {
        self.work(|inner| inner.guard.prove(&inner.world, proof))
    }

    /// How many wrong passwords in a row a user has had.
    pub fn wrong_passwords(&self, user: &str) -> u32 {
        self.work(|inner| inner.guard.wrong(user))
    }

    /// Whether the event stream may be had by somebody with a password, or a token.
    pub fn knows(&self, user: &str, password: &str) -> bool {
        self.prove(&Proof::stream(user, password)).is_some()
    }

    /// A number at random.
    pub fn draw(&self) -> u32 {
        self.work(|inner| inner.random.u32(..))
    }

    /// A stream has an address now.
    pub fn enter(&self, side: Side, user: &str, jid: &str, out: UnboundedSender<Out>) -> u64 {
        self.hub(|hub| hub.enter(side, user, jid, out))
    }

    /// A stream wants events now, or none any more: its client said so, or was lost. Nobody is at
    /// both nodes at once beside a desktop: such a stream is ended.
    pub fn presence(&self, place: u64, user: &str, present: Option<i8>, lost: bool) {
        self.work(|inner| {
            let Inner { world, hub, .. } = inner;
            let address = hub.address(place).unwrap_or_default();
            hub.presence(place, present);
            world
                .agents()
                .client(user, &address, present.is_some(), lost);
        });
    }

    /// Whether a user may be present at a node: beside a desktop at the other one, nobody may.
    pub fn may_be_present(&self, user: &str, side: Side) -> bool {
        self.work(|inner| {
            let elsewhere = inner.hub.is_elsewhere(user, side);
            let refused = elsewhere && inner.world.has_desktop(user);
            if refused {
                let what = format!("agent {user} was at both nodes at once");
                inner.world.record.harm(what);
            }
            !refused
        })
    }

    /// Writes down what a program does.
    pub fn visit(&self, side: Side, what: &str) {
        let line = format!("{} {what}", side.name());
        self.with(|world| world.record.visit(line));
    }

    /// Whether there is a node to subscribe to for a user.
    pub fn has_node(&self, user: &str, node: &str) -> bool {
        self.with(|world| world.has_node(user, node))
    }

    /// Whether a node is there and has its CTI server.
    pub fn is_well(&self, side: Side) -> bool {
        self.is_up(side) && self.with(|world| world.in_service)
    }

    /// Whether a node is there.
    pub fn is_up(&self, side: Side) -> bool {
        *self.up[side.index()].borrow()
    }

    /// Waits until a node is there no more.
    pub async fn gone(&self, side: Side) {
        let mut up = self.up[side.index()].subscribe();
        // The sender lives as long as this house.
        up.wait_for(|up| !up).await.ok();
    }

    /// Lets a node come or go. One that goes says so on its streams and breaks all connections.
    pub fn set_up(&self, side: Side, up: bool) {
        if !up {
            let domain = &self.node(side).domain;
            let gone = server_presence(domain, "", false);
            self.hub(|hub| {
                hub.tell(side, &gone);
                hub.end_all(side, &super::xmpp::hub::stream_error("system-shutdown"));
            });
        }
        self.up[side.index()].send_replace(up);
    }

    /// Lets the node that is in charge go down, and the other be there. Which is in charge then.
    pub fn fail_over(&self) -> Side {
        let down = if self.is_up(Side::A) {
            Side::A
        } else {
            Side::B
        };
        self.set_up(down.other(), true);
        self.set_up(down, false);
        down.other()
    }

    /// The CTI server is lost, for a span or until it is restored.
    pub fn lose_service(&self, span: Option<jiff::SignedDuration>) {
        self.with(|world| world.lose_service(span));
    }
}
