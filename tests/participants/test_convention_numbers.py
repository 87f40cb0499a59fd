"""Numbers under eight hands at once: each its own, none skipped."""

import threading

import pghistory
import pytest
from django.db import connection
from django.utils import timezone

from participants.actions.conventions import issue_convention
from participants.models import Convention, ConventionCounter

WRITERS = 8


@pytest.mark.django_db(transaction=True)
def test_eight_people_issue_at_once_without_gap_or_duplicate(make_draft, operations):
    drafts = [make_draft() for _ in range(WRITERS)]
    starting = threading.Barrier(WRITERS)
    failures = []

    def issue(draft):
        try:
            with pghistory.context(actor="tests"):
                starting.wait(timeout=20)
                issue_convention(draft, by=operations)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=issue, args=[draft]) for draft in drafts]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    year = timezone.localdate().year
    assert failures == []
    assert list(Convention.objects.order_by("number").values_list("year", "number")) == [
        (year, number) for number in range(1, WRITERS + 1)
    ]
    assert ConventionCounter.objects.get().last_number == WRITERS
    assert Convention.objects.values("pdf_sha256").distinct().count() == WRITERS
