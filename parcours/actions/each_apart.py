"""Acting on many rows so that one that fails costs only itself."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger(__name__)
Row = TypeVar("Row")


def each_apart(rows: Iterable[Row], act: Callable[[Row], None]) -> None:
    """Call ``act``, which keeps a transaction of its own, on each row; raise the first failure once all are done.

    Each failure is logged. The job that raises is asked again: what is done stays done.
    """
    failures = []
    for row in rows:
        try:
            act(row)
        except Exception as failure:  # whatever it is, the others are not to wait
            logger.exception("A clock failed")
            failures.append(failure)
    if failures:
        raise failures[0]
