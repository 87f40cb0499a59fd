"""What is printed of a convention: plain texts, copied from the records on the day it is issued."""

from types import SimpleNamespace

from django.utils.translation import gettext as _

from config.pdf import render_pdf
from config.templatetags.formats import plain_date
from participants.models import AllowanceCeiling, Convention
from participants.models.income import CHECK_FOR_INCOME, CheckKind
from participants.models.person import Participant


def convention_pdf(convention: Convention) -> bytes:
    """Return the two pages of a numbered convention, in its language. Raises ``config.pdf.PdfLibraryError``."""
    return render_pdf(
        "pdf/convention.html",
        {"convention": printed(convention), "is_demo": convention.programme.is_demo},
        title=f"Convention de bénévolat indemnisé {convention.reference}",
        language=convention.language,
    )


def printed(convention: Convention) -> SimpleNamespace:
    """Return the texts, dates and amounts that templates/pdf/convention.html names."""
    programme, person = convention.programme, convention.participant
    operator = programme.operator
    return SimpleNamespace(
        number=convention.reference,
        programme=programme.name,
        organisation=SimpleNamespace(
            name=operator.name,
            legal_form=operator.legal_form,
            purpose=operator.purpose,
            address=_full_address(operator),
            enterprise_number=operator.enterprise_number,
            contact=operator.phone or programme.duty_line,
        ),
        volunteer=SimpleNamespace(name=person.full_name, birth_date=person.birth_date, address=_full_address(person)),
        emergency=SimpleNamespace(name=person.emergency_name, phone=person.emergency_phone),
        task=convention.task,
        places=convention.places,
        indicative_hours=convention.indicative_hours,
        starts_on=convention.starts_on,
        ends_on=convention.ends_on,
        referent=SimpleNamespace(name=convention.referent, phone=convention.referent_phone),
        liability=SimpleNamespace(insurer=programme.liability_insurer, policy=programme.liability_policy),
        accident=SimpleNamespace(insurer=programme.accident_insurer, policy=programme.accident_policy),
        liability_text=programme.liability_text,
        other_risks_text=programme.other_risks_text,
        payment_text=programme.payment_text,
        discretion_text=programme.discretion_text,
        day_amount=convention.day_amount,
        year=convention.starts_on.year,
        ceiling=AllowanceCeiling.objects.on(convention.starts_on),
        steps=_steps(convention),
    )


def _full_address(someone) -> str:
    """Return an address in one line, its empty parts left out."""
    town = f"{someone.postcode} {someone.city}".strip()
    return ", ".join(part for part in (someone.address, town) if part)


def _steps(convention: Convention) -> list[str]:
    """Return the administrative steps done, with their dates, then those still to do before the first day."""
    person, day = convention.participant, convention.starts_on
    valid = [check for check in person.checks.all() if check.valid_until is None or check.valid_until >= day]
    kinds = {period.kind for period in person.income_periods.on(day)}
    needed = [check for income, check in CHECK_FOR_INCOME.items() if income in kinds]
    if person.nationality_group == Participant.NationalityGroup.NON_EU:
        needed.append(CheckKind.RESIDENCE)
    done = {check.kind for check in valid}
    steps = [_done(check) for check in valid]
    steps += [
        _("%(step)s : à faire avant votre premier jour.") % {"step": _capital(kind.label)}
        for kind in needed
        if kind not in done
    ]
    if not kinds:
        steps.append(_("Dites-nous d’où viennent vos revenus : une démarche est peut-être nécessaire."))
    return steps


def _done(check) -> str:
    """Return a step done as one sentence: "Formulaire C45B déposé : 3 mars 2026, valable jusqu’au …"."""
    sentence = f"{_capital(check.get_kind_display())} : {plain_date(check.done_on)}"
    if check.valid_until:
        sentence += _(", valable jusqu’au %s") % plain_date(check.valid_until)
    return f"{sentence}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
