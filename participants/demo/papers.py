"""What each demo person has told, shown and signed: the ordinary papers, and the stories that depart from them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from accounts.demo import Team, moment_of, working_day_before
from participants.actions.allowances import lock_year, review_year
from participants.models import (
    AllowanceYear,
    IncomePeriod,
    InformationReceipt,
    Participant,
    PreStartCheck,
    Restriction,
)
from participants.models.income import CHECK_FOR_INCOME, CheckKind, IncomeKind

Regime = AllowanceYear.Regime
AS_SAID = {
    IncomeKind.ONEM: "Chômage complet indemnisé",
    IncomeKind.CPAS: "Revenu d’intégration (CPAS)",
    IncomeKind.INCAPACITY: "Mutuelle",
    IncomeKind.ASYLUM: "Accueil Fedasil",
    IncomeKind.NONE: "Sans revenu",
}


@dataclass
class Papers:
    """Everything in order for somebody who starts on ``first_day``; a story then changes some of it.

    ``income`` holds (kind, start, end); ``checks`` the date done and the last valid day of each; ``signed_on`` is None
    while the convention is not signed, ``is_issued`` false while it is a draft.
    """

    first_day: date
    today: date
    income: list[tuple[str, date | None, date | None]] = field(default_factory=list)
    checks: dict[str, tuple[date, date | None]] = field(default_factory=dict)
    told_on: date | None = None
    signed_on: date | None = None
    is_issued: bool = True
    has_statement: bool = True
    regime: str = Regime.LUMP_SUM
    restriction: str = ""

    def on(self, days: int) -> date:
        """Return the day that lies ``days`` days after the first one."""
        return self.first_day + timedelta(days=days)

    def ago(self, days: int) -> date:
        """Return the day that lies ``days`` days before today."""
        return self.today - timedelta(days=days)


def ordinary_papers(first_day: date, today: date, income: str, *, needs_permit: bool) -> Papers:
    """Return complete papers: checks done twelve days before the first day, told and signed the week before."""
    papers = Papers(first_day, today)
    papers.told_on = working_day_before(first_day, 6)
    papers.signed_on = working_day_before(first_day, 5)
    if income:
        papers.income = [(income, None, None)]
    done_on = working_day_before(first_day, 12)
    if income in CHECK_FOR_INCOME:
        papers.checks[CHECK_FOR_INCOME[income]] = (done_on, None)
    if needs_permit:
        papers.checks[CheckKind.RESIDENCE] = (done_on, papers.ago(-240))
    return papers


def _unsigned(papers):
    papers.signed_on = None


def _draft(papers):
    papers.signed_on, papers.is_issued = None, False


def _signed_late(papers):
    papers.signed_on = working_day_before(papers.on(12), 0)


def _signed_recently(papers):
    papers.signed_on = working_day_before(papers.today, 4)


def _released(papers):
    papers.signed_on = working_day_before(papers.on(4), 0)


def _told_late(papers):
    papers.told_on = working_day_before(papers.on(10), 0)


def _never_told(papers):
    papers.told_on = None


def _no_statement(papers):
    papers.has_statement = False


def _real_costs(papers):
    papers.regime = Regime.REAL_COSTS


def _no_regime(papers):
    papers.regime = ""


def _income_gap(papers):
    papers.income = [(IncomeKind.ONEM, None, papers.on(20)), (IncomeKind.NONE, papers.on(42), None)]


def _income_unknown(papers):
    papers.income = [(IncomeKind.ONEM, None, papers.ago(15))]


def _income_change(papers):
    papers.income = [(IncomeKind.ONEM, None, papers.on(27)), (IncomeKind.CPAS, papers.on(28), None)]
    papers.checks[CheckKind.CPAS] = (working_day_before(papers.on(45), 0), None)


def _no_checks(papers):
    papers.checks = {kind: check for kind, check in papers.checks.items() if kind == CheckKind.RESIDENCE}


def _medical_expired(papers):
    papers.checks[CheckKind.MEDICAL] = (working_day_before(papers.first_day, 12), papers.ago(13))


def _permit_expired(papers):
    papers.checks[CheckKind.RESIDENCE] = (working_day_before(papers.first_day, 12), papers.ago(16))


def _restriction(papers):
    papers.restriction = "pas de port de charges de plus de 5 kg"


def _waiting(papers):
    papers.signed_on, papers.told_on, papers.is_issued, papers.has_statement = None, None, False, False
    papers.checks = {CheckKind.RESIDENCE: (papers.ago(60), papers.ago(-20))} if papers.checks else {}


STORIES: dict[str, Callable[[Papers], None]] = {
    "unsigned": _unsigned,
    "draft": _draft,
    "signed_late": _signed_late,
    "signed_recently": _signed_recently,
    "released": _released,
    "told_late": _told_late,
    "never_told": _never_told,
    "no_statement": _no_statement,
    "real_costs": _real_costs,
    "no_regime": _no_regime,
    "income_gap": _income_gap,
    "income_unknown": _income_unknown,
    "income_change": _income_change,
    "no_c45b": _no_checks,
    "no_cpas": _no_checks,
    "no_fedasil": _no_checks,
    "medical_expired": _medical_expired,
    "permit_expired": _permit_expired,
    "restriction": _restriction,
    "candidate": _waiting,
    "on_the_list": _waiting,
    "in_both_programmes": _waiting,
    "invited": _waiting,
    "declined": _waiting,
    "never_started": _waiting,
}


def file_papers(person: Participant, papers: Papers, last_day: date, team: Team) -> None:
    """Write the papers of ``person``, whose group lasts until ``last_day``."""
    IncomePeriod.objects.bulk_create(
        IncomePeriod(
            participant=person, kind=kind, starts_on=start, ends_on=end, as_said="" if start else AS_SAID[kind]
        )
        for kind, start, end in papers.income
    )
    PreStartCheck.objects.bulk_create(
        PreStartCheck(participant=person, kind=kind, done_on=done_on, valid_until=valid_until)
        for kind, (done_on, valid_until) in papers.checks.items()
    )
    if papers.restriction:
        Restriction.objects.create(
            participant=person,
            words=papers.restriction,
            starts_on=papers.first_day,
            recorded_by=team.counsellor,
            recorded_at=moment_of(working_day_before(papers.first_day)),
        )
    if papers.told_on:
        InformationReceipt.objects.create(
            participant=person,
            programme=team.programme,
            acknowledged_on=papers.told_on,
            recorded_by=team.operations,
            recorded_at=moment_of(papers.told_on),
        )
    if papers.has_statement:
        _file_statements(person, papers, last_day)


def _file_statements(person, papers, last_day):
    """Write the statement on honour and the regime of each calendar year, the next one's in mid-December."""
    for year in range(papers.first_day.year, last_day.year + 1):
        starts_this_year = year == papers.first_day.year
        stated_on = working_day_before(*((papers.first_day, 5) if starts_this_year else (date(year, 1, 1), 12)))
        if stated_on >= papers.today:
            continue
        budget = lock_year(person.pk, year)
        budget.regime, budget.declared_on_honour_on = papers.regime, stated_on
        budget.save(update_fields=["regime", "declared_on_honour_on"])


def declare_elsewhere(person_id: int, year: int, amount: Decimal) -> None:
    """Record what another organisation paid a person in ``year``, in euros; over the ceiling, the year is to review.

    A breach is recordable at any time and stops approvals, until somebody has reviewed the year (domain rule 12).
    """
    budget = lock_year(person_id, year)
    budget.declared = amount
    is_over = budget.ceiling is not None and budget.own + amount > budget.ceiling
    budget.needs_review = budget.needs_review or is_over
    budget.save(update_fields=["declared", "needs_review"])
    review_year(person_id, year)
