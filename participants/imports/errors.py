"""What can be wrong with a file, or with one cell of it."""


class FileRefusedError(Exception):
    """A file that cannot be read; its text is a French sentence for the person who sent it."""


class CellRefusedError(Exception):
    """A cell that cannot be taken as written; its text is a French sentence that says why."""
