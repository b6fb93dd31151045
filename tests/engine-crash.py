#!/usr/bin/env python3
"""Kills the programs themselves while a job is on an engine: workers, the server, both, one of two workers for good, one
of three nodes for good. What is counted is what the simulator was made to do.

    tests/engine-crash.py FLOW [rows] [losses] [losses|two|three ...]

FLOW is the built command; the server comes from npm (tests/run.sh installs it, CONTACTFLOW_NODE_MODULES names another
place). It fails where a row is lost or done twice, or where one that was not done, and not refused, is not named in doubt."""

import atexit
import collections
import glob
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODULES = os.environ.get("CONTACTFLOW_NODE_MODULES", str(ROOT / "target/tools/node_modules"))
SECRET = "SIMULATOR7SECRET2FLOW3EXAMPLE4A5B6C7D8E9F0GHIJKL===="
KEY = "SIMULATOR7ACCESSKEY2FLOW3EXAMPLE4A5B6C7D8E9F0G======"
# Of a callback of one agent no list shows whether it was booked: it stays in doubt. The other kind is looked up.
BOOK = """input Item: text

set security user 7
schedule callback to "+12025550123" at now + 2h
    with FirstName: "Ada", LastName: "Example", SkillId: 4021%s, Notes: <Item>
    on Unknown   -> ignore
    on any other -> retry 20 times every 500ms, then fail
"""


STARTED = []


def start(*args, **more):
    """A program that ends with this one."""
    STARTED.append(subprocess.Popen(*args, **more))
    return STARTED[-1]


@atexit.register
def end_all():
    for one in STARTED:
        if one.poll() is None:
            one.kill()
            one.wait()


def binary(name):
    found = glob.glob(f"{MODULES}/@restatedev/{name}-*/bin/{name}")
    return found[0] if found else sys.exit(f"there is no {name} in {MODULES}: tests/run.sh installs it")


def free_ports(many):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(many)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def until(what, is_so, patience=120):
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > patience:
            sys.exit(f"not so after {patience} s: {what}")
        time.sleep(0.05)


def has_done(call):
    """`restatectl` ends with 0 where it has reached nobody, and says so on its standard error."""
    done = subprocess.run(call, capture_output=True, text=True)
    return done.returncode == 0 and "[ERR]" not in done.stderr


def http(url, body=None):
    request = urllib.request.Request(url, data=body and json.dumps(body).encode())
    request.add_header("content-type", "application/json")
    request.add_header("accept", "application/json")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


class Engine:
    """A server with one node or three."""

    def __init__(self, folder, nodes):
        self.folder, self.nodes = folder, {}
        ports = [free_ports(3) for _ in range(nodes)]
        for number, (own, ingress, admin) in enumerate(ports):
            place = folder / f"n{number}"
            place.mkdir()
            alone = 'auto-provision = true\nadvertised-host = "127.0.0.1"\n'
            others = f'auto-provision = false\nadvertised-address = "http://127.0.0.1:{own}"\n'
            others += "default-num-partitions = 8\ndefault-replication = 2\n"
            addresses = ", ".join(f'"http://127.0.0.1:{of[0]}"' for of in ports)
            text = f"""roles = ["http-ingress", "admin", "worker", "log-server", "metadata-server"]
cluster-name = "crash"
node-name = "n{number}"
bind-ip = "127.0.0.1"
bind-port = {own}
listen-mode = "tcp"
{alone if nodes == 1 else others}disable-telemetry = true
base-dir = "data"
[ingress]
bind-ip = "127.0.0.1"
bind-port = {ingress}
[admin]
bind-ip = "127.0.0.1"
bind-port = {admin}
[bifrost]
auto-recovery-interval = "1s"
seal-retry-interval = "500ms"
"""
            if nodes > 1:
                text += f"[metadata-client]\naddresses = [{addresses}]\n"
            (place / "restate.toml").write_text(text)
            self.nodes[number] = [place, None, ingress, admin]
        for number in self.nodes:
            self.begin(number)
        if nodes > 1:
            call = [binary("restatectl"), "provision", "-s", f"http://127.0.0.1:{ports[0][0]}", "--yes",
                    "--num-partitions", "8", "--replication", "2", "--log-provider", "replicated"]
            until("the nodes are one", lambda: has_done(call))
        self.wait()

    def begin(self, number):
        node = self.nodes[number]
        log = open(node[0] / "server.log", "a")
        node[1] = start([binary("restate-server"), "--no-logo", "-c", "restate.toml"], cwd=node[0],
                        env={**os.environ, "DO_NOT_TRACK": "1"}, stdout=log, stderr=log)

    def kill(self, number=0, for_good=False):
        self.nodes[number][1].kill()
        self.nodes[number][1].wait()
        if for_good:
            del self.nodes[number]
        else:
            self.begin(number)

    def wait(self):
        # Its ports are open before it can do anything: three nodes have to find each other first.
        def is_there(node):
            try:
                http(f"http://127.0.0.1:{node[2]}/restate/health")
                http(f"http://127.0.0.1:{node[3]}/health")
            except OSError:
                return False
            return True

        until("the engine is there", lambda: all(is_there(node) for node in self.nodes.values()))

    def env(self):
        node = next(iter(self.nodes.values()))
        return {"FLOW_ENGINE": f"http://127.0.0.1:{node[2]}", "FLOW_ENGINE_ADMIN": f"http://127.0.0.1:{node[3]}"}

    def rows(self, query):
        """An engine that has just started, or lost a node, finds all of its parts a little later."""
        began = time.monotonic()
        while True:
            try:
                return json.loads(http(self.env()["FLOW_ENGINE_ADMIN"] + "/query", {"query": query}))["rows"]
            except OSError as why:
                if time.monotonic() - began > 120:
                    sys.exit(f"the engine answers no question: {why}")
                time.sleep(0.5)


def spread(ports):
    """A balancer for TCP before the workers of one address: over those that answer."""
    listener = socket.create_server(("127.0.0.1", 0))

    def join(near, far):
        try:
            while data := near.recv(65536):
                far.sendall(data)
        except OSError:
            pass
        for one in (near, far):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def accept():
        turn = 0
        while True:
            near, _ = listener.accept()
            turn += 1
            for at in range(len(ports)):
                try:
                    far = socket.create_connection(("127.0.0.1", ports[(turn + at) % len(ports)]))
                except OSError:
                    continue
                threading.Thread(target=join, args=(near, far), daemon=True).start()
                threading.Thread(target=join, args=(far, near), daemon=True).start()
                break

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


class Trial:
    def __init__(self, flow, rows, nodes=1):
        self.flow, self.rows = flow, rows
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="engine-crash-"))
        self.workers = []
        self.far = start([flow, "simulate", "cxone"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.far.stdout.readline().strip()
        write = lambda name, text: (self.folder / name).write_text(text)
        write("flow.toml", f'default = "lab"\n[profile.lab]\nsystem = "cxone"\naddress = "{self.address}"\n'
              f'sign-in = "access-key"\naccess-key-id = "{KEY}"\naccess-key-secret = {{ env = "SIMULATOR_SECRET" }}\n'
              'agent = { id = 7 }\ntakes-effect-within = "1s"\n')
        write("looked.flow", BOOK % "")
        write("doubt.flow", BOOK % ", TargetAgentId: 7")
        half = rows // 2
        for job, first in (("looked", 0), ("doubt", half)):
            write(f"{job}.csv", "Item\n" + "".join(f"W-{row}\n" for row in range(first, first + half)))
        self.engine = Engine(self.folder, nodes)

    def env(self):
        return {**os.environ, **self.engine.env(), "SIMULATOR_SECRET": SECRET, "XDG_STATE_HOME": str(self.folder / "state"),
                "FLOW_JOURNAL": str(self.folder / "journal")}

    def call(self, *args):
        done = subprocess.run([self.flow, *args], cwd=self.folder, env=self.env(), capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def worker(self, port, address=None, rate="25/s"):
        log = open(self.folder / "worker.log", "a+")
        at = log.seek(0, os.SEEK_END)
        call = [self.flow, "worker", "--listen", f"127.0.0.1:{port}", "--rate", rate]
        call += ["--address", address] if address else []
        worker = start(call, cwd=self.folder, env=self.env(), stdout=log, stderr=log)

        def ready():
            if worker.poll() is not None:
                sys.exit((self.folder / "worker.log").read_text()[-2000:])
            return "ready at" in (self.folder / "worker.log").read_text()[at:]

        until("the worker is ready", ready)
        self.workers.append(worker)
        return worker

    def lose(self, worker):
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.workers.remove(worker)

    def submit(self):
        for job in ("looked", "doubt"):
            code, said = self.call("submit", f"{job}.flow", "--inputs", f"{job}.csv", "--job", job)
            if code != 0:
                sys.exit(said)

    def created(self):
        made = collections.Counter()
        for one in json.loads(http(f"{self.address}/simulator/state"))["callbacks"]:
            notes = one.get("notes") or ""
            if notes.startswith("W-"):
                made[notes] += 1
        return made

    def until_created(self, part):
        until("enough was done", lambda: len(self.created()) >= self.rows * part, 600)

    def check(self, what):
        query = ("SELECT idempotency_key, status, completion_result, completion_failure FROM sys_invocation "
                 "WHERE target_handler_name = 'row' AND idempotency_key IS NOT NULL")

        def over():
            return all(row["status"] == "completed" for row in self.engine.rows(query))

        until("every row has ended", over, 900)
        ends = {row["idempotency_key"]: row for row in self.engine.rows(query)}
        half, made = self.rows // 2, self.created()
        lost, doubled, doubt, undone, refused = [], [], 0, 0, 0
        for job, first in (("looked", 0), ("doubt", half)):
            for number in range(half):
                item, end = f"W-{first + number}", ends.get(f"{job}-{number + 1}")
                failure = (end or {}).get("completion_failure") or ""
                if made[item] > 1:
                    doubled.append(item)
                if "in doubt" in failure:
                    doubt += 1
                    undone += made[item] == 0
                elif end is None or (made[item] == 0 and not failure) or (made[item] == 1 and failure):
                    lost.append((item, failure))
                elif failure:
                    refused += 1
        self.end()
        print(f"{self.rows} rows, {what}: {len(lost)} lost, {len(doubled)} doubled; {doubt} in doubt, of which {undone} "
              f"were not done; {refused} refused", flush=True)
        if lost or doubled:
            sys.exit(f"lost {lost[:5]}, doubled {doubled[:5]}")

    def end(self):
        end_all()
        shutil.rmtree(self.folder, ignore_errors=True)


def losses(flow, rows, many):
    trial = Trial(flow, rows)
    [port] = free_ports(1)
    worker = trial.worker(port)
    trial.submit()
    counted = collections.Counter()
    for loss in range(many):
        trial.until_created((loss + random.random()) / (many + 1))
        kind = ("the worker", "the server", "both")[loss % 3]
        counted[kind] += 1
        if kind != "the server":
            trial.lose(worker)
        if kind != "the worker":
            trial.engine.kill()
            trial.engine.wait()
        if kind != "the server":
            worker = trial.worker(port)
    trial.check("lost " + ", ".join(f"{kind} {times} times" for kind, times in counted.items()))


def two(flow, rows, _):
    trial = Trial(flow, rows)
    ports = free_ports(2)
    address = f"http://127.0.0.1:{spread(ports)}"
    one = trial.worker(ports[0], address, "12/s")
    trial.worker(ports[1], address, "12/s")
    trial.submit()
    trial.until_created(1 / 3)
    trial.lose(one)
    trial.check("one of two workers gone for good")


def three(flow, rows, _):
    trial = Trial(flow, rows, nodes=3)
    [port] = free_ports(1)
    worker = trial.worker(port)
    trial.submit()
    trial.until_created(1 / 3)
    trial.engine.kill(2, for_good=True)
    trial.until_created(2 / 3)
    trial.lose(worker)
    trial.worker(port)
    trial.check("one of three nodes gone for good, then the worker lost")


def main():
    flow = os.path.abspath(sys.argv[1])
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    many = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    kinds = {"losses": losses, "two": two, "three": three}
    for kind in sys.argv[4:] or kinds:
        kinds[kind](flow, rows, many)


main()
