"""The worker: runs what was asked in a transaction, as the web role, and takes up what a killed one left."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from participants.models import Task
from tests.config.test_serve import database_url
from tests.factories import ProgrammeFactory
from tests.parcours.factories import ParcoursFactory

pytestmark = pytest.mark.django_db(transaction=True)


def work():
    """Run what waits in a process of its own, as ``./dev run`` does, and return how it ended."""
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment.pop("DATABASE_ROLE", None)
    command = [sys.executable, settings.BASE_DIR / "manage.py", "work", "--once"]
    return subprocess.run(command, env=environment, timeout=120, check=False).returncode


def test_job_asked_in_a_transaction_runs_once_it_is_committed():
    programme = ProgrammeFactory(starts_on="2020-01-01", ends_on="2099-12-31")
    ParcoursFactory(programme=programme, opened_on="2020-01-01")
    job = app.tasks["parcours.jobs.run_the_morning"]
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
    app.tasks["parcours.jobs.run_the_morning"].defer(timestamp=0)
    with connection.cursor() as cursor:  # as a worker that fetched it and stopped without a word
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    app.tasks["config.jobs.sweep_stalled_jobs"].defer(timestamp=0)

    assert work() == 0  # the sweep, then what it gave back

    assert (
        ProcrastinateJob.objects.filter(status__in=["todo", "doing"]).exclude(task_name__contains="sweep").count() == 0
    )
