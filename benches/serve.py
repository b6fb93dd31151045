#!/usr/bin/env python3
"""How long `flow serve` takes to begin runs: 500 starts a second for a minute, each at its own time.

    cargo build --release && python3 benches/serve.py target/release/flow [starts a second] [seconds]

Starts are sent when they are due, whether earlier ones are answered or not, so that a service that stands still is
seen as such. Every start has a key of its own; at the end the journal has exactly one run for each that was answered."""

import asyncio
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

TOKEN = "a-token-of-the-bench-0001"
FLOW = 'input One: number\n\nemit Sum: One + 2\n'
SETTINGS = '[serve]\nmost-runs = 100000\n[serve.tokens.bench]\ntoken = { env = "BENCH_TOKEN" }\nmay = ["start", "read"]\n'


async def ask(streams, method, path, body="", key=None):
    reader, writer = streams
    head = f"{method} {path} HTTP/1.1\r\nHost: flow\r\nAuthorization: Bearer {TOKEN}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    head += f"Idempotency-Key: {key}\r\n" if key else ""
    writer.write((head + "\r\n" + body).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(int(line.split(":")[1]) for line in head.lower().splitlines() if line.startswith("content-length"))
    return int(head.split()[1]), await reader.readexactly(length)


async def drive(address, rate, seconds):
    host, port = address.split(":")
    free = asyncio.Queue()
    for _ in range(64):
        free.put_nowait(await asyncio.open_connection(host, int(port)))
    took, statuses = [], {}

    async def one(number, due):
        streams = await free.get()
        status, _ = await ask(streams, "POST", "/run/add", json.dumps({"One": number}), f"bench-{number}")
        free.put_nowait(streams)
        took.append(time.perf_counter() - due)
        statuses[status] = statuses.get(status, 0) + 1

    began, tasks = time.perf_counter(), []
    for number in range(rate * seconds):
        due = began + number / rate
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        tasks.append(asyncio.create_task(one(number, due)))
    await asyncio.gather(*tasks)
    whole = time.perf_counter() - began
    _, listed = await ask(await free.get(), "GET", f"/runs?limit={rate * seconds * 2}")
    return sorted(took), statuses, whole, len(json.loads(listed)["runs"])


def main():
    flow = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/flow")
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "flow.toml").write_text(SETTINGS)
        (folder / "add.flow").write_text(FLOW)
        env = {**os.environ, "BENCH_TOKEN": TOKEN, "FLOW_JOURNAL": str(folder / "journal")}
        log = open(folder / "log", "w+")
        service = subprocess.Popen([flow, "serve", "--listen", "127.0.0.1:0"], cwd=folder, env=env, stderr=log)
        try:
            while "listening on" not in (said := (folder / "log").read_text()):
                if service.poll() is not None:
                    sys.exit(said)
                time.sleep(0.05)
            address = said.split("listening on http://")[1].split()[0]
            took, statuses, whole, runs = asyncio.run(drive(address, rate, seconds))
            memory = next(line for line in open(f"/proc/{service.pid}/status") if line.startswith("VmRSS"))
        finally:
            service.terminate()
            service.wait()
    at = lambda part: took[min(len(took) - 1, int(len(took) * part))] * 1000
    print(f"{len(took)} starts in {whole:.1f} s: {len(took) / whole:.0f}/s, answers {statuses}")
    print(f"p50 {at(0.5):.1f} ms, p90 {at(0.9):.1f} ms, p99 {at(0.99):.1f} ms, longest {took[-1] * 1000:.0f} ms")
    print(f"{runs} runs in the journal, {memory.split()[1]} kB of memory")
    if statuses != {202: len(took)} or runs != len(took):
        sys.exit("some starts were not answered with 202, or have no run of their own")


main()
