"""What a list of partners would do: organisations, services and contacts, against those of the directory."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from chantiers.imports.tables import Table
from parcours.imports.columns import Field, read_tables
from parcours.imports.lines import Line, partner_values, service_values
from parcours.models import Partner, PartnerContact, PartnerService
from parcours.models.parcours import Theme
from participants.imports.columns import fold_words
from participants.imports.reading import Sheet

_BLANKS = ("", None, [])


@dataclass
class PartnerPlan:
    """The records that a list makes or fills, and what each of its lines does.

    ``fills`` holds, of each record already there, the names of the fields filled; ``known`` the partner of each line
    that is accepted, made by the list or there before.
    """

    lines: list[Line] = field(default_factory=list)
    tables: list[tuple[Sheet, Table]] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    services: list[PartnerService] = field(default_factory=list)
    contacts: list[PartnerContact] = field(default_factory=list)
    fills: dict[models.Model, set[str]] = field(default_factory=dict)
    known: list[Partner] = field(default_factory=list)

    def summary(self) -> dict:
        """Return the answer of the command: lines that make a record, that fill one, that say what is known."""
        accepted = [line for line in self.lines if not line.is_refused]
        return {
            "created": sum(bool(line.made) for line in accepted),
            "updated": sum(bool(line.filled) for line in accepted),
            "matched": sum(not line.made for line in accepted),
            "partners": len(self.partners),
            "services": len(self.services),
            "contacts": len(self.contacts),
            "refused": [line.place | problem for line in self.lines for problem in line.refused],
            "warnings": [line.place | problem for line in accepted for problem in line.warnings],
            "dropped_columns": list(dict.fromkeys(title for _sheet, table in self.tables for title in table.dropped)),
            "ambiguous": [],
        }


def plan_partners(staged: dict, *, programme, options: dict) -> PartnerPlan:
    """Return what a staged list would do in ``programme``; nothing is written. Raises ``FileRefusedError``.

    A partner is known by its name, a service and a contact by theirs at that partner, accents and case ignored. A
    file fills blanks only, and what differs is said.
    """
    tables = read_tables(staged, options)
    lines = [Line(table, row) for _sheet, table in tables for row in table.rows]
    lines = [line for line in lines if not fold_words(line.first).startswith(("total ", "totaal "))]
    planner = _Planner(programme, lines)
    planner.plan.tables = tables
    for line in lines:
        planner.read(line)
    return planner.plan


class _Planner:
    """Reads the lines one by one against the directory of a programme, loaded once."""

    def __init__(self, programme, lines: list[Line]):
        self.programme = programme
        self.plan = PartnerPlan(lines=lines)
        partners = list(Partner.objects.filter(programme=programme))
        self.keys = Partner.objects.sort_keys_of({line.text(Field.NAME) for line in lines})
        self.partners = {_key(partner.sort_key): partner for partner in reversed(partners)}
        names = {partner.pk: _key(partner.sort_key) for partner in partners}
        services = PartnerService.objects.filter(partner__in=names)
        self.services = {(names[service.partner_id], _key(service.name)): service for service in services}
        contacts = PartnerContact.objects.filter(partner__in=names)
        self.contacts = {(names[contact.partner_id], _key(contact.name)): contact for contact in contacts}

    def read(self, line: Line) -> None:
        """Plan one line, or leave it out with its reasons."""
        line.name = line.needed_text(Field.NAME, Partner, _("Le nom manque."))
        line.service = line.short_text(Field.SERVICE, PartnerService, "name")
        organisation, offer, person = partner_values(line), service_values(line), line.contact_values()
        if line.is_refused:
            return
        key = _key(self.keys[line.name])
        partner = self._plan(
            line,
            self.partners,
            key,
            organisation,
            make=lambda: Partner(programme=self.programme, name=line.name),
            made=self.plan.partners,
            word=_("nouveau partenaire"),
        )
        self.plan.known.append(partner)
        if partner.closed_on:
            day = date_format(partner.closed_on, "d/m/Y")
            line.warn(Field.NAME, _("Ne travaille plus avec nous depuis le %(day)s.") % {"day": day})
        if line.service:
            self._plan(
                line,
                self.services,
                (key, _key(line.service)),
                offer,
                make=lambda: PartnerService(partner=partner, name=line.service),
                made=self.plan.services,
                word=_("nouveau service"),
            )
        if line.contact:
            self._plan(
                line,
                self.contacts,
                (key, _key(line.contact)),
                person,
                make=lambda: PartnerContact(partner=partner, name=line.contact),
                made=self.plan.contacts,
                word=_("nouveau contact"),
            )

    def _plan(self, line: Line, known: dict, key, values: dict, *, make: Callable, made: list, word: str):
        """Return the record of ``key``: made by this line, or made and loaded before and then only filled."""
        record = known.get(key)
        if record is None:
            known[key] = record = make()
            made.append(record)
            line.made.append(word)
        self._fill(line, record, values)
        return record

    def _fill(self, line: Line, record: models.Model, values: dict[Field, tuple[str, object]]) -> None:
        """Give the blanks of a record their values, and say what differs."""
        for column, (name, value) in values.items():
            there = getattr(record, name)
            is_unsaid = record.pk is None and name == "kind" and there == Partner.Kind.OTHER
            if value in _BLANKS or value == there or (isinstance(value, list) and set(value) == set(there)):
                continue
            if there in _BLANKS or is_unsaid:
                setattr(record, name, value)
                if record.pk is not None:
                    self.plan.fills.setdefault(record, set()).add(name)
                    line.filled.append(str(record._meta.get_field(name).verbose_name))
            else:
                line.warn(column, _("Valeur différente : « %(there)s » est gardé.") % {"there": _words(record, name)})


def _key(name: str) -> str:
    """Return what is compared of a name; one of other letters than ours is compared as it is."""
    return fold_words(name) or name.strip().casefold()


def _words(record: models.Model, name: str) -> str:
    there = getattr(record, name)
    if name == "themes":
        return ", ".join(str(theme.label) for theme in Theme if theme in there)
    if isinstance(there, list):
        return ", ".join(there)
    if name == "kind":
        return str(record.get_kind_display())
    return date_format(there, "d/m/Y") if name == "verified_on" else str(there)
