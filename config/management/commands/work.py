"""``./dev manage work``: run the jobs, as the web role. ``./dev run`` starts one beside the web server."""

import asyncio
import contextlib
import os
import signal
import threading
import time

from django.conf import settings
from django.core.management import BaseCommand
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued

MORNING = "parcours.jobs.run_the_morning"  # by its name: config knows none of our apps


class Command(BaseCommand):
    """Run jobs until told to stop, or with ``--once`` until none waits."""

    help = __doc__

    def add_arguments(self, parser) -> None:
        """Take ``--once``, and the process whose end ends this one."""
        parser.add_argument("--once", action="store_true", help="run what waits, then stop")
        parser.add_argument("--parent", type=int, help="stop when this process is gone")

    def handle(self, *, once: bool, parent: int | None, **options) -> None:
        """Run the worker on a connection of its own."""
        if parent:
            threading.Thread(target=_end_with, args=[parent], daemon=True).start()
        if not once:
            _catch_up()
        with app.replace_connector(PsycopgConnector(kwargs=_parameters())) as worker_app:
            asyncio.run(_work(worker_app, wait=not once))


def _catch_up() -> None:
    """Ask for this morning's clocks when the worker was not there at their hour; they run twice to the same effect."""
    with contextlib.suppress(AlreadyEnqueued):
        app.configure_task(MORNING).defer(timestamp=int(time.time()))


async def _work(worker_app, *, wait: bool) -> None:
    async with worker_app.open_async():
        await worker_app.run_worker_async(wait=wait, delete_jobs="successful", shutdown_graceful_timeout=10)


def _parameters() -> dict:
    """Return how the worker connects: as Django does, and as the web role (Django's own way would need a SET ROLE)."""
    parameters = connector_params()
    return parameters | {"options": f"{parameters.get('options', '')} -c role={settings.WEB_ROLE}".strip()}


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
