"""The virtual environment in .venv, with exactly the packages of a locked requirements file.

    script/python script/environment.py requirements.txt

Nothing is done when the file has not changed since it was last installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class CannotInstall(Exception):
    """What stands in the way, in one line for people."""


def _works() -> bool:
    """Whether .venv has a Python that is there, new enough, and has pip."""
    if not PYTHON.exists():
        return False
    asked = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", asked], capture_output=True, check=False).returncode == 0


def _make() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise CannotInstall(f"This Python cannot make virtual environments. On Debian and Ubuntu: apt-get install {package}")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if made.returncode:
        reason = " ".join(made.stdout.split()) or "no reason given"
        raise CannotInstall(f"The virtual environment could not be made: {reason}")


def install(requirements: str) -> Path:
    """Make .venv hold what the file in the project's folder names; the path of its Python. CannotInstall when it cannot."""
    file = ROOT / requirements
    wanted = hashlib.sha256(file.read_bytes()).hexdigest()
    stamp = VENV / f".installed-{file.stem}"
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return PYTHON
    if not _works():
        print("Making .venv …", flush=True)
        _make()
    print(f"Installing {requirements} (about a minute, only when it has changed) …", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    # A Python path of the caller's would be searched before .venv.
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    if subprocess.run([*pip, "-r", file], env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
        raise CannotInstall(f"The packages of {requirements} could not be installed: see above.")
    stamp.write_text(wanted)
    return PYTHON


if __name__ == "__main__":
    try:
        install(sys.argv[1])
    except CannotInstall as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
