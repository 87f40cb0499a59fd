"""A draft: copied from the worksite, changed until issued, and what it lacks before that."""

from datetime import date
from decimal import Decimal

import pytest

from chantiers.actions.conventions import draft_convention
from participants.actions.conventions import (
    ConventionError,
    ConventionStateError,
    IncompleteConventionError,
    change_draft,
    issue_convention,
)
from participants.models import (
    AllowanceCeiling,
    Convention,
    ConventionCounter,
)
from participants.readiness import missing_before_issue
from tests.factories import (
    ChantierFactory,
    ConventionFactory,
    ParticipantFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def blocking(convention):
    return [missing.sentence for missing in missing_before_issue(convention) if missing.is_blocking]


def test_draft_copies_what_the_worksite_says(programme, operations):
    lead = UserFactory(first_name="Nora", last_name="Peeters")
    site = SiteFactory(programme=programme, name="Cour du Canal", address="Rue de l'Écluse 12", postcode="1080")
    chantier = ChantierFactory(
        programme=programme, site=site, works="Peindre les halls", indicative_hours="lundi de 9 h à 12 h", lead=lead
    )

    draft = draft_convention(
        ParticipantFactory(), chantier=chantier, starts_on=date(2026, 3, 2), ends_on=date(2026, 6, 30), by=operations
    )

    draft.refresh_from_db()
    assert (draft.state, draft.programme, draft.drafted_by, draft.number) == ("draft", programme, operations, None)
    assert (draft.task, draft.places) == ("Peindre les halls", "Cour du Canal, Rue de l'Écluse 12, 1080")
    assert (draft.indicative_hours, draft.referent) == ("lundi de 9 h à 12 h", "Nora Peeters")
    assert (draft.referent_phone, draft.day_amount) == (programme.duty_line, Decimal("30.00"))


def test_draft_takes_the_worksites_own_amount_first(programme, operations):
    chantier = ChantierFactory(programme=programme, day_amount="0.00")

    draft = draft_convention(
        ParticipantFactory(), chantier=chantier, starts_on=date(2026, 3, 2), ends_on=date(2026, 6, 30), by=operations
    )

    assert Decimal(draft.day_amount) == 0


def test_draft_is_refused_without_an_amount(programme, operations):
    programme.day_amount = None
    programme.save()
    chantier = ChantierFactory(programme=programme)

    with pytest.raises(ConventionError, match=r"Indiquez d’abord le défraiement par jour"):
        draft_convention(
            ParticipantFactory(),
            chantier=chantier,
            starts_on=date(2026, 3, 2),
            ends_on=date(2026, 6, 30),
            by=operations,
        )


def test_draft_is_refused_when_it_ends_before_it_starts(programme, operations):
    with pytest.raises(ConventionError, match=r"La fin vient après le début"):
        draft_convention(
            ParticipantFactory(),
            chantier=ChantierFactory(programme=programme),
            starts_on=date(2026, 6, 30),
            ends_on=date(2026, 3, 2),
            by=operations,
        )


@pytest.mark.parametrize("state", ["draft", "issued", "signed"])
def test_draft_is_refused_beside_another_on_the_same_days(programme, operations, state):
    person = ParticipantFactory()
    ConventionFactory(
        programme=programme, participant=person, state=state, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 2)
    )
    chantier = ChantierFactory(programme=programme)

    with pytest.raises(ConventionError, match=r"déjà une convention en cours"):
        draft_convention(
            person, chantier=chantier, starts_on=date(2026, 3, 2), ends_on=date(2026, 6, 30), by=operations
        )
    after = draft_convention(
        person, chantier=chantier, starts_on=date(2026, 3, 3), ends_on=date(2026, 6, 30), by=operations
    )

    assert after.state == "draft"


def test_change_draft_writes_its_columns(draft):
    change_draft(draft, changes={"task": "Jardiner", "day_amount": Decimal("25.50")})

    draft.refresh_from_db()
    assert (draft.task, draft.day_amount, draft.places) == ("Jardiner", Decimal("25.50"), "Cour d'essai")


def test_change_draft_is_refused_once_issued(issued):
    with pytest.raises(ConventionStateError, match=r"Cette convention est émise : ce n’est plus possible."):
        change_draft(issued, changes={"task": "Jardiner"})

    assert Convention.objects.get().task == "Peindre les halls d'entrée"


@pytest.mark.parametrize(
    "field",
    [
        "liability_insurer",
        "liability_policy",
        "accident_insurer",
        "accident_policy",
        "liability_text",
        "other_risks_text",
        "payment_text",
        "discretion_text",
    ],
)
def test_convention_is_not_issued_while_the_programme_lacks_an_item(draft, operations, field):
    setattr(draft.programme, field, "  ")
    draft.programme.save()

    with pytest.raises(IncompleteConventionError) as refusal:
        issue_convention(draft, by=operations)

    assert [missing.url for missing in refusal.value.missing] == ["/programme/reglages/"]
    assert (Convention.objects.get().state, Convention.objects.get().number) == ("draft", None)
    assert not ConventionCounter.objects.exists()


@pytest.mark.parametrize("field", ["purpose", "legal_form"])
def test_convention_is_not_issued_while_the_organisation_lacks_an_item(draft, operations, field):
    setattr(draft.programme.operator, field, "")
    draft.programme.operator.save()

    with pytest.raises(IncompleteConventionError):
        issue_convention(draft, by=operations)


@pytest.mark.parametrize("field", ["task", "places", "indicative_hours"])
def test_convention_is_not_issued_while_its_draft_is_blank(make_draft, operations, field):
    draft = make_draft(**{field: " "})

    with pytest.raises(IncompleteConventionError) as refusal:
        issue_convention(draft, by=operations)

    assert [missing.url for missing in refusal.value.missing] == [f"/conventions/{draft.pk}/modifier/"]


def test_convention_is_not_issued_over_the_ceiling_of_a_day(make_draft):
    ceiling = AllowanceCeiling.objects.on(date(2026, 3, 2))
    within = make_draft(starts_on=date(2026, 3, 2), day_amount=ceiling.day_max)
    above = make_draft(starts_on=date(2026, 3, 2), day_amount=ceiling.day_max + Decimal("0.01"))

    assert blocking(within) == []
    assert blocking(above) == ["Un défraiement qui ne dépasse pas le plafond du jour"]


def test_convention_is_not_issued_to_a_minor(make_draft):
    person = ParticipantFactory(birth_date=date(2008, 2, 29))
    minor = make_draft(participant=person, starts_on=date(2026, 2, 28))
    adult = make_draft(participant=person, starts_on=date(2026, 3, 1))

    assert blocking(minor) == ["Un début après les 18 ans de la personne : les mineurs ne participent pas"]
    assert blocking(adult) == []


def test_convention_is_not_issued_with_a_word_of_employment(draft, make_draft):
    draft.programme.payment_text = "Le salaire est versé chaque mois."
    draft.programme.save()

    assert blocking(draft) == ["Un mot à remplacer dans les textes du programme : salaire"]
    assert blocking(make_draft(task="Seconder l'employeur"))[1:] == ["Un mot à remplacer dans le brouillon : employeur"]


def test_convention_is_issued_though_the_person_has_no_address_yet(make_draft, operations):
    draft = make_draft(participant=ParticipantFactory(birth_date=None, address="", emergency_name=""))

    wished = [missing.sentence for missing in missing_before_issue(draft)]
    issued = issue_convention(draft, by=operations)

    assert wished == [
        "La personne de référence",
        "La date de naissance",
        "L’adresse de la personne",
        "La personne à prévenir en cas d’urgence",
    ]
    assert issued.state == "issued"
