"""What `script/server` does. Standard library only: it runs before anything is installed."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from environment import ROOT, CannotInstall, install

DEMO_SIGN_INS = ["customer@", "customer2@", "agent@", "agent.es@", "editor@", "supervisor@", "admin@"]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 20
# A frame of a call's set-up has 5 to 8 kB; without a limit one visitor could fill the memory.
LARGEST_FRAME = 65536


class CannotStart(Exception):
    """What stands in the way, in one line for people."""


def setting(name: str, default: str) -> str:
    """From the environment, else from .env, as the portal's settings do it."""
    if name in os.environ:
        return os.environ[name]
    try:
        text = (ROOT / ".env").read_text()
    except OSError:
        return default
    found = re.findall(rf"^\s*(?:export\s+)?{name}\s*=\s*(['\"]?)(.*?)\1\s*$", text, re.MULTILINE)
    return found[-1][1] if found else default


def address() -> tuple[str, int]:
    """Where to listen; CannotStart when somebody else does."""
    host, port = setting("HOST", "127.0.0.1"), setting("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CannotStart(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise CannotStart(
                f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: PORT=8001 script/server"
            ) from None
    return host, int(port)


def make_ready(python: Path) -> None:
    """Database, demo content, static files. What the command says is passed on; what it refuses becomes one line."""
    command = subprocess.Popen([python, "manage.py", "prepare"], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert command.stderr is not None
    trace: list[str] = []
    try:
        for line in command.stderr:
            if trace or line.startswith(("Traceback (most recent call last)", "CommandError: ")):
                trace.append(line)
            else:
                sys.stderr.write(line)
                sys.stderr.flush()
        status = command.wait()
    except BaseException:
        command.terminate()
        command.wait()
        raise
    if status == 0:
        return
    reason = re.search(r"(?:ImproperlyConfigured|CommandError): (.+)", trace[-1]) if trace else None
    if reason:
        raise CannotStart(reason[1].strip())
    sys.stderr.writelines(trace)
    raise CannotStart("The portal could not be made ready: see above.")


def end_with_parent() -> None:
    """Should the launcher be killed, the system ends its children (Linux; elsewhere they stay)."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        pass


def start(python: Path, *arguments: str) -> subprocess.Popen:
    # In a session of its own, so that Ctrl-C reaches the launcher alone and each child is told once.
    return subprocess.Popen([python, *arguments], cwd=ROOT, start_new_session=True, preexec_fn=end_with_parent)


def wait_until_it_answers(url: str, children: dict[str, subprocess.Popen]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and not dead(children):
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    if not dead(children):
        raise CannotStart(f"The portal did not answer within {SECONDS_TO_START} seconds.")


def dead(children: dict[str, subprocess.Popen]) -> list[str]:
    return [name for name, child in children.items() if child.poll() is not None]


def stop(children: dict[str, subprocess.Popen]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            child.kill()
            child.wait()


def welcome(url: str) -> None:
    print(f"\nThe portal runs at {url}/  (agents and editors: {url}/admin/)")
    if setting("DEBUG", "1").lower() in ("1", "true", "on", "yes", "y", "ok"):
        print(f"Demo sign-ins, each at demo.example with the password demo-desk-247: {' '.join(DEMO_SIGN_INS)}")
    print("Ctrl-C ends it.\n", flush=True)


def run() -> int:
    """Start everything, wait; the exit status."""
    host, port = address()
    python = install("requirements.txt")
    os.environ["PORT"] = str(port)
    make_ready(python)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    url = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    limits = ["--websocket-max-message-size", str(LARGEST_FRAME), "--websocket-max-frame-size", str(LARGEST_FRAME)]
    listen = ["-b", host, "-p", str(port), "-v", "0", "--no-server-name"]
    children: dict[str, subprocess.Popen] = {}
    try:
        children["web"] = start(python, "-m", "daphne", *listen, *limits, "supportdesk.asgi:application")
        children["worker"] = start(python, "manage.py", "run_worker", "--skip-checks")
        wait_until_it_answers(url, children)
        if not dead(children):
            welcome(url)
        while not dead(children):
            time.sleep(0.2)
        name = dead(children)[0]
        status = children[name].returncode
        print(f"The {name} process ended with status {status}; ending the rest.", file=sys.stderr)
        return 128 - status if status < 0 else status or 1
    except KeyboardInterrupt:
        return 0
    finally:
        stop(children)


def be_told_to_end(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    # SIGINT as well: a shell starts what it puts into the background with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, be_told_to_end)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, be_told_to_end)
    try:
        sys.exit(run())
    except (CannotInstall, CannotStart) as problem:
        sys.exit(f"script/server: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
