"""What an import of a planning or of attendance tells: the counts and the problems of each cell."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """A cell of a file: its sheet (empty for a text file), its line from 1, its header as written."""

    sheet: str
    row: int
    column: str = ""

    @property
    def key(self) -> str:
        """The line's name in ``--choose``: ``12``, or ``CH25-1!12`` in a workbook."""
        return f"{self.sheet}!{self.row}" if self.sheet else str(self.row)

    def as_dict(self) -> dict:
        """Return the place as the command's answer writes it."""
        return {"row": self.row} | ({"sheet": self.sheet} if self.sheet else {})


@dataclass
class Report:
    """The problems found while a file is read, in the order of the file."""

    refused: list[dict] = field(default_factory=list)
    warnings: list[dict] = field(default_factory=list)
    ambiguous: list[dict] = field(default_factory=list)
    dropped_columns: list[str] = field(default_factory=list)
    questions: list[tuple[Place, str, list[dict]]] = field(default_factory=list)

    def refuse(self, place: Place, reason: str) -> None:
        """Leave a cell, or its whole line, out."""
        self.refused.append(place.as_dict() | {"column": place.column, "reason": reason})

    def warn(self, place: Place, reason: str) -> None:
        """Say what deserves a look, without leaving anything out."""
        self.warnings.append(place.as_dict() | {"column": place.column, "reason": reason})

    def ask(self, place: Place, written: str, candidates: list[dict]) -> None:
        """Leave a line out until somebody says who ``written`` is."""
        self.questions.append((place, written, candidates))
        self.ambiguous.append(place.as_dict() | {"candidates": candidates})

    def drop(self, header: str) -> None:
        """Name a column that is never kept."""
        if header not in self.dropped_columns:
            self.dropped_columns.append(header)

    def as_dict(self) -> dict:
        """Return the problems as the command's answer writes them."""
        return {
            "refused": self.refused,
            "warnings": self.warnings,
            "dropped_columns": self.dropped_columns,
            "ambiguous": self.ambiguous,
        }
