"""Reads a simulator's event stream with slixmpp, an XMPP client that nobody here wrote.

Arguments: host, port, JID, password, the authority's certificate (a PEM file), and the nodes to
subscribe to. Prints a line of JSON for whatever comes of it; ends when its input does.
"""

import asyncio
import json
import sys

import slixmpp
from slixmpp.xmlstream import ET
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

EVENT = "{http://jabber.org/protocol/pubsub#event}"


def tell(kind, **more):
    print(json.dumps({"kind": kind, **more}), flush=True)


class Listener(slixmpp.ClientXMPP):
    def __init__(self, jid, password, nodes):
        super().__init__(jid, password)
        self.nodes = nodes
        self.register_plugin("xep_0060")
        self.register_plugin("xep_0199")
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("failed_auth", lambda _: tell("refused"))
        self.add_event_handler("disconnected", lambda _: tell("disconnected"))
        self.add_event_handler("presence_available", self.present)
        self.add_event_handler("presence_unavailable", self.present)
        matcher = MatchXPath("{jabber:client}message/" + EVENT + "event")
        self.register_handler(Callback("events", matcher, self.heard))

    def present(self, presence):
        tell("presence", of=str(presence["from"]), type=presence["type"])

    async def started(self, _):
        tell("bound", jid=str(self.boundjid))
        self.send_presence(ppriority=0)
        await self.get_roster()
        await self.plugin["xep_0199"].ping(self.boundjid.domain)
        tell("pinged")
        pubsub = "pubsub." + self.boundjid.domain
        for node in self.nodes:
            try:
                await self.plugin["xep_0060"].subscribe(pubsub, node, bare=False)
                tell("subscribed", node=node)
            except slixmpp.exceptions.IqError as error:
                tell("unsubscribed", node=node, why=error.condition)
        listed = await self.plugin["xep_0060"].get_subscriptions(pubsub)
        listed = listed["pubsub"]["subscriptions"]
        tell("subscriptions", nodes=[one["node"] for one in listed])
        tell("ready")

    def heard(self, message):
        items = message.xml.find(EVENT + "event/" + EVENT + "items")
        for item in items:
            notification = item[0]
            text = notification.text or ""
            update = notification[0] if len(notification) else ET.fromstring(text)
            plain = lambda tag: tag.split("}")[-1]
            field = {plain(one.tag): one for one in update}
            tell(
                "event",
                node=items.get("node"),
                body=message.xml.find("{jabber:client}body") is not None,
                escaped=not len(notification),
                word=field["event"].text,
                request=field["requestId"].text or "",
                source=field["source"].text,
                data=plain(field["data"][0].tag),
                update=text,
            )


async def main():
    host, port, jid, password, certificate, *nodes = sys.argv[1:]
    listener = Listener(jid, password, nodes)
    listener.ca_certs = certificate
    listener.enable_direct_tls = True
    listener.enable_starttls = False
    listener.enable_plaintext = False
    listener.auto_reconnect = False
    listener.connect(host, int(port))
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for node in nodes:
        try:
            await listener.plugin["xep_0060"].unsubscribe(
                "pubsub." + listener.boundjid.domain, node, bare=False
            )
            tell("left", node=node)
        except slixmpp.exceptions.XMPPError:
            tell("stayed", node=node)
    await listener.disconnect()


asyncio.run(main())
