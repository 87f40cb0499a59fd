"""The demo people themselves, read from people.csv: identity, place in a programme, time without work, documents."""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.demo import Days, Team, clock_at, moment_of, working_day_before
from participants.demo.papers import STORIES, Papers, file_papers, ordinary_papers
from participants.documents import keep_document
from participants.models import Document, Enrolment, JobSeekerEvidence, Participant
from participants.models.income import IncomeKind

CITIES = {"1080": "Molenbeek-Saint-Jean", "1081": "Koekelberg", "1190": "Forest"}
EARLIER_GROUPS = ("bancs", "halls")
JOINED_LATER = ("unsigned", "no_c45b", "no_regime", "short", "draft")  # three weeks ago, in a group at work
ONE_CONSENT_IN = 3  # people say yes, no, or were not asked
Source, LabourStatus = Enrolment.Source, Enrolment.LabourStatus


@dataclass(frozen=True)
class Resident:
    """A demo person, the group and the story given by people.csv, and the papers of that story."""

    number: int
    person: Participant
    team: Team
    group: str
    story: str
    months: int | None
    papers: Papers


def build_residents(days: Days, team: Team, other_team: Team) -> list[Resident]:
    """Create everybody of people.csv, in that order, with their place in one programme, or in both for one person."""
    residents = [
        _read_resident(number, row, days, other_team if row["group"] == "senne" else team)
        for number, row in enumerate(_rows(), start=1)
    ]
    Participant.objects.bulk_create(resident.person for resident in residents)
    for resident in residents:
        _enrol(resident, resident.team)
        last_day = days.earlier[1] if resident.group in EARLIER_GROUPS else days.current[1]
        file_papers(resident.person, resident.papers, last_day, resident.team)
    _enrol(next(resident for resident in residents if resident.story == "in_both_programmes"), other_team)
    _merge_a_second_record(next(resident for resident in residents if resident.story == "merged"))
    _keep_documents(residents)
    return residents


def first_day_of(group: str, days: Days) -> date:
    """Return the Monday on which a group of people.csv starts, or is to start."""
    return {
        "bancs": days.earlier[0],
        "halls": days.weeks(-34),
        "cage": days.current[0],
        "caves": days.weeks(-7),
        "waiting": days.weeks(3),
        "senne": days.weeks(-6),
    }[group]


def _rows() -> list[dict]:
    with (Path(__file__).parent / "people.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _read_resident(number: int, row: dict, days: Days, team: Team) -> Resident:
    joined_later = row["story"] in JOINED_LATER and row["group"] in ("cage", "caves")
    first_day = days.weeks(-3) if joined_later else first_day_of(row["group"], days)
    needs_permit = row["nationality"] == Participant.NationalityGroup.NON_EU
    papers = ordinary_papers(first_day, days.today, row["income"], needs_permit=needs_permit)
    if row["story"] in STORIES:
        STORIES[row["story"]](papers)
    months = int(row["months"]) if row["months"] else None
    return Resident(number, _person(number, row, papers), team, row["group"], row["story"], months, papers)


def _person(number: int, row: dict, papers: Papers) -> Participant:
    spoken, _, written = row["french"].partition("/")
    emergency_name, _, relation = row["emergency"].partition(", ")
    is_known = bool(row["emergency"] or row["income"])
    consent = (True, False, None)[number % ONE_CONSENT_IN]
    names = {name: row[name] for name in ("first_name", "last_name", "gender", "birth_date", "address", "postcode")}
    return Participant(
        **names | {"birth_date": date.fromisoformat(row["birth_date"])},
        city=CITIES[row["postcode"]],
        phone=f"0470 00 00 {number:02d}" if is_known else "",
        email=f"personne{number:02d}@example.org" if is_known and number % 2 else "",
        languages=row["languages"].split(", "),
        french_spoken=spoken,
        french_written=written,
        dutch=row["dutch"],
        education=row["education"],
        education_as_said=row["education_as_said"],
        nationality_group=row["nationality"],
        tenant_number="" if "Exemple" in row["address"] else f"DEMO-{number:04d}",
        account_holder=f"{row['first_name']} {row['last_name']}" if is_known else "",
        iban=_invented_iban(number) if is_known else "",
        emergency_name=emergency_name,
        emergency_relation=relation,
        emergency_phone=f"0470 00 01 {number:02d}" if emergency_name else "",
        image_consent=consent if papers.signed_on else None,
        image_consent_on=papers.signed_on if consent is not None else None,
        created_at=moment_of(_listed_on(papers)),
    )


def _invented_iban(number: int) -> str:
    """Return a Belgian account number whose check digits are right, at bank 999, which does not exist."""
    account = 9_990_000_000 + number
    national = f"{account}{account % 97 or 97:02d}"
    return f"BE{98 - int(f'{national}111400') % 97:02d}{national}"


def _listed_on(papers: Papers) -> date:
    return working_day_before(min(papers.first_day, papers.today), 40)


def _enrol(resident: Resident, team: Team) -> None:
    papers, person = resident.papers, resident.person
    listed_on = _listed_on(papers)
    sources = {"short": Source.WALK_IN, "no_fedasil": Source.PARTNER, "on_the_list": Source.HOUSING}
    source = sources.get(resident.story, Source.HOUSING if resident.number % 2 else Source.MISSION_LOCALE)
    how = {
        Source.HOUSING: "appel de la société de logement",
        Source.MISSION_LOCALE: "séance d’information à la mission locale",
        Source.PARTNER: "entretien au centre d’accueil",
        Source.WALK_IN: "affiche dans le hall",
    }
    enrolment = Enrolment.objects.create(
        participant=person,
        programme=team.programme,
        source=source,
        listed_on=None if source == Source.WALK_IN else listed_on,
        informed_how=how[source],
        informed_on=working_day_before(listed_on, 3),
        labour_status=_labour_status(papers),
        exited_on=working_day_before(papers.today, 5) if resident.story == "never_started" else None,
        remark="ne souhaite plus participer" if resident.story == "never_started" else "",
    )
    if resident.months is not None:
        _show_time_without_work(enrolment, resident, team)


def _labour_status(papers: Papers) -> str:
    kinds = {kind for kind, _start, _end in papers.income}
    if not kinds:
        return ""
    return LabourStatus.INACTIVE if kinds <= {IncomeKind.INCAPACITY, IncomeKind.ASYLUM} else LabourStatus.UNEMPLOYED


def _show_time_without_work(enrolment: Enrolment, resident: Resident, team: Team) -> None:
    """Write the dates that make the person's months on the first day, and the waiver of the one who has it."""
    papers, is_waived = resident.papers, resident.story == "waiver"
    months = papers.first_day.year * 12 + papers.first_day.month - 1 - resident.months
    # A date read as mm/yyyy stands on the 1st.
    day = 1 if resident.story == "month_only" else 2 + resident.months % 26
    since = date(months // 12, months % 12 + 1, day)
    has_both, has_registration_only = resident.months % 3 == 0, resident.months % 3 == 1
    waived_on = working_day_before(papers.first_day, 8)
    JobSeekerEvidence.objects.create(
        enrolment=enrolment,
        registered_since=since + timedelta(days=75) if has_both else since,
        without_work_since=None if has_registration_only else since,
        kind=JobSeekerEvidence.Kind.LIST if resident.story == "month_only" else JobSeekerEvidence.Kind.ACTIRIS,
        evidence_on=working_day_before(_listed_on(papers), 1),
        waiver_reason="Deux courts remplacements seulement en deux ans." if is_waived else "",
        waived_by=team.coordinator if is_waived else None,
        waived_at=moment_of(waived_on) if is_waived else None,
    )


def _merge_a_second_record(resident: Resident) -> None:
    """Create the record that a list brought a second time, under another spelling, and that stands for nobody now."""
    person = resident.person
    double = Participant.objects.create(
        first_name=person.first_name.upper(),
        last_name="Rahmanie",
        birth_date=person.birth_date,
        phone=person.phone,
        merged_into=person,
        created_at=person.created_at,
    )
    Enrolment.objects.create(
        participant=double,
        programme=resident.team.programme,
        source=Source.HOUSING,
        listed_on=_listed_on(resident.papers),
    )


def _keep_documents(residents: list[Resident]) -> None:
    """Keep three photographed papers."""
    by_story = {resident.story: resident for resident in residents if resident.group != "senne"}
    kept = [
        ("restriction", Document.Kind.CHECK, "Accusé de réception du CPAS"),
        ("permit_expired", Document.Kind.RESIDENCE, "Titre de séjour, recto"),
        ("month_only", Document.Kind.EVIDENCE, "Attestation Actiris"),
    ]
    for story, kind, title in kept:
        resident = by_story[story]
        with clock_at(working_day_before(resident.papers.first_day, 4)):
            keep_document(
                invented_scan(title),
                participant=resident.person,
                kind=kind,
                title=title,
                by=resident.team.counsellor,
            )


def invented_scan(title: str) -> SimpleUploadedFile:
    """Return the picture of a paper that says it is a demonstration."""
    image = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((30, 30, 590, 847), outline="black", width=2)
    pen.text((60, 80), "DÉMO", fill="black", font_size=60)
    pen.text((60, 170), title, fill="black", font_size=24)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return SimpleUploadedFile("scan.png", buffer.getvalue(), content_type="image/png")
