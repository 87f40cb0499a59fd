"""A worksite of three sessions, two people, and the import of a sheet."""

import io
import json

import pytest
from django.core.management import call_command

from tests.chantiers.sheets import MARCH, enrol
from tests.chantiers.workbooks import workbook
from tests.factories import (
    ChantierFactory,
    SessionFactory,
)


@pytest.fixture
def chantier(programme):
    """A worksite with three sessions in March 2025."""
    chantier = ChantierFactory(programme=programme, code="CH-1")
    for day in MARCH:
        SessionFactory(chantier=chantier, on=day)
    return chantier


@pytest.fixture
def yilmaz(programme):
    return enrol(programme, "Ayşe", "Yılmaz")


@pytest.fixture
def diallo(programme):
    return enrol(programme, "Abdelkader", "Diallo")


@pytest.fixture
def run(tmp_path):
    """Give a function that runs the command on one sheet and returns its answer."""

    def run_command(lines, *arguments, sheet="CH_1"):
        path = lines
        if isinstance(lines, list):
            path = tmp_path / "presences.xlsx"
            path.write_bytes(workbook(**{sheet: lines}))
        out = io.StringIO()
        call_command("import_attendance", str(path), "--json", *arguments, stdout=out)
        return json.loads(out.getvalue())

    return run_command
