"""``./dev run``: the site answers, and TERM leaves nothing behind."""

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config.management.commands import serve


@pytest.fixture
def taken_port():
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url() -> str:
    """Address of the test database, as DATABASE_URL gives it."""
    database = connection.settings_dict
    account = f"{database['USER']}:{database['PASSWORD']}"
    return f"postgres://{account}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"


def test_taken_port_is_named(taken_port, monkeypatch):
    monkeypatch.setenv("PORT", str(taken_port))
    monkeypatch.setattr(serve, "PORT_PATIENCE_SECONDS", 0)

    with pytest.raises(CommandError, match=f"^Port {taken_port} is taken by another program"):
        call_command("serve")


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "-1"])
def test_port_must_be_a_port(port, monkeypatch):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CommandError, match=r"^PORT is a number from 1 to 65535"):
        call_command("serve")


@pytest.mark.django_db(transaction=True)
def test_site_answers_as_the_web_role_until_term():
    port = free_port()
    environment = os.environ | {"PORT": str(port), "DATABASE_URL": database_url(), "DATABASE_ROLE": "owner"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    server = subprocess.Popen(
        [sys.executable, settings.BASE_DIR / "manage.py", "serve"], env=environment, stdout=subprocess.PIPE, text=True
    )

    announced = next(line for line in server.stdout if line.strip())
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/comptes/connexion/", timeout=30) as page:
        status = page.status
    surroundings = Path(f"/proc/{server.pid}/environ")
    took_owner_role = surroundings.exists() and b"DATABASE_ROLE" in surroundings.read_bytes()
    server.terminate()
    server.wait(60)  # gunicorn itself gives its workers half a minute

    assert f"http://127.0.0.1:{port}/" in announced
    assert (status, took_owner_role) == (200, False)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
