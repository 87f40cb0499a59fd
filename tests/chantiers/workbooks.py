"""Workbooks made for a test, shaped like those that partners send."""

import io
from datetime import date, datetime, time

import openpyxl

CHANTIERS = ["Code", "Site LM", "Travaux", "Début", "Fin", "Places", "Montant/jour (€)"]
SESSIONS = ["Chantier", "Date", "De", "À", "Type", "Encadrant"]
HALLS = ["CH-1", "Cour du Canal", "Halls", datetime(2025, 3, 3), datetime(2025, 7, 31), 8, 30]
LEGEND = "P présent / R retard / D départ anticipé / J absence justifiée / A absence injustifiée"


def workbook(**sheets: list[list]) -> bytes:
    """Return the bytes of a workbook of these sheets, each a list of lines."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title.replace("_", "-"))
        for line in lines:
            sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def planning(chantiers: list[list], sessions: list[list]) -> bytes:
    """Return a planning of these lines."""
    return workbook(Chantiers=[CHANTIERS, *chantiers], Séances=[SESSIONS, *sessions])


def session_line(day: date, kind: str = "chantier", *, code: str = "CH-1", start=time(9), end=time(15)) -> list:
    """Return the line of a session."""
    return [code, datetime.combine(day, time()), start, end, kind, "Ana"]


def presences(days: list[str], *lines: list[str]) -> list[list]:
    """Return an attendance sheet: a title, a legend, the days, a line a person."""
    return [["Présences"], [LEGEND], ["Nom", *days], *lines]
