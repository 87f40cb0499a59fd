"""The ``dev`` script: its help, and what it asks of a person who cannot install packages."""

import os
import shutil
import subprocess

import pytest
from django.conf import settings

DEV = settings.BASE_DIR / "dev"
INSTALLED = "fonts-inter"


def run(*arguments, script=DEV, **options) -> subprocess.CompletedProcess:
    """Run ``./dev`` and return its exit code and both outputs."""
    return subprocess.run([script, *arguments], capture_output=True, text=True, check=False, **options)


@pytest.fixture
def bare_debian(tmp_path):
    """A checkout on a Debian with one package, no Python and neither root nor sudo; returns its script and PATH."""
    programs = {
        "dpkg-query": f"echo '{INSTALLED} installed'",
        "apt-get": "echo 'apt-get was called' >&2; exit 99",
        "python3": "exit 1",
        "sudo": "exit 1",
        "id": "echo 1000",
    }
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, body in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    shutil.copy(DEV, checkout)
    shutil.copy(settings.BASE_DIR / "requirements-dev.txt", checkout)
    return checkout / "dev", {"PATH": f"{folder}:{os.environ['PATH']}", "CHROMIUM": "/bin/sh"}


def test_help_names_every_verb():
    answer = run()

    assert answer.returncode == 0
    assert [line.split()[0] for line in answer.stdout.splitlines() if line.startswith("  ")] == [
        "run",
        "test",
        "manage",
        "check",
        "format",
        "bench",
    ]


def test_unknown_verb_is_a_usage_error():
    answer = run("sing")

    assert (answer.returncode, answer.stdout) == (64, "")
    assert answer.stderr.startswith("dev: unknown verb: sing\n")


@pytest.mark.parametrize(
    ("verb", "packages"),
    [
        ("check", "python3-venv"),
        ("manage", "python3-venv libpangoft2-1.0-0 libharfbuzz-subset0"),
        ("test", "python3-venv libpangoft2-1.0-0 libharfbuzz-subset0 libatomic1"),
    ],
)
def test_missing_packages_are_named_without_root(bare_debian, verb, packages):
    script, environment = bare_debian

    answer = run(verb, script=script, env=environment)

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        "dev: these Debian packages are missing, and installing them needs root. Ask for:\n"
        f"dev:   apt-get update && apt-get install -y --no-install-recommends {packages}\n"
    )
