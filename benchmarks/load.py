#!/usr/bin/env python3
"""A bounded load client: what a request costs, for each page and call, at growing numbers of tickets.

    script/services run -- .venv/bin/python benchmarks/load.py --sizes 1000,10000,100000
    .venv/bin/python benchmarks/load.py --sizes 1000 --sqlite

It starts its own server on a free local port with a database of its own, sends a fixed number of requests to
each address and prints, per address: CPU milliseconds a request of the server and of the database processes,
queries, p50 and p99 of the time to answer, and the server's memory; then each figure against the first size.
CPU is read from the operating system for the processes, so it holds on a busy machine as well.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
CUSTOMER, AGENT = "customer@demo.example", "agent@demo.example"
PASSWORD = "demo-desk-247"


@dataclass(frozen=True)
class Call:
    name: str
    method: str
    path: str
    who: str = ""
    body: dict | None = None


@dataclass(frozen=True)
class Cost:
    server_ms: float
    database_ms: float
    queries: int
    p50_ms: float
    p99_ms: float
    memory_mb: float


def manage(*arguments: str, env: dict) -> str:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
            total += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return total


def database_processes(url: str) -> list[psutil.Process]:
    """The processes of the PostgreSQL server at `url`; none for SQLite, whose work is the server's own."""
    if not url.startswith("postgres"):
        return []
    port = urlsplit(url).port or 5432
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            server = psutil.Process(connection.pid)
            return [server, *server.children(recursive=True)]
    return []


def sign_in(base: str, email: str) -> str:
    answer = httpx.post(f"{base}/support/auth/token", json={"email": email, "password": PASSWORD}, timeout=30)
    answer.raise_for_status()
    return answer.json()["token"]


def calls_for(base: str, tokens: dict[str, str]) -> list[Call]:
    headers = {"Authorization": f"Bearer {tokens[CUSTOMER]}"}
    newest = httpx.get(f"{base}/support/tickets?page_size=100", headers=headers, timeout=60).json()["results"]
    busiest = max(
        newest[:20],
        key=lambda ticket: len(
            httpx.get(f"{base}/support/tickets/{ticket['id']}/messages?page_size=100", headers=headers, timeout=60).json()[
                "results"
            ]
        ),
    )["id"]
    ticket = {"subject": "Change of my seat", "description": "I would like to sit at the window.", "category": "booking"}
    return [
        Call("home", "GET", "/en/"),
        Call("FAQ list", "GET", "/en/faqs/"),
        # Each of these requests is a new visitor's, so each is a view to count.
        Call("FAQ", "GET", "/en/faqs/choose-seats-add-extras/"),
        Call("guide", "GET", "/en/articles/fares-compared/"),
        Call("search", "GET", "/en/help/?q=change+my+flight"),
        Call("API FAQs", "GET", "/support/faqs"),
        Call("API FAQ search", "GET", "/support/faqs?search=refund"),
        Call("API places near", "GET", "/support/local?lat=40.4&lon=-3.7&radius_km=2000"),
        Call("assistant answers", "POST", "/support/ai/chat", body={"message": "How long does a refund take?"}),
        Call("my tickets", "GET", "/support/tickets", CUSTOMER),
        Call("agent's tickets", "GET", "/support/tickets", AGENT),
        Call("agent filters", "GET", "/support/tickets?status=in_progress&category=booking", AGENT),
        Call("agent searches", "GET", "/support/tickets?search=refund", AGENT),
        Call("ticket", "GET", f"/support/tickets/{busiest}", CUSTOMER),
        Call("50 messages", "GET", f"/support/tickets/{busiest}/messages?page_size=100", CUSTOMER),
        Call("open a ticket", "POST", "/support/tickets", CUSTOMER, ticket),
        Call("write a message", "POST", f"/support/tickets/{busiest}/messages", CUSTOMER, {"body": "Is there any news?"}),
    ]


async def measure(base: str, call: Call, tokens: dict, server: psutil.Process, url: str, requests: int, connections: int) -> Cost:
    headers = {"Authorization": f"Bearer {tokens[call.who]}"} if call.who else {}
    times: list[float] = []
    queries: list[int] = []
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=120) as client:

        async def send() -> None:
            started = time.perf_counter()
            answer = await client.request(call.method, call.path, json=call.body)
            times.append((time.perf_counter() - started) * 1000)
            if answer.status_code >= 400:
                raise SystemExit(f"{call.name}: {answer.status_code} {answer.text[:300]}")
            queries.append(int(answer.headers.get("X-Query-Count", 0)))

        for _ in range(3):
            await send()
        times.clear()
        queries.clear()
        before_server, before_database = cpu_seconds([server]), cpu_seconds(database_processes(url))
        left = iter(range(requests))

        async def one_connection() -> None:
            for _ in left:
                await send()

        await asyncio.gather(*(one_connection() for _ in range(connections)))
        after_server, after_database = cpu_seconds([server]), cpu_seconds(database_processes(url))
    times.sort()
    return Cost(
        server_ms=(after_server - before_server) / requests * 1000,
        database_ms=(after_database - before_database) / requests * 1000,
        queries=round(statistics.median(queries)),
        p50_ms=times[len(times) // 2],
        p99_ms=times[min(len(times) - 1, int(len(times) * 0.99))],
        memory_mb=server.memory_info().rss / 1024 / 1024,
    )


def run_size(tickets: int, url: str, env: dict, requests: int, connections: int) -> dict[str, Cost]:
    started = time.monotonic()
    manage("multiply_demo", "--force", "--tickets", str(tickets), env=env)
    print(f"{tickets} tickets made ready in {time.monotonic() - started:.0f} s", flush=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile() as log:
        daphne = subprocess.Popen(
            [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "supportdesk.asgi:application"],
            env=env, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            for _ in range(120):
                try:
                    if httpx.get(f"{base}/healthz", timeout=2).status_code == 200:
                        break
                except httpx.HTTPError:
                    time.sleep(0.25)
            tokens = {who: sign_in(base, who) for who in (CUSTOMER, AGENT)}
            # Models are loaded by the first question; that is not the cost of a request.
            httpx.post(
                f"{base}/support/ai/chat", json={"message": "How long does a refund take?"}, timeout=120
            ).raise_for_status()
            server = psutil.Process(daphne.pid)
            return {
                call.name: asyncio.run(measure(base, call, tokens, server, url, requests, connections))
                for call in calls_for(base, tokens)
            }
        finally:
            daphne.terminate()
            daphne.wait(20)


def show(tickets: int, costs: dict[str, Cost]) -> None:
    print(f"\n{tickets:,} tickets")
    print(f"{'call':<20}{'server ms':>10}{'db ms':>8}{'queries':>9}{'p50 ms':>9}{'p99 ms':>9}{'MB':>7}")
    for name, cost in costs.items():
        print(
            f"{name:<20}{cost.server_ms:>10.1f}{cost.database_ms:>8.1f}{cost.queries:>9}"
            f"{cost.p50_ms:>9.1f}{cost.p99_ms:>9.1f}{cost.memory_mb:>7.0f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--requests", type=int, default=60, help="requests to each address, 1 to 2000")
    parser.add_argument("--connections", type=int, default=2, help="at the same time, 1 to 16")
    parser.add_argument("--sqlite", action="store_true", help="a SQLite file instead of POSTGRES_TEST_URL")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    options = parser.parse_args()
    requests, connections = min(max(options.requests, 1), 2000), min(max(options.connections, 1), 16)
    sizes = [int(size) for size in options.sizes.split(",")]
    results: dict[int, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3" if options.sqlite else os.environ.get("POSTGRES_TEST_URL", "")
        if not url:
            raise SystemExit("POSTGRES_TEST_URL is not set: use script/services run, or --sqlite.")
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "VAR_DIR": folder,
            "EMAIL_URL": "consolemail://",
            "LOG_LEVEL": "WARNING",
            "WARM_UP": "0",
            "PYTHONPATH": str(ROOT),
            "DEBUG": "0",
            "SECRET_KEY": "benchmark-only-0123456789-0123456789-0123456789",
        }
        manage("migrate", "-v0", env=env)
        manage("seed_demo", "--force", env=env)
        manage("collectstatic", "--noinput", "-v0", env=env)
        for size in sizes:
            results[size] = run_size(size, url, env, requests, connections)
            show(size, results[size])
    first = sizes[0]
    for size in sizes[1:]:
        print(f"\n{size:,} against {first:,} tickets: CPU of server and database together")
        for name, cost in results[size].items():
            base = results[first][name]
            ratio = (cost.server_ms + cost.database_ms) / max(base.server_ms + base.database_ms, 0.01)
            print(f"{name:<20}{ratio:>6.2f} x")
    if options.json:
        options.json.write_text(
            json.dumps({size: {n: asdict(c) for n, c in costs.items()} for size, costs in results.items()}, indent=1)
        )


if __name__ == "__main__":
    main()
