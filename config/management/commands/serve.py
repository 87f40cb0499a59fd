"""``./dev run``: bring the database and the static files up to date, then become the web server."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command

from config import announce
from config.demo import PASSWORD, demo_accounts
from config.preparation import prepare_database

PORT_PATIENCE_SECONDS = 5  # workers of a killed server leave the port within a second or two


class Command(BaseCommand):
    """Serve on http://127.0.0.1:8000 (PORT changes it) with gunicorn."""

    help = __doc__

    def handle(self, **options) -> None:
        """Prepare everything and replace this process by gunicorn, which never returns."""
        port = _free_port()
        prepare_database(self.stderr)
        self._collect_static_files()
        url = f"http://127.0.0.1:{port}/"
        subprocess.Popen([sys.executable, announce.__file__, str(os.getpid()), url, _host(), _welcome(url)])
        self._start_worker()
        # Until gunicorn listens to signals, they wait: else the database would outlive a TERM.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
        arguments = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
        os.chdir(settings.BASE_DIR)
        os.execve(sys.executable, arguments, _surroundings())

    def _start_worker(self) -> None:
        """Start the jobs' worker beside the web server: it ends with this process, which gunicorn becomes."""
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--parent", str(os.getpid())]
        subprocess.Popen(command, env=_surroundings())

    def _collect_static_files(self) -> None:
        """Collect under var/static when a source changed since last time."""
        stamp = settings.VAR_DIR / "static.stamp"
        state = _static_state()
        if stamp.exists() and stamp.read_text() == state and settings.STATIC_ROOT.exists():
            return
        self.stderr.write("Collecting the static files…")
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(state)


def _surroundings() -> dict[str, str]:
    """The environment of the web server and the worker: they take the web role, whatever role this command had."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_ROLE"}


def _free_port() -> int:
    """Return PORT once it can be taken, else say who has it."""
    wanted = os.environ.get("PORT", "8000")
    if not (wanted.isdecimal() and 0 < int(wanted) < 2**16):
        raise CommandError(f"PORT is a number from 1 to 65535, not {wanted!r}.")
    port = int(wanted)
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError as error:
                raise CommandError(f"Port {port} needs more rights: choose one above 1023 with PORT.") from error
            except OSError as error:
                if time.monotonic() > deadline:
                    raise CommandError(
                        f"Port {port} is taken by another program (another ./dev run?): "
                        f"stop it, or choose a port: PORT={port + 1} ./dev run"
                    ) from error
            else:
                return port
        time.sleep(0.2)


def _static_state() -> str:
    """Digest of what the static files are made from: names, sizes, dates and the way they are stored."""
    digest = hashlib.sha256(repr((settings.STATIC_ROOT, settings.STORAGES["staticfiles"])).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{storage.location}/{name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _host() -> str:
    """A host name this site answers to."""
    return (settings.ALLOWED_HOSTS or ["localhost"])[0].lstrip("*.") or "localhost"


def _welcome(url: str) -> str:
    lines = [f"\nÀ pied d'œuvre answers on {url} (Ctrl-C stops it)."]
    if addresses := list(demo_accounts().values_list("email", flat=True)):
        lines += [f"Demo accounts, password {PASSWORD}:", *(f"  {address}" for address in addresses)]
    return "\n".join(lines)
