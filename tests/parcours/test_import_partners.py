"""Lists of partners: what comes in, what is filled, refused, warned; A, B, A; the command, the pages, the start."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from parcours.actions.importing import STARTING_LIST
from parcours.imports.cells import read_delay, read_themes
from parcours.models import Partner, PartnerContact, PartnerService
from participants.models import ImportRun
from tests.parcours.factories import PartnerContactFactory, PartnerFactory, PartnerServiceFactory
from tests.parcours.partner_lists import apply, given_back, upload

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent.parent / "data"
FRENCH, DUTCH = DATA / "partenaires.csv", DATA / "partners-nl.csv"
NATIONAL_NUMBER = "85.07.30-033.28"


@pytest.fixture
def run(tmp_path):
    """Give a function that runs the command on a file or some text and returns its answer."""

    def run_command(content, *arguments):
        path = content
        if not isinstance(content, Path):
            path = tmp_path / "partenaires.csv"
            path.write_text(content)
        out = io.StringIO()
        call_command("import_partners", str(path), "--json", *arguments, stdout=out)
        return json.loads(out.getvalue())

    return run_command


def snapshot():
    """Return everything the directory holds."""
    return [list(model.objects.order_by("pk").values()) for model in (Partner, PartnerService, PartnerContact)]


def counts(answer):
    return {key: answer[key] for key in ("created", "updated", "matched", "partners", "services", "contacts")}


def test_list_comes_in_with_its_good_lines(programme, run):
    preview = run(FRENCH)
    assert (Partner.objects.count(), ImportRun.objects.count()) == (0, 0)

    answer = run(FRENCH, "--apply")

    assert answer == preview
    assert counts(answer) == {
        "created": 9, "updated": 0, "matched": 0, "partners": 7, "services": 8, "contacts": 2,
    }  # fmt: skip
    assert (answer["ambiguous"], answer["dropped_columns"]) == ([], [])
    school = Partner.objects.get(name="École du Canal")
    assert (school.kind, school.postcode, school.website, school.phone, str(school.verified_on)) == (
        "oisp", "1080", "https://www.example.org", "", "2025-03-03",
    )  # fmt: skip
    services = {service.name: service for service in school.services.all()}
    assert set(services) == {"Cours de français", "Atelier numérique", "Aide au CV"}
    course = services["Cours de français"]
    assert (course.themes, course.languages, course.places, course.delay_days) == (
        ["language"], ["français", "arabe"], "12 par groupe", 14,
    )  # fmt: skip
    contact = school.contacts.get()
    assert (contact.name, contact.function, contact.phone, contact.email) == (
        "Anaïs Wouters", "accueil", "0475 11 22 33", "anais@example.org",
    )  # fmt: skip
    debts = Partner.objects.get(name="Relais Dettes")
    assert (debts.phone, debts.email, debts.contacts.count()) == ("02 411 22 33", "", 0)


def test_partners_are_to_verify_unless_the_list_gives_a_day(programme, run):
    run(FRENCH, "--apply")

    assert list(Partner.objects.exclude(verified_on=None).values_list("name", flat=True)) == ["École du Canal"]


def test_bad_lines_are_refused_with_their_reason(programme, run):
    assert run(FRENCH)["refused"] == [
        {"row": 7, "column": "Nom", "reason": "Le nom manque."},
        {"row": 12, "column": "Service", "reason": "Ce texte dépasse 200 caractères."},
    ]


def test_values_not_understood_are_warnings_and_stay_out(programme, run):
    warnings = {(entry["row"], entry["column"]): entry["reason"] for entry in run(FRENCH, "--apply")["warnings"]}

    assert warnings == {
        (5, "Thèmes"): "« jardinage » n'est pas un thème connu.",
        (6, "E-mail"): "« relais(at)example.org » n'est pas une adresse e-mail.",
        (8, "Délai"): "« bientôt » n'est pas un nombre de jours.",
        (8, "Téléphone"): "« abc » n'est pas un numéro de téléphone.",
        (8, "Site web"): "« pas un site » n'est pas l'adresse d'un site web.",
        (8, "Vérifié le"): "Le 31/02/2025 n'existe pas.",
        (9, "Conditions"): "Un numéro national est retiré.",
        (11, "Genre"): "« boulangerie » n'est pas un genre connu.",
        (13, "Service"): "Sans nom de service, ses conditions ne sont pas reprises.",
    }
    doctors = Partner.objects.get(name="Maison Soleil")
    assert (doctors.phone, doctors.website, doctors.verified_on) == ("", "", None)
    assert PartnerService.objects.get(name="Aide au CV").themes == ["work"]


def test_national_number_is_never_kept(programme, run, as_counsellor):
    run(FRENCH, "--apply")
    upload(as_counsellor, FRENCH)

    assert PartnerService.objects.get(name="Écoute").conditions == "NISS à demander"
    assert NATIONAL_NUMBER not in json.dumps(
        [list(ImportRun.objects.values("staged", "summary")), snapshot()], default=str
    )


def test_column_of_national_numbers_is_dropped_and_not_given_back(programme, as_counsellor):
    content = f"Nom;Service;NISS\nCentre;Cours;{NATIONAL_NUMBER}\n;Cours;{NATIONAL_NUMBER}\n"
    run = upload(as_counsellor, content)
    apply(as_counsellor, run)

    assert run.summary["dropped_columns"] == ["NISS"]
    assert given_back(as_counsellor, run) == "Nom;Service;Raison\r\n;Cours;Nom : Le nom manque.\r\n"


def test_same_list_twice_changes_nothing(programme, run):
    run(FRENCH, "--apply")
    before = snapshot()

    again = run(FRENCH, "--apply")

    assert counts(again) == {"created": 0, "updated": 0, "matched": 9, "partners": 0, "services": 0, "contacts": 0}
    assert snapshot() == before


def test_second_list_in_dutch_fills_blanks_and_overwrites_nothing(programme, run):
    run(FRENCH, "--apply")

    answer = run(DUTCH, "--apply")

    assert counts(answer) == {"created": 1, "updated": 1, "matched": 2, "partners": 1, "services": 1, "contacts": 0}
    assert [(entry["row"], entry["column"], entry["reason"]) for entry in answer["warnings"]] == [
        (2, "Thema's", "Valeur différente : « langue » est gardé."),
        (2, "Talen", "Valeur différente : « français, arabe » est gardé."),
        (2, "Plaatsen", "Valeur différente : « 12 par groupe » est gardé."),
        (2, "Functie", "Valeur différente : « accueil » est gardé."),
        (2, "Telefoon", "Valeur différente : « 0475 11 22 33 » est gardé."),
    ]
    debts = Partner.objects.get(name="Relais Dettes")
    assert (debts.email, debts.services.get().conditions, str(debts.verified_on)) == (
        "relais@example.org", "Op afspraak", "2025-04-04",
    )  # fmt: skip
    house = Partner.objects.get(name="Huis van de Taal")
    assert (house.kind, house.services.get().themes, house.services.get().delay_days) == ("other", ["language"], 7)


def test_a_then_b_then_a_changes_nothing(programme, run):
    run(FRENCH, "--apply")
    run(DUTCH, "--apply")
    before = snapshot()

    again = run(FRENCH, "--apply")

    assert (again["created"], again["updated"], snapshot()) == (0, 0, before)


def test_name_is_the_same_whatever_its_accents_ligatures_and_marks(programme, run):
    PartnerFactory(programme=programme, name="Soeurs du Midi")

    answer = run("Nom;Service\nSœurs-du-Midi;Écoute\nSŒURS DU MIDI;ecoute\n", "--apply")

    assert (answer["partners"], answer["services"], Partner.objects.count()) == (0, 1, 1)


def test_another_programmes_partner_is_not_matched(programme, other_programme, run):
    PartnerFactory(programme=other_programme, name="Centre")

    assert run("Nom;Service\nCentre;Cours\n", "--apply")["partners"] == 1
    assert Partner.objects.filter(programme=programme).count() == 1


def test_closed_partner_is_known_and_said(programme, run):
    PartnerFactory(programme=programme, name="Centre", closed_on="2025-01-02")

    answer = run("Nom;Service\nCentre;Cours\n", "--apply")

    assert answer["partners"] == 0
    assert [entry["reason"] for entry in answer["warnings"]] == ["Ne travaille plus avec nous depuis le 02/01/2025."]


def test_columns_of_the_contact_leave_the_plain_ones_to_the_organisation(programme, run):
    run(
        "Nom;Service;Contact;Tél. contact;E-mail du contact;Téléphone;E-mail\n"
        "Centre;Cours;Ana;0475112233;ana@example.org;024112233;info@example.org\n",
        "--apply",
    )
    partner = Partner.objects.get()

    assert (partner.phone, partner.email) == ("02 411 22 33", "info@example.org")
    assert list(partner.contacts.values_list("name", "phone", "email")) == [("Ana", "0475 11 22 33", "ana@example.org")]


def test_workbook_is_read_sheet_by_sheet(programme, run, tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Langue"
    for line in (["Nom", "Service", "Délai"], ["Centre", "Cours", 10], [None, "Cours", None]):
        workbook.active.append(line)
    other = workbook.create_sheet("Dettes")
    for line in (["Partenaire", "Dienst"], ["Relais", "Médiation"]):
        other.append(line)
    path = tmp_path / "partenaires.xlsx"
    workbook.save(path)

    answer = run(path, "--apply")

    assert (answer["partners"], PartnerService.objects.get(name="Cours").delay_days) == (2, 10)
    assert answer["refused"] == [{"row": 3, "sheet": "Langue", "column": "Nom", "reason": "Le nom manque."}]
    assert ImportRun.objects.get().summary["given_back"]["headers"] == [
        "Feuille", "Nom", "Service", "Délai", "Partenaire", "Dienst", "Raison",
    ]  # fmt: skip


def test_file_without_names_and_services_is_refused(programme, run):
    with pytest.raises(CommandError, match="Aucune ligne de titres avec un nom et un service"):
        run("Nom;Prénom;Date de naissance\nPeeters;Anne;01/02/1980\n")


@pytest.mark.parametrize(
    ("text", "days"), [("10", 10), ("10 jours", 10), ("2 semaines", 14), ("1 maand", 30), ("0", 0), ("3 weken", 21)]
)
def test_delay_is_read_in_days(text, days):
    assert read_delay(text) == days


def test_themes_are_read_in_both_languages():
    assert read_themes("Schulden en wonen; Kinderopvang / NUMÉRIQUE, jardin") == (
        ["housing", "money", "family", "digital"],
        ["jardin"],
    )


def test_preview_says_what_each_line_does_and_writes_nothing(as_counsellor, programme):
    partner = PartnerFactory(programme=programme, name="Relais Dettes", phone="02 999 99 99")
    PartnerServiceFactory(partner=partner, name="Médiation", languages=[], themes=["money"])

    run = upload(as_counsellor, FRENCH)
    page = as_counsellor.get(reverse("parcours:partner_import_preview", args=[run.pk]))

    lines = page.context["page"].object_list
    assert len(lines) == 11
    assert {line.row.number: line.made for line in lines if line.made} == {
        3: ["nouveau partenaire", "nouveau service", "nouveau contact"],
        4: ["nouveau service"],
        5: ["nouveau service"],
        8: ["nouveau partenaire", "nouveau service"],
        9: ["nouveau partenaire", "nouveau service"],
        10: ["nouveau partenaire", "nouveau service"],
        11: ["nouveau partenaire", "nouveau service"],
        13: ["nouveau partenaire", "nouveau contact"],
    }
    known = next(line for line in lines if line.row.number == 6)
    assert known.filled == ["code postal", "commune", "langues", "délai habituel (jours)"]
    content = page.content.decode()
    assert "Valeur différente : « 02 999 99 99 » est gardé." in content
    assert content.count(">refusée<") == 2
    assert Partner.objects.count() == 1


def test_good_lines_come_in_and_bad_ones_are_given_back_mended_and_taken(as_counsellor, programme):
    run = upload(as_counsellor, "Nom;Service;Conditions\nCentre;Cours;\n;Cours;=1+1\n")
    page = apply(as_counsellor, run)

    assert [str(message) for message in page.context["messages"]] == ["La liste est importée."]
    assert (run.state, run.staged, list(run.made["created"]["partner"])) == (
        "applied",
        None,
        [str(Partner.objects.get().pk)],
    )
    back = given_back(as_counsellor, run)
    assert back == "Nom;Service;Conditions;Raison\r\n;Cours;'=1+1;Nom : Le nom manque.\r\n"

    mended = upload(as_counsellor, back.replace("\r\n;", "\r\nAutre centre;"))
    apply(as_counsellor, mended)
    assert Partner.objects.get(name="Autre centre").services.get().conditions == "=1+1"


def test_import_is_applied_once(as_counsellor, programme):
    run = upload(as_counsellor, "Nom;Service\nCentre;Cours\n")
    apply(as_counsellor, run)

    page = as_counsellor.post(reverse("parcours:partner_import_preview", args=[run.pk]))

    assert [str(message) for message in page.context["messages"]] == ["Cet import est déjà fait."]
    assert Partner.objects.count() == 1


def test_administrator_imports_without_seeing_the_people(as_administrator, programme):
    run = upload(as_administrator, "Nom;Service\nCentre;Cours\n")
    page = apply(as_administrator, run)

    assert reverse("parcours:partner_manage") in page.content.decode()
    assert reverse("parcours:partner_list") + '"' not in page.content.decode()
    assert as_administrator.get(reverse("participants:import_list")).status_code == 403


def test_lists_of_partners_stay_out_of_the_imports_of_people(as_counsellor, as_coordinator, programme):
    run = upload(as_counsellor, "Nom;Service\nCentre;Cours\n")

    assert list(as_counsellor.get(reverse("participants:import_list")).context["page"]) == []
    assert as_counsellor.get(reverse("participants:import_preview", args=[run.pk])).status_code == 404
    assert as_coordinator.get(reverse("parcours:partner_import_preview", args=[run.pk])).status_code == 403


def test_starting_list_comes_in_whole_and_everything_is_to_verify(as_counsellor, counsellor, programme):
    page = as_counsellor.post(reverse("parcours:partner_start"), follow=True)

    partners, services = Partner.objects.count(), PartnerService.objects.count()
    assert [str(message) for message in page.context["messages"]] == [
        f"{partners} partenaires sont ajoutés, tous à vérifier."
    ]
    run = ImportRun.objects.get()
    assert (run.summary["refused"], run.summary["warnings"], run.created_by) == ([], [], counsellor)
    assert (partners, services) == (18, 25)
    assert Partner.objects.to_verify().count() == partners
    assert not Partner.objects.exclude(phone="", email="", address="", website="").exists()
    assert set(Partner.Kind.values) == set(Partner.objects.values_list("kind", flat=True))
    assert not PartnerService.objects.filter(themes=[]).exists()

    again = as_counsellor.post(reverse("parcours:partner_start"), follow=True)
    assert [str(message) for message in again.context["messages"]] == ["Tout y était déjà."]
    assert Partner.objects.count() == partners


def test_starting_list_is_the_file_the_command_takes(programme, run):
    answer = run(STARTING_LIST, "--apply")

    assert (answer["partners"], answer["services"]) == (Partner.objects.count(), PartnerService.objects.count())


def test_command_prints_lines_to_read(programme):
    out = io.StringIO()
    call_command("import_partners", str(FRENCH), stdout=out)

    first, second, *_others = out.getvalue().splitlines()
    assert first == (
        "À importer (rien n'est écrit sans --apply) : 7 nouveaux partenaires, 8 nouveaux services,"
        " 2 nouveaux contacts, 0 lignes connues, 0 complétées."
    )
    assert second == "Refusée, ligne 7, Nom : Le nom manque."


def test_import_costs_the_same_whatever_its_lines(programme, run, django_assert_max_num_queries):
    def lines(names):
        return "Nom;Service;Contact\n" + "".join(f"{name};Cours {name};Ana\n" for name in names)

    PartnerFactory(programme=programme)
    with django_assert_max_num_queries(15) as first:
        run(lines(["un"]), "--apply")
    with django_assert_max_num_queries(15) as second:
        run(lines([f"n{number}" for number in range(30)]), "--apply")

    assert len(second) == len(first)


def test_contact_who_left_is_not_made_again(programme, run):
    partner = PartnerFactory(programme=programme, name="Centre")
    PartnerContactFactory(partner=partner, name="Ana", left_on="2025-01-02")

    assert run("Nom;Service;Contact\nCentre;Cours;ANA\n", "--apply")["contacts"] == 0
