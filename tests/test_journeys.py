"""The four people of the mission at work, each from sign-in to the end of the story, through the pages alone."""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

import pikepdf
import pytest
from django.utils import timezone

from accounts.roles import Role
from chantiers.models import Session
from participants.models import AllowanceCeiling, Participant
from tests.factories import ProgrammeFactory, SessionFactory
from tests.fixtures import make_user
from tests.scenery import a_volunteer, a_worksite, file_of_the_tests, in_days, long_date, scan_of_the_paper, weekday
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


# The team, and days as people say them


@pytest.fixture
def programme(db):
    """A programme that started two months ago, with the ceilings of its years."""
    first, last = in_days(-60), in_days(120)
    for year in range(first.year, last.year + 1):
        limits = {"valid_to": date(year, 12, 31), "day_max": "44.02", "year_max": "1760.83", "source": "loi"}
        AllowanceCeiling.objects.get_or_create(valid_from=date(year, 1, 1), defaults=limits)
    return ProgrammeFactory(code="pilote", name="Pilote", starts_on=first, ends_on=last)


@pytest.fixture
def team(programme):
    """Nora of operations, Simon the counsellor, Lotte of the housing company, Karim who coordinates."""
    return SimpleNamespace(
        nora=make_user(programme, Role.OPERATIONS, first_name="Nora", email="nora@mission.example"),
        simon=make_user(programme, Role.COUNSELLOR, first_name="Simon", email="simon@mission.example"),
        lotte=make_user(programme, Role.HOUSING, first_name="Lotte", email="lotte@logement.example"),
        karim=make_user(programme, Role.COORDINATOR, first_name="Karim", email="karim@mission.example"),
    )


# What operations does


def notes_somebody_met_at_the_door(nora, first_name, last_name, birth_date):
    nora.follow("Participants")
    nora.follow("Ajouter une personne")
    nora.press("Créer la fiche", {"Prénom": first_name, "Nom": last_name, "Date de naissance": birth_date})


def uploads_the_list(nora, name):
    nora.follow("Imports")
    nora.press("Lire la liste", {"Liste de personnes": file_of_the_tests(name)})


def takes_the_list_in(nora, name):
    uploads_the_list(nora, name)
    nora.press("Importer la liste")


def opens_the_file_of(visitor, first_name, last_name):
    visitor.follow("Participants")
    visitor.press("Chercher", {"Nom": f"{first_name} {last_name}"})
    visitor.follow(f"{last_name}, {first_name}")


def opens_a_worksite(nora, *, site, code, works):
    nora.follow("Sites")
    nora.follow("Ajouter un site")
    nora.press("Ajouter le site", {"Nom": site, "Adresse": "Quai des Charbonnages 1"})
    nora.follow("Chantiers")
    nora.follow("Ajouter un chantier")
    nora.press(
        "Ajouter le chantier",
        {"Code": code, "Site": site, "Travaux": works, "Début": in_days(0), "Fin": in_days(60)},
    )


def places_in_the_group(nora, first_name, last_name):
    nora.follow("Ajouter une personne")
    nora.press("Chercher", {"Nom ou prénom": f"{first_name} {last_name}"})
    nora.press(
        "Ajouter au groupe",
        {
            "Personne": f"{first_name} {last_name}",
            "La personne est": "dans le groupe",
            "Premier jour dans le groupe": in_days(0),
        },
    )


def takes_the_attendance_of(nora, session):
    nora.open("/")
    nora.follow("Pointer", beside=long_date(session.day))
    nora.press("Tous présents")
    nora.press("Clôturer")


def three_days_pass_since(session):
    Session.objects.filter(pk=session.pk).update(closed_at=timezone.now() - timedelta(days=3))


# The stories


def test_operations_turns_two_lists_into_files(team):
    nora = Visitor("nora@mission.example")
    assert nora.title == "Aujourd'hui"
    notes_somebody_met_at_the_door(nora, "Zeynep", "Diallo", "03/12/1970")

    # The tenants come first: nothing is written before the list is checked.
    uploads_the_list(nora, "lm-candidats.xlsx")
    assert "Nouvelles personnes 22" in nora.text
    assert Participant.objects.count() == 1
    nora.press("Importer la liste")
    assert "La liste est importée." in nora.text

    # The job seekers: eight are known already, one perhaps.
    uploads_the_list(nora, "mloc-candidats.csv")
    assert "La colonne « N° national » n'est pas gardée" in nora.text
    assert "1 ligne est peut-être une personne connue." in nora.text
    nora.follow("Peut-être connues (1)")
    nora.press("Enregistrer mes choix", {"Qui est la ligne 15 ?": "Zeynep Diallo, né·e le 03/12/1970"})
    nora.press("Importer la liste")

    # Two lines are refused: they come back with their reasons, ready to be mended.
    assert "2 lignes ne sont pas entrées." in nora.text
    given_back = nora.download("Télécharger les lignes à corriger").content.decode("utf-8-sig")
    assert "Le nom manque." in given_back
    assert "31/02/1985" in given_back
    assert "71.02.15" not in given_back
    assert Participant.objects.count() == 42

    # Zeynep kept her name, and what the list knew of her filled the blanks.
    opens_the_file_of(nora, "Zeynep", "Diallo")
    assert "0487 58 40 99" in nora.text
    assert "mutuelle" in nora.section("Situation de revenu").lower()


def test_operations_takes_last_year_in_from_two_workbooks(team):
    nora = Visitor("nora@mission.example")
    takes_the_list_in(nora, "lm-candidats.xlsx")
    takes_the_list_in(nora, "mloc-candidats.csv")

    # The planning: worksites and sessions, counted before anything is written.
    nora.follow("Chantiers")
    nora.follow("Importer un planning")
    nora.press("Lire le planning", {"Classeur": file_of_the_tests("planning.xlsx")})
    assert "Nouvelles séances 120" in nora.text
    assert not Session.objects.exists()
    nora.press("Importer le planning")
    nora.follow("Voir les chantiers")
    assert "66" in nora.row("CH25-1")

    # The paper sheets, typed afterwards: names find their people, complete sessions close.
    nora.follow("Importer des présences")
    nora.press("Lire les présences", {"Classeur": file_of_the_tests("presences.xlsx")})
    assert "Places dans un groupe 18" in nora.text
    nora.press("Importer les présences")
    assert Session.objects.filter(state=Session.State.CLOSED).count() == 120

    # The year's register holds eighteen people, and nothing is approved yet.
    nora.follow("Registre")
    nora.follow("2025")
    assert "Volontaires 18" in nora.text
    assert "Approuvé 0,00 €" in nora.text


def test_operations_leads_a_person_from_the_list_to_a_first_day(team):
    nora = Visitor("nora@mission.example")
    takes_the_list_in(nora, "mloc-candidats.csv")

    # The file says itself what it still needs, and each line leads there.
    opens_the_file_of(nora, "Luc", "Ouali")
    nora.follow("Personne à prévenir")
    nora.press("Enregistrer", {"Personne à prévenir": "Rosa Ouali", "Téléphone de cette personne": "0470 11 22 33"})
    assert "Fait" in nora.row("Personne à prévenir")

    # A worksite, and Luc in its group.
    opens_a_worksite(nora, site="Cour du Canal", code="CH-1", works="Peindre les halls d'entrée")
    worksite = nora.address
    assert "Aucune séance à venir" in nora.text
    places_in_the_group(nora, "Luc", "Ouali")
    assert "dans le groupe" in nora.row("Luc Ouali")

    # His convention, drafted from the worksite, which has no hours yet: the page says so and leads there.
    nora.follow("Luc Ouali")
    nora.follow("Préparer une convention")
    nora.press("Préparer le brouillon")
    assert "La convention ne peut pas encore être émise." in nora.text
    nora.follow("L’horaire indicatif")
    nora.press("Enregistrer", {"Horaire indicatif": "lundi, de 9 h à 12 h"})
    nora.press("Émettre la convention")
    assert "Imprimez-la en deux exemplaires." in nora.text
    paper = nora.download("Télécharger le PDF").content
    assert len(pikepdf.open(BytesIO(paper)).pages) == 2
    assert nora.download("Télécharger le PDF").content == paper

    # Signed on paper, photographed, noted.
    nora.follow("Noter les signatures")
    nora.press(
        "Enregistrer",
        {
            "Date écrite par la personne": in_days(0),
            "Date écrite pour l’organisation": in_days(0),
            "Copie de la convention signée": scan_of_the_paper(),
        },
    )
    assert "Convention signée." in nora.text
    assert nora.download("Télécharger la copie signée")["Content-Type"] == "image/jpeg"

    # What the law asks besides the signature.
    nora.follow("Informations légales non reçues")
    nora.follow("Ajouter : Informations de la loi")
    nora.press("Enregistrer", {"Informations reçues le": in_days(0)})
    nora.follow(f"Modifier : {in_days(0).year}")
    nora.press("Enregistrer", {"Déclaration sur l’honneur signée le": in_days(0), "Régime de l'année": "forfait"})
    assert "Tout est prêt pour le premier jour." in nora.text

    # A series of mornings, each date seen before it is written.
    nora.open(worksite)
    nora.follow("Préparer une série")
    nora.press(
        "Voir les dates",
        {
            "Du": in_days(0),
            "Au": in_days(14),
            "Jours de la semaine": weekday(in_days(0)),
            "De": "09:00",
            "À": "12:00",
            "Genre": "volontariat",
        },
    )
    assert "3 dates" in nora.text
    assert "Rien n'est encore écrit." in nora.text
    assert not Session.objects.exists()
    nora.press("Ajouter les séances cochées", {long_date(in_days(number)): True for number in (0, 7, 14)})
    assert Session.objects.count() == 3

    # The first morning: everybody present, closed, undone for a late arrival, closed again.
    nora.follow("Aujourd'hui")
    nora.follow("Pointer")
    nora.press("Tous présents (1)")
    nora.press("Clôturer")
    assert "1 présence · 3 h 00 · 1 défraiement à préparer" in nora.text
    nora.press("Annuler la clôture")
    nora.follow("Autres choix : Luc O.")
    nora.press("R Arrivé·e plus tard", {"Heure": "10:00"})
    nora.press("Clôturer")
    assert "1 arrivée tardive · 2 h 00" in nora.text

    # The day is ready for coordination.
    nora.open("/")
    nora.follow("Défraiements")
    assert "à approuver" in nora.row("Luc Ouali")


def test_counsellor_completes_a_file_so_that_its_day_can_be_paid(team, programme):
    day = in_days(-10)
    worksite = a_worksite(programme)
    session = SessionFactory(chantier=worksite, on=day)
    fatima = a_volunteer(worksite, "Fatima Benali", on=day)
    fatima.income_periods.all().delete()
    takes_the_attendance_of(Visitor("nora@mission.example"), session)
    simon = Visitor("simon@mission.example")

    # The entry files name what each one misses. Fatima's stands first: her situation holds a day.
    assert simon.title == "Parcours"
    simon.follow("Défraiements")
    assert "retenu" in simon.row("Fatima Benali")
    simon.follow("Parcours")
    simon.follow("Dossiers d’entrée")
    assert "Situation inconnue à cette date" in simon.row("Fatima Benali")
    simon.follow("Situation inconnue à cette date", beside="Fatima Benali")

    # She receives unemployment benefit: the C45B is now asked, then noted.
    simon.follow("Ajouter : Situation de revenu")
    simon.press("Enregistrer", {"Situation": "chômage, insertion ou RCC (ONEM)"})
    simon.follow("Formulaire C45B non déposé")
    simon.press("Enregistrer", {"Faite le": in_days(-12)})

    # Eighteen months without work: the file asks for a waiver, and keeps who gave it.
    simon.follow("24 mois sans travail")
    simon.press("Enregistrer", {"Sans travail depuis le": f"{in_days(-540):%d/%m/%Y}"})
    assert "Dérogation à demander" in simon.section("Temps sans travail")
    simon.follow("24 mois sans travail")
    simon.press("Enregistrer", {"Motif d’une dérogation": "Reprise d'un mois en 2025, sans suite."})
    assert "Simon" in simon.section("Temps sans travail")

    # Nothing is missing any more, and the day waits for coordination only.
    simon.follow("Parcours")
    simon.follow("Dossiers d’entrée")
    assert "En ordre" in simon.row("Fatima Benali")
    simon.follow("Défraiements")
    assert "à approuver" in simon.row("Fatima Benali")


def test_housing_company_reads_the_schedule_and_never_a_name(team, programme):
    residents = ["Fatima Benaliqa", "Amadou Diallotis", "Zeynep Yılmazgil"]
    worksite = a_worksite(programme)
    session = SessionFactory(chantier=worksite, on=in_days(3))
    for name in residents:
        a_volunteer(worksite, name, on=session.day)
    lotte = Visitor("lotte@logement.example")

    assert lotte.title == "Agenda des chantiers"
    assert lotte.menu == ["Agenda"]
    day = lotte.row("Cour du Canal")
    assert "Peindre les halls d'entrée" in day
    assert "09:00–15:00" in day
    assert "Odeur de peinture" in day
    assert programme.duty_line in lotte.text

    pages = lotte.look_everywhere()
    assert len(pages) > 3
    names = [word.lower() for name in residents for word in name.split()]
    assert [(address, name) for address, said in pages.items() for name in names if name in said.lower()] == []
    assert lotte.client.get(session.get_absolute_url()).status_code == 403


def test_coordination_approves_releases_corrects_and_reports(team, programme):
    day = in_days(-10)
    worksite = a_worksite(programme)
    session = SessionFactory(chantier=worksite, on=day)
    a_volunteer(worksite, "Fatima Benali", on=day)
    a_volunteer(worksite, "Amadou Diallo", on=day)
    a_volunteer(worksite, "Zeynep Bah", on=day, signed_on=in_days(-9))
    nora, karim = Visitor("nora@mission.example"), Visitor("karim@mission.example")
    takes_the_attendance_of(nora, session)

    assert karim.title == "Premiers chiffres"

    # What is payable, at once; Zeynep's day came before her signature.
    karim.follow("Défraiements")
    karim.press("Approuver les 2 lignes payables du filtre · 60,00 €")
    assert "2 lignes approuvées : 60,00 €." in karim.text
    assert "retenu" in karim.row("Zeynep Bah")

    # Karim releases that day and says why.
    karim.follow("Libérer ce jour", beside="Zeynep Bah")
    karim.press("Libérer", {"Pourquoi ce jour peut être versé": ""}, is_refused=True)
    karim.press("Libérer", {"Pourquoi ce jour peut être versé": "Papier signé le lendemain, présence vérifiée."})
    karim.press("Approuver les lignes cochées")
    assert "Une ligne approuvée : 30,00 €." in karim.text

    # Three days later a mark turns out wrong. Operations can no longer reopen; coordination corrects, with a reason.
    three_days_pass_since(session)
    nora.open(session.get_absolute_url())
    assert "Annuler la clôture" not in nora.text
    assert "la coordination corrige, avec un motif" in nora.text
    karim.open(session.get_absolute_url())
    karim.follow("Corriger Amadou D.")
    karim.press("Enregistrer la correction", {"Présence": "absence annoncée"}, is_refused=True)
    karim.press(
        "Enregistrer la correction", {"Présence": "absence annoncée", "Motif de la correction": "Feuille mal lue."}
    )

    # The register says it all, on screen and on paper.
    karim.open("/")
    karim.follow("Registre")
    assert "0,00 €" in karim.row("Amadou Diallo")
    assert "corrigée" in karim.row("Amadou Diallo")
    assert "60,00 €" in karim.row("Total")
    assert karim.download("Télécharger en PDF").content.startswith(b"%PDF-")

    # The first figures, and their PDF.
    karim.follow("Chiffres")
    assert karim.title == "Premiers chiffres"
    assert karim.download("Télécharger le PDF").content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["nora@mission", "simon@mission", "karim@mission", "ada@mission"])
def test_nobody_meets_a_dead_end(team, programme, name):
    """Whatever a page links to opens for the one who reads it."""
    make_user(programme, Role.ADMINISTRATOR, first_name="Ada", email="ada@mission.example")
    day = in_days(-10)
    worksite = a_worksite(programme)
    session = SessionFactory(chantier=worksite, on=day)
    SessionFactory(chantier=worksite, on=in_days(0))
    SessionFactory(chantier=worksite, on=in_days(3))
    a_volunteer(worksite, "Fatima Benali", on=day)
    a_volunteer(worksite, "Zeynep Bah", on=day, signed_on=in_days(-9))
    nora = Visitor("nora@mission.example")
    takes_the_list_in(nora, "mloc-candidats.csv")
    takes_the_attendance_of(nora, session)

    seen = Visitor(f"{name}.example").look_everywhere()

    assert len(seen) > 4
