"""The worker: runs what was asked in a transaction, as the web role, and takes up what a killed one left."""

import contextlib
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from participants.models import Task
from tests.config.test_serve import database_url
from tests.factories import ProgrammeFactory
from tests.parcours.factories import ParcoursFactory

pytestmark = pytest.mark.django_db(transaction=True)


def start_work() -> subprocess.Popen:
    """Start a process of its own that runs what waits, as ``./dev run`` does."""
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment.pop("DATABASE_ROLE", None)
    return subprocess.Popen([sys.executable, settings.BASE_DIR / "manage.py", "work", "--once"], env=environment)


def work() -> int:
    """Run what waits and return how it ended."""
    return start_work().wait(timeout=120)


def make_overdue_file() -> None:
    """Give the morning something to do: a person whom nobody has met for years."""
    programme = ProgrammeFactory(starts_on="2020-01-01", ends_on="2099-12-31")
    ParcoursFactory(programme=programme, opened_on="2020-01-01")


def test_job_asked_in_a_transaction_runs_once_it_is_committed():
    job = app.tasks["parcours.jobs.run_the_morning"]
    make_overdue_file()
    with transaction.atomic():
        job.defer(timestamp=0)
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == 0
    job.defer(timestamp=0)

    assert work() == 0

    assert ProcrastinateJob.objects.filter(status="todo", task_name=job.name).count() == 0
    assert Task.objects.get().words.startswith("Pas de contact depuis")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.metadata ->> 'actor' FROM participants_taskevent e JOIN pghistory_context c"
            " ON c.id = e.pgh_context_id"
        )
        assert cursor.fetchall() == [("horloge du matin",)]


def test_job_of_a_worker_that_was_killed_is_taken_up_again():
    make_overdue_file()
    job = ProcrastinateJob.objects.get(pk=app.tasks["parcours.jobs.run_the_morning"].defer(timestamp=0))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE accounts_programme IN ACCESS EXCLUSIVE MODE")  # which the job reads first
        worker = start_work()
        wait_until_in_hand(job, worker)
        worker.kill()
        worker.wait(timeout=10)
    job.refresh_from_db()
    assert (job.status, Task.objects.count()) == ("doing", 0)
    with connection.cursor() as cursor:  # half a minute of silence
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")
    with contextlib.suppress(AlreadyEnqueued):  # the worker asks for it by itself every five minutes
        app.tasks["config.jobs.sweep_stalled_jobs"].defer(timestamp=0)

    assert work() == 0  # the sweep, then what it gave back

    assert not ProcrastinateJob.objects.filter(pk=job.pk).exists()
    assert Task.objects.get().words.startswith("Pas de contact depuis")


def wait_until_in_hand(job: ProcrastinateJob, worker: subprocess.Popen) -> None:
    """Return once the worker has taken the job."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and worker.poll() is None:
        job.refresh_from_db()
        if job.status == "doing":
            return
        time.sleep(0.05)
    pytest.fail("the worker took no job")
