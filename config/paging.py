"""Pages of long lists, whose cost stays the same whatever the number of rows."""

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

ROWS = 50
CAP = 1000


class CappedPaginator(Paginator):
    """Counts and shows at most the first 1,000 rows: beyond, a narrower search serves better than page 57."""

    @cached_property
    def count(self) -> int:
        """The number of rows, never above the cap."""
        return min(self.found, CAP)

    @cached_property
    def found(self) -> int:
        """The number of rows found, counted up to one above the cap."""
        return self.object_list.order_by().values("pk")[: CAP + 1].count()

    @property
    def is_capped(self) -> bool:
        """Tell whether more rows exist than the pages show."""
        return self.found > CAP


def capped_page(rows, number: str | None) -> Page:
    """Return the page asked for, or the nearest one there is."""
    return CappedPaginator(rows, ROWS).get_page(number)
