"""Long lists are counted and paged up to a cap."""

import pytest

from config import paging
from config.paging import CappedPaginator, capped_page
from participants.models import Participant
from tests.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("rows", "count", "is_capped"), [(0, 0, False), (3, 3, False), (4, 3, True)])
def test_rows_are_counted_up_to_the_cap(monkeypatch, rows, count, is_capped):
    monkeypatch.setattr(paging, "CAP", 3)
    ParticipantFactory.create_batch(rows)

    paginator = CappedPaginator(Participant.objects.all(), 2)

    assert (paginator.count, paginator.is_capped) == (count, is_capped)


def test_the_last_page_ends_at_the_cap(monkeypatch):
    monkeypatch.setattr(paging, "CAP", 3)
    monkeypatch.setattr(paging, "ROWS", 2)
    ParticipantFactory.create_batch(5)

    page = capped_page(Participant.objects.all(), "2")

    assert (page.paginator.num_pages, len(page)) == (2, 1)
