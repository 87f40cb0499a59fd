"""From issue to end: what each step keeps and refuses, in the actions and in the database."""

import hashlib
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from participants.actions.allowances import review_person
from participants.actions.conventions import (
    AlteredDocumentError,
    ConventionError,
    ConventionStateError,
    PaperSignature,
    cancel_convention,
    end_convention,
    issue_convention,
    issued_bytes,
    sign_convention,
)
from participants.documents import UploadRefusedError
from participants.models import (
    AllowanceLine,
    Convention,
    ConventionCounter,
    Document,
    IncomePeriod,
    PreStartCheck,
)
from participants.printing import printed
from tests.factories import (
    AllowanceLineFactory,
    ConventionFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


def test_issue_numbers_the_convention_and_keeps_its_bytes(draft, operations):
    issue_convention(draft, by=operations)

    draft.refresh_from_db()
    year = timezone.localdate().year
    content = issued_bytes(draft)
    assert (draft.state, draft.reference, draft.issued_by) == ("issued", f"{year}-001", operations)
    assert content.startswith(b"%PDF-1.7")
    assert hashlib.sha256(content).hexdigest() == draft.pdf_sha256
    assert draft.participant.last_name not in draft.pdf.name


def test_issue_gives_the_same_bytes_however_the_records_change(issued):
    first = issued_bytes(issued)
    issued.programme.liability_insurer = "Un autre assureur"
    issued.programme.save()
    issued.participant.last_name = "Autrement"
    issued.participant.save()

    assert issued_bytes(Convention.objects.get()) == first


def test_issue_twice_is_refused(issued, operations):
    with pytest.raises(ConventionStateError, match=r"émise"):
        issue_convention(issued, by=operations)

    assert ConventionCounter.objects.get().last_number == 1


def test_numbers_follow_each_other_by_programme(make_draft, other_programme, operations):
    numbers = [issue_convention(make_draft(), by=operations).number for _ in range(2)]
    elsewhere = issue_convention(make_draft(programme=other_programme), by=operations)

    assert (numbers, elsewhere.number) == ([1, 2], 1)


def test_numbers_start_again_with_the_year_of_issue(make_draft, operations, monkeypatch):
    references = []
    for day in (date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 1)):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda day=day: day)
        references.append(issue_convention(make_draft(), by=operations).reference)

    assert references == ["2026-001", "2026-002", "2027-001"]


def test_number_is_given_back_when_the_document_cannot_be_made(draft, make_draft, operations, settings):
    """The template is missing: nothing is half saved and the next convention has the number."""
    templates = settings.TEMPLATES
    settings.TEMPLATES = [templates[0] | {"DIRS": []}]
    with pytest.raises(Exception, match=r"convention.html"):
        issue_convention(draft, by=operations)
    settings.TEMPLATES = templates

    assert Convention.objects.get().state == "draft"
    assert issue_convention(make_draft(), by=operations).number == 1


def test_altered_bytes_are_not_served(issued):
    with default_storage.open(issued.pdf.name, "wb") as file:
        file.write(b"%PDF-1.7 autre chose")

    with pytest.raises(AlteredDocumentError, match=r"Le document a changé depuis son émission"):
        issued_bytes(issued)


def test_lost_bytes_are_named(issued):
    default_storage.delete(issued.pdf.name)

    with pytest.raises(AlteredDocumentError, match=r"ne se lit plus"):
        issued_bytes(issued)


def test_printed_steps_tell_what_is_done_and_what_is_left(make_draft):
    draft = make_draft(starts_on=date(2026, 3, 2))
    IncomePeriod.objects.create(participant=draft.participant, kind="onem")
    IncomePeriod.objects.create(participant=draft.participant, kind="cpas", ends_on=date(2026, 3, 1))
    PreStartCheck.objects.create(participant=draft.participant, kind="c45b", done_on=date(2026, 2, 1))
    PreStartCheck.objects.create(
        participant=draft.participant, kind="residence", done_on=date(2025, 1, 1), valid_until=date(2026, 3, 1)
    )
    draft.participant.nationality_group = "non_eu"

    assert printed(draft).steps == [
        "Formulaire C45B déposé : 1er février 2026.",
        "Titre de séjour valable : à faire avant votre premier jour.",
    ]


def test_printed_steps_ask_about_an_unknown_income(draft):
    assert printed(draft).steps == ["Dites-nous d’où viennent vos revenus : une démarche est peut-être nécessaire."]


def test_sign_keeps_who_where_and_when_for_each_side(issued, paper, operations):
    sign_convention(issued, signatures=paper(date(2026, 3, 2), volunteer_on=date(2026, 3, 5)), by=operations)

    issued.refresh_from_db()
    assert (issued.state, issued.signed_on, issued.scan) == ("signed", date(2026, 3, 5), None)
    assert list(issued.signatures.order_by("pk").values_list("party", "name", "place", "signed_on")) == [
        ("volunteer", "Fatima Benali", "Molenbeek", date(2026, 3, 5)),
        ("organisation", "Camille Équipe", "Molenbeek", date(2026, 3, 2)),
    ]


def test_sign_keeps_the_copy_beside_the_issued_bytes(issued, paper, operations):
    sign_convention(issued, signatures=paper(), by=operations, scan=SimpleUploadedFile("photo.pdf", PDF))

    document = Document.objects.get()
    assert (issued.scan, document.kind, document.participant) == (document, "signed_convention", issued.participant)
    assert document.title == f"Convention {issued.reference} signée"
    assert issued_bytes(issued) != PDF


def test_sign_leaves_nothing_when_the_copy_is_refused(issued, paper, operations):
    with pytest.raises(UploadRefusedError):
        sign_convention(issued, signatures=paper(), by=operations, scan=SimpleUploadedFile("photo.exe", PDF))

    assert Convention.objects.get().state == "issued"
    assert not issued.signatures.exists()


def test_sign_asks_for_both_sides(issued, paper, operations):
    volunteer, organisation = paper()

    for signatures in ([volunteer], [organisation], [volunteer, volunteer], []):
        with pytest.raises(ConventionError, match=r"Les deux parties signent"):
            sign_convention(issued, signatures=signatures, by=operations)


def test_sign_refuses_a_day_to_come(issued, paper, operations):
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(ConventionError, match=r"ne peut pas être à venir"):
        sign_convention(issued, signatures=paper(tomorrow), by=operations)


def test_sign_refuses_a_draft(draft, paper, operations):
    with pytest.raises(ConventionStateError, match=r"brouillon"):
        sign_convention(draft, signatures=paper(), by=operations)


def test_sign_refuses_a_second_live_convention(issued, paper, operations, programme):
    ConventionFactory(programme=programme, participant=issued.participant, number=900)

    with pytest.raises(ConventionError, match=r"Cette personne a déjà une convention signée à ces dates"):
        sign_convention(issued, signatures=paper(), by=operations)

    assert Convention.objects.get(pk=issued.pk).state == "issued"


def test_signing_and_ending_recompute_the_lines_not_yet_approved(programme, issued, paper, operations):
    person = issued.participant
    line = AllowanceLineFactory(participant=person, programme=programme, day=date(2026, 3, 10))
    review_person(person.pk)
    reasons = [AllowanceLine.objects.get(pk=line.pk).reasons]

    sign_convention(issued, signatures=paper(), by=operations)
    reasons.append(AllowanceLine.objects.get(pk=line.pk).reasons)
    end_convention(issued, ended_on=date(2026, 3, 9), side="volunteer", by=operations)
    reasons.append(AllowanceLine.objects.get(pk=line.pk).reasons)

    assert ["convention" in each for each in reasons] == [True, False, True]


@pytest.mark.parametrize("side", ["volunteer", "organisation"])
def test_end_keeps_the_day_and_the_side_and_asks_no_reason(signed, operations, side):
    end_convention(signed, ended_on=date(2026, 5, 4), side=side, by=operations)

    signed.refresh_from_db()
    assert (signed.state, signed.ended_on, signed.ended_side, signed.ended_by) == (
        "ended",
        date(2026, 5, 4),
        side,
        operations,
    )
    assert signed.last_day == date(2026, 5, 4)


def test_end_at_term_falls_on_the_term(signed, operations):
    end_convention(signed, ended_on=date(2026, 5, 4), side="term", by=operations)

    assert signed.ended_on == signed.ends_on


def test_end_lies_between_start_and_term(signed, operations):
    for day in (signed.starts_on - timedelta(days=1), signed.ends_on + timedelta(days=1)):
        with pytest.raises(ConventionError, match=r"entre le début et le terme"):
            end_convention(signed, ended_on=day, side="volunteer", by=operations)


def test_end_refuses_what_is_not_signed(issued, operations):
    with pytest.raises(ConventionStateError):
        end_convention(issued, ended_on=date(2026, 5, 4), side="volunteer", by=operations)


def test_end_makes_room_for_another_convention(signed, make_draft, paper, operations):
    end_convention(signed, ended_on=date(2026, 5, 4), side="volunteer", by=operations)
    second = issue_convention(make_draft(participant=signed.participant), by=operations)

    sign_convention(second, signatures=paper(), by=operations)

    assert Convention.objects.live().get() == second


def test_cancel_keeps_the_number_on_its_row(issued, make_draft, operations):
    cancel_convention(issued, by=operations)
    following = issue_convention(make_draft(), by=operations)

    issued.refresh_from_db()
    assert (issued.state, issued.number, issued.cancelled_by) == ("cancelled", 1, operations)
    assert following.number == 2


def test_cancel_of_a_draft_takes_no_number(draft, operations):
    cancel_convention(draft, by=operations)

    assert (draft.state, draft.reference) == ("cancelled", "")


def test_cancel_refuses_what_is_signed(signed, operations):
    with pytest.raises(ConventionStateError, match=r"signée"):
        cancel_convention(signed, by=operations)


@pytest.mark.parametrize(
    "change",
    [
        "task = 'autre chose'",
        "day_amount = 44.00",
        "number = 77",
        "pdf_sha256 = repeat('a', 64)",
        "pdf = 'conventions/autre.pdf'",
        "signed_on = '2026-01-01'",
        "state = 'draft'",
        "state = 'issued'",
        "state = 'cancelled'",
    ],
)
def test_database_refuses_to_change_a_signed_convention(signed, change):
    with (
        pytest.raises(DatabaseError, match=r"a signed or cancelled convention does not change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE participants_convention SET {change} WHERE id = %s", [signed.pk])


def test_database_accepts_the_end_of_a_signed_convention(signed):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE participants_convention SET state = 'ended', ended_on = '2026-05-04', ended_side = 'volunteer'"
            " WHERE id = %s",
            [signed.pk],
        )

    assert Convention.objects.get().state == "ended"


def test_database_refuses_to_delete_a_numbered_convention(issued):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM participants_convention WHERE id = %s", [issued.pk])


def test_database_refuses_an_issued_convention_without_bytes(draft):
    with pytest.raises(DatabaseError, match=r"convention_numbered_and_hashed"), transaction.atomic():
        Convention.objects.filter(pk=draft.pk).update(
            state="issued", year=2026, number=9, issued_at=timezone.now(), pdf_sha256=""
        )


def test_database_refuses_a_number_given_twice(issued, make_draft):
    with pytest.raises(DatabaseError, match=r"convention_number_unique"), transaction.atomic():
        make_draft(year=issued.year, number=issued.number)


def test_two_signatures_of_one_side_are_refused(signed):
    with pytest.raises(DatabaseError, match=r"signature_one_per_party"), transaction.atomic():
        signed.signatures.create(**vars(PaperSignature("volunteer", "Autre personne", "Molenbeek", date(2026, 3, 2))))
