"""PDF documents: Django templates laid out by WeasyPrint, tagged, and closed to the network and the disk."""

import functools
import threading

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

# The font configuration and the style sheet are shared: a new pair for each document takes half as long again.
_printing = threading.Lock()


class PdfLibraryError(Exception):
    """The Debian libraries that lay out text are not installed on this machine."""

    def __str__(self) -> str:
        return _(
            "Les documents PDF demandent deux bibliothèques du système. "
            "Installez libpangoft2-1.0-0 et libharfbuzz-subset0."
        )


@functools.cache
def _press():
    """Return WeasyPrint, the fetcher, the font configuration and the style sheet, made once per process.

    WeasyPrint loads Pango when it is imported: only a document needs it, so a bare machine still runs the rest.
    """
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfLibraryError from error
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    fonts = FontConfiguration()
    source = (settings.BASE_DIR / "templates" / "pdf" / "print.css").read_text(encoding="utf-8")
    stylesheet = weasyprint.CSS(string=source, font_config=fonts, url_fetcher=fetcher)
    return weasyprint, fetcher, fonts, stylesheet


def render_pdf(template_name: str, context: dict, *, title: str, language: str = "fr") -> bytes:
    """Return the PDF/UA-1 bytes of a template that extends ``pdf/base.html``.

    ``title`` is the document's title and ``language`` its language, which also writes dates and numbers. The same
    context gives the same bytes. Only ``data:`` addresses are read: a template can embed neither a file of this
    machine nor a page of the network (the default fetcher would). Raises ``PdfLibraryError``.
    """
    weasyprint, fetcher, fonts, stylesheet = _press()
    with translation.override(language):
        html = render_to_string(template_name, {**context, "title": title, "language": language})
    with _printing:
        document = weasyprint.HTML(string=html, url_fetcher=fetcher, media_type="print")
        return document.write_pdf(stylesheets=[stylesheet], font_config=fonts, pdf_variant="pdf/ua-1")


def pdf_response(content: bytes, filename: str) -> HttpResponse:
    """Return a PDF to keep: an attachment under ``filename``, never stored by a cache."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store, private"},
    )
