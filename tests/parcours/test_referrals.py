"""A referral's life: nothing leaves without an agreement (domain rule 26), every move is kept, success is need met."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parcours.actions.agreements import record_agreement, send_referral, withdraw_agreement
from parcours.actions.referrals import ReferralError, change_referral, move_referral, prepare_referral
from parcours.liaison import seal_of
from parcours.models import Agreement, Referral, ReferralState
from parcours.models.referral import ENDED, NEXT_STATES
from tests.parcours.factories import (
    ParcoursFactory,
    PartnerContactFactory,
    PartnerFactory,
    PartnerServiceFactory,
)
from tests.parcours.partner_scenes import NEED, agreed, draft, sent, token_of

pytestmark = pytest.mark.django_db


def address(name, referral):
    return reverse(f"parcours:{name}", args=[referral.pk])


def run_sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def test_raw_sql_sends_nothing_without_an_agreement(programme, counsellor):
    referral = draft(programme, counsellor)

    with pytest.raises(Error, match="without the agreement"):
        run_sql("UPDATE parcours_referral SET state = 'sent', sent_at = now() WHERE id = %s", referral.pk)


def test_raw_sql_sends_nothing_once_withdrawn(programme, counsellor):
    referral = agreed(draft(programme, counsellor))
    run_sql("UPDATE parcours_agreement SET withdrawn_at = now(), disclosed = '[]' WHERE referral_id = %s", referral.pk)

    with pytest.raises(Error, match="without the agreement"):
        run_sql("UPDATE parcours_referral SET state = 'sent', sent_at = now() WHERE id = %s", referral.pk)


def test_raw_sql_sends_what_was_agreed_and_frozen(programme, counsellor):
    referral = agreed(draft(programme, counsellor))
    run_sql("UPDATE parcours_agreement SET disclosed = '[]' WHERE referral_id = %s", referral.pk)

    assert run_sql("UPDATE parcours_referral SET state = 'sent', sent_at = now() WHERE id = %s", referral.pk) == 1


def test_raw_sql_changes_nothing_that_was_withdrawn(programme, counsellor):
    referral = agreed(draft(programme, counsellor))
    run_sql("UPDATE parcours_agreement SET withdrawn_at = now() WHERE referral_id = %s", referral.pk)

    with pytest.raises(Error, match="never changes"):
        run_sql("UPDATE parcours_agreement SET disclosed = '[]' WHERE referral_id = %s", referral.pk)


@pytest.mark.parametrize("change", ["disclosed = '[]'", "disclosed = NULL", "facts = '{phone}'"])
def test_raw_sql_changes_nothing_that_was_told(programme, counsellor, change):
    referral = sent(programme, counsellor)

    with pytest.raises(Error, match="never changes"):
        run_sql(f"UPDATE parcours_agreement SET {change} WHERE referral_id = %s", referral.pk)


def test_raw_sql_expires_nothing_before_the_alert(programme, counsellor):
    referral = sent(programme, counsellor)

    with pytest.raises(Error, match="referral_expires_after_the_alert"):
        run_sql("UPDATE parcours_referral SET state = 'expired' WHERE id = %s", referral.pk)


def test_life_from_the_need_to_the_need_met(programme, counsellor, as_counsellor):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    partner = PartnerFactory(programme=programme)
    service = PartnerServiceFactory(partner=partner, themes=["language"])
    contact = PartnerContactFactory(partner=partner, language="nl")
    create = reverse("parcours:referral_create", args=[parcours.enrolment.participant_id])
    need = {"theme": "language", "need": NEED, "availability": "Le matin", "spoken": "français"}

    second = as_counsellor.post(create, need)
    assert f"{partner.pk}-{service.pk}" in second.content.decode()
    as_counsellor.post(create, need | {"choose": "1", "offer": f"{partner.pk}-{service.pk}"})
    referral = Referral.objects.get()
    assert (referral.state, referral.contact, referral.service, referral.language) == ("draft", contact, service, "nl")

    agreement = {"facts": ["name", "need"], "way": "signed", "agreed_on": timezone.localdate().isoformat()}
    as_counsellor.post(address("agreement_create", referral), agreement | {"seal": seal_of(referral)})
    as_counsellor.post(address("referral_send", referral), {"way": "mail", "address": contact.email})
    for move in (
        {"to": "accepted", "proposed_on": "2026-03-02"},
        {"to": "first_missed"},
        {"to": "first_met"},
        {"to": "ongoing"},
        {"to": "closed", "need_met": "partly", "words": "Encore un module."},
    ):
        assert as_counsellor.post(address("referral_move", referral), move).status_code == 302

    referral.refresh_from_db()
    assert (referral.state, referral.need_met, referral.sent_to) == ("closed", "partly", contact.email)
    assert referral.proposed_on == date(2026, 3, 2)
    assert [(event.from_state, event.to_state, event.by) for event in referral.transitions.all()] == [
        ("draft", "agreed", counsellor),
        ("agreed", "sent", counsellor),
        ("sent", "accepted", counsellor),
        ("accepted", "first_missed", counsellor),
        ("first_missed", "first_met", counsellor),
        ("first_met", "ongoing", counsellor),
        ("ongoing", "closed", counsellor),
    ]
    assert list(Referral.objects.with_need_met()) == [referral]
    assert "Encore un module." in as_counsellor.get(address("referral_detail", referral)).content.decode()


def test_preferred_partner_is_chosen_beforehand(programme, counsellor, as_counsellor):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    PartnerServiceFactory(partner__programme=programme, themes=["language"])
    partner = PartnerFactory(programme=programme)
    create = reverse("parcours:referral_create", args=[parcours.enrolment.participant_id])

    first = as_counsellor.get(f"{create}?partenaire={partner.pk}").content.decode()
    second = as_counsellor.post(create, {"theme": "language", "need": NEED, "preferred": partner.pk}).content.decode()

    assert f'value="{partner.pk}"' in first
    assert f'value="{partner.pk}-" checked' in second


def test_second_step_lists_those_who_help_first(programme, counsellor, as_counsellor):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    names = {"health": "Aaa autre", "language": "Zzz langue"}
    for theme, name in names.items():
        PartnerServiceFactory(partner__programme=programme, partner__name=name, themes=[theme])
    PartnerFactory(programme=programme, name="Mmm fermé", closed_on=timezone.localdate())

    page = as_counsellor.post(
        reverse("parcours:referral_create", args=[parcours.enrolment.participant_id]),
        {"theme": "language", "need": NEED},
    ).content.decode()

    assert page.index("Zzz langue") < page.index("Autres partenaires") < page.index("Aaa autre")
    assert "Mmm fermé" not in page


def test_second_step_asks_for_a_partner(programme, counsellor, as_counsellor):
    parcours = ParcoursFactory(programme=programme, referent=counsellor)
    PartnerServiceFactory(partner__programme=programme)

    page = as_counsellor.post(
        reverse("parcours:referral_create", args=[parcours.enrolment.participant_id]),
        {"theme": "language", "need": NEED, "choose": "1", "offer": "0-"},
    )

    assert "Choisissez un partenaire." in page.content.decode()
    assert not Referral.objects.exists()


def test_nothing_is_ticked_beforehand(programme, counsellor, as_counsellor):
    page = as_counsellor.get(address("agreement_create", draft(programme, counsellor))).content.decode()

    assert page.count(" checked") == 0
    assert "Prénom et nom : Zoubida Exemplaire" in page


def test_preview_shows_the_ticked_facts_and_writes_nothing(programme, counsellor, as_counsellor):
    referral = draft(programme, counsellor, language="nl")

    page = as_counsellor.post(
        address("agreement_create", referral),
        {"facts": ["phone"], "way": "signed", "agreed_on": timezone.localdate().isoformat(), "preview": "1"},
    ).content.decode()

    assert "<dt>Telefoon</dt>" in page
    assert page.count("<dt>") == 1
    assert not Agreement.objects.exists()


def test_agreement_to_nothing_is_refused(programme, counsellor, as_counsellor):
    page = as_counsellor.post(address("agreement_create", draft(programme, counsellor)), {"way": "signed"})

    assert "Cochez au moins une information." in page.content.decode()


def test_agreement_may_change_until_it_leaves(programme, counsellor):
    referral = agreed(draft(programme, counsellor), "name", "phone")
    agreed(referral, "need")
    send_referral(referral, by=counsellor)

    assert [row["code"] for row in Agreement.objects.get().disclosed] == ["need"]
    with pytest.raises(ReferralError):
        record_agreement(referral, facts=["phone"], way="signed", agreed_on=timezone.localdate(), by=counsellor)


def test_fact_that_changed_since_the_agreement_is_read_again(programme, counsellor, as_counsellor):
    referral = agreed(draft(programme, counsellor), "name", "phone")
    person = referral.parcours.enrolment.participant
    person.phone = "0471 99 88 77"
    person.save()

    page = as_counsellor.get(address("referral_send", referral)).content.decode()
    answer = as_counsellor.post(address("referral_send", referral), {"way": "fiche"})

    referral.refresh_from_db()
    assert "Ces informations ont changé depuis l’accord" in page
    assert (answer.url, referral.state) == (address("agreement_create", referral), "agreed")
    assert send_referral(agreed(referral, "name", "phone"), by=counsellor).state == "sent"


def test_need_changed_while_it_is_read_is_refused(programme, counsellor, as_counsellor):
    referral = draft(programme, counsellor)
    said = {"facts": ["need"], "way": "spoken", "agreed_on": "2026-01-05", "seal": seal_of(referral)}
    change_referral(referral, need="Payer une dette.", by=counsellor)

    page = as_counsellor.post(address("agreement_create", referral), said).content.decode()

    referral.refresh_from_db()
    assert "Ces informations viennent de changer" in page
    assert page.count(" checked") == 2
    assert f'value="{seal_of(referral)}"' in page
    assert not Agreement.objects.exists()


def test_draft_offers_who_is_there_and_what_is_open(programme, counsellor, as_counsellor):
    referral = draft(programme, counsellor)
    PartnerContactFactory(partner=referral.partner, name="Parti", left_on="2025-01-01")
    PartnerServiceFactory(partner=referral.partner, name="Arrêté", closed_on="2025-01-01")

    page = as_counsellor.get(address("referral_edit", referral)).content.decode()

    assert referral.contact.name.replace("'", "&#x27;") in page
    assert "Sans précision" in page
    assert [word for word in ("Parti<", "Arrêté") if word in page] == []


def test_date_is_noted_for_an_acceptance_only(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)

    page = as_counsellor.post(address("referral_move", referral), {"to": "waiting", "proposed_on": "2026-03-02"})

    assert page.context["form"].errors == {"proposed_on": ["Une date se note quand le partenaire accepte."]}


def test_agreed_words_change_no_more(programme, counsellor):
    with pytest.raises(ReferralError):
        change_referral(agreed(draft(programme, counsellor)), need="Autre chose.", by=counsellor)


def test_draft_is_changed(programme, counsellor, as_counsellor):
    referral = draft(programme, counsellor)
    form = {"theme": "money", "need": "Un plan de paiement.", "contact": referral.contact_id, "language": "nl"}

    as_counsellor.post(address("referral_edit", referral), form)

    referral.refresh_from_db()
    assert (referral.theme, referral.need, referral.language) == ("money", "Un plan de paiement.", "nl")


def test_parts_of_another_partner_are_refused(programme, counsellor):
    referral = draft(programme, counsellor)

    with pytest.raises(ReferralError):
        prepare_referral(
            referral.parcours,
            theme="work",
            need=NEED,
            partner=PartnerFactory(programme=programme),
            contact=referral.contact,
            by=counsellor,
        )


def test_withdrawal_closes_everything_at_once(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor, way="mail")
    token_of(referral)

    as_counsellor.post(address("agreement_withdraw", referral), {"words": "Ne veut plus."})

    referral.refresh_from_db()
    assert referral.state == "cancelled"
    assert not referral.links.not_revoked().exists()
    assert [event.kind for event in referral.transitions.all()][-2:] == ["withdrawn", "moved"]


def test_withdrawal_after_the_end_changes_no_state(programme, counsellor):
    referral = sent(programme, counsellor)
    move_referral(referral, to="refused", refused_by="partner", words="Complet.", by=counsellor)
    withdraw_agreement(referral, by=counsellor)

    referral.refresh_from_db()
    assert (referral.state, referral.agreement.withdrawn_by) == ("refused", counsellor)


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        ({"to": "refused", "words": "Complet."}, "Dites qui refuse."),
        ({"to": "refused", "refused_by": "person"}, "Dites pourquoi, en une phrase."),
        ({"to": "cancelled"}, "Dites pourquoi, en une phrase."),
    ],
)
def test_move_that_lacks_a_fact_says_which(programme, counsellor, as_counsellor, move, sentence):
    referral = sent(programme, counsellor)

    page = as_counsellor.post(address("referral_move", referral), move)

    assert sentence in page.content.decode()
    referral.refresh_from_db()
    assert referral.state == "sent"


def test_end_needs_to_say_whether_the_need_is_met(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    move_referral(referral, to="first_met", by=counsellor)

    page = as_counsellor.post(address("referral_move", referral), {"to": "closed"})

    assert "Dites si le besoin est couvert." in page.content.decode()


def test_expiry_is_offered_after_the_alert_only(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    assert "laisser expirer" not in as_counsellor.get(address("referral_move", referral)).content.decode()
    with pytest.raises(ReferralError):
        move_referral(referral, to="expired", by=counsellor)

    Referral.objects.update(alerted_at=timezone.now())
    as_counsellor.post(address("referral_move", referral), {"to": "expired"})

    referral.refresh_from_db()
    assert referral.state == "expired"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(ReferralState.values), max_size=8))
def test_moves_follow_the_trade_whatever_is_asked(programme, counsellor, moves):
    with transaction.atomic():
        referral = sent(programme, counsellor, way="fiche") if not Referral.objects.exists() else Referral.objects.get()
        for to in moves:
            before = Referral.objects.get().state
            try:
                with transaction.atomic():
                    move_referral(
                        referral, to=to, words="Parce que.", need_met="yes", refused_by="person", by=counsellor
                    )
                moved = True
            except ReferralError:
                moved = False
            allowed = to in NEXT_STATES[before] and to != "expired"
            assert moved is allowed
            assert Referral.objects.get().state == (to if allowed else before)
            assert bool(Referral.objects.get().need_met) is (Referral.objects.get().state == "closed")
        states = ["draft", *(event.to_state for event in referral.transitions.all())]
        assert all(after in NEXT_STATES[before] for before, after in pairwise(states))
        assert states[-1] in ENDED or Referral.objects.get().is_open
        transaction.set_rollback(True)


def test_fiche_of_an_ended_referral_prints_no_more(programme, counsellor, as_counsellor):
    referral = sent(programme, counsellor)
    move_referral(referral, to="refused", refused_by="partner", words="Complet.", by=counsellor)

    assert as_counsellor.post(address("referral_fiche", referral)).status_code == 302
    assert "Fiche de liaison (PDF)" not in as_counsellor.get(address("referral_detail", referral)).content.decode()
    assert not referral.agreement.disclosures.exists()


def test_copied_link_is_shown_once(programme, counsellor, as_counsellor):
    referral = agreed(draft(programme, counsellor))

    shown = as_counsellor.post(address("referral_send", referral), {"way": "copy"}).content.decode()

    assert 'value="http://testserver/p/' in shown
    assert "/p/" not in as_counsellor.get(address("referral_detail", referral)).content.decode()


def test_fiche_leaves_a_trace_and_needs_the_agreement(programme, counsellor, as_counsellor):
    referral = agreed(draft(programme, counsellor))
    assert as_counsellor.post(address("referral_fiche", referral)).status_code == 302
    send_referral(referral, by=counsellor)

    printed = as_counsellor.post(address("referral_fiche", referral))

    assert printed["Content-Type"] == "application/pdf"
    assert [(each.channel, each.by) for each in referral.agreement.disclosures.all()] == [("fiche", counsellor)]
    withdraw_agreement(referral, by=counsellor)
    assert as_counsellor.post(address("referral_fiche", referral)).status_code == 302
    assert as_counsellor.get(address("referral_fiche", referral)).status_code == 405
