"""The embedded PostgreSQL: it starts when needed, stops with its last user, and survives what kills it."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from config.database import embedded

USER = "import sys, time; from config.database import embedded; embedded.start(sys.argv[1]); print('up', flush=True); "


@pytest.fixture
def folder():
    """A folder that the server's account reaches, even when we are root."""
    with tempfile.TemporaryDirectory(prefix="embedded-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def use_server(folder, then: str) -> subprocess.Popen:
    """Start a process that uses the server of ``folder``, then runs ``then``; return once the server answers."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER + then, folder], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "up\n"
    return process


def runs(folder) -> bool:
    """Tell whether the server of ``folder`` lives."""
    return (next(folder.glob("pg[0-9]*[0-9]")) / "postmaster.pid").exists()


def fake_programs(folder, initdb: str) -> Path:
    """PostgreSQL programs of which only initdb does anything."""
    programs = folder / "bin"
    programs.mkdir()
    bodies = {"postgres": "echo 'postgres (PostgreSQL) 18.6'", "initdb": initdb, "pg_isready": "exit 0", "pg_ctl": ""}
    for name, body in bodies.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    return programs


def test_server_stops_with_its_last_user(folder):
    first = use_server(folder, "time.sleep(60)")
    second = use_server(folder, "")
    second.wait(30)
    ran_with_one_user = runs(folder)

    first.terminate()  # Python alone would end here without its exit hooks
    first.wait(30)

    assert (ran_with_one_user, runs(folder)) == (True, False)


def test_server_of_a_killed_process_is_taken_over(folder):
    killed = use_server(folder, "time.sleep(60)")
    killed.kill()
    killed.wait(30)
    outlived = runs(folder)

    use_server(folder, "").wait(30)

    assert (outlived, runs(folder)) == (True, False)


def test_failed_creation_leaves_no_data_folder(folder, monkeypatch):
    monkeypatch.setenv("PGBIN", str(fake_programs(folder, initdb="touch $2/PG_VERSION; exit 1")))

    with pytest.raises(embedded.EmbeddedServerError):
        embedded.start(folder / "var")

    assert list((folder / "var").glob("pg*")) == []


def test_socket_of_a_long_path_lies_in_a_short_one():
    long, short = (
        embedded._Server(Path("/bin"), Path("/srv") / name / "pg18").socket for name in ("n" * 100, "checkout")
    )

    assert len(str(long)) < embedded.LONGEST_SOCKET_FOLDER
    assert short == Path("/srv/checkout/pg18")
