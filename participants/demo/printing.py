"""How past demo conventions are printed: in short, so that the first start of the software stays quick."""

from config.pdf import render_pdf
from participants.models import Convention
from participants.printing import printed


def short_convention_pdf(convention: Convention) -> bytes:
    """Return one page that names the parties, the activity and the dates of a numbered demo convention."""
    return render_pdf(
        "pdf/demo_convention.html",
        {"convention": printed(convention), "is_demo": True},
        title=f"Convention de bénévolat indemnisé {convention.reference}",
        language=convention.language,
    )
