"""Forms of what changes with time: enrolment, time without work, income, checks, restrictions, yearly statements."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.forms.fields import DayField, PersonForm, TypedDayField
from participants.models import (
    AllowanceYear,
    Enrolment,
    IncomePeriod,
    InformationReceipt,
    JobSeekerEvidence,
    PreStartCheck,
    Restriction,
)

MONTH_HELP = _("Par exemple 14/03/2023, ou 03/2023.")


class EnrolmentForm(PersonForm):
    """The person's place in the programme."""

    listed_on = DayField(label=_("Date de la liste"), required=False)
    informed_on = DayField(label=_("Informée le"), required=False)
    entered_on = DayField(
        label=_("Entrée le"), required=False, help_text=_("Le jour où la personne rejoint le programme.")
    )
    exited_on = DayField(label=_("Sortie le"), required=False)

    class Meta:
        model = Enrolment
        fields = [
            "source",
            "listed_on",
            "informed_how",
            "informed_on",
            "labour_status",
            "entered_on",
            "exited_on",
            "remark",
        ]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if hasattr(self.instance, "parcours"):  # its exit dates this place, and plans the news to ask (rule 27)
            self.fields["exited_on"].disabled = True
            self.fields["exited_on"].help_text = _("La sortie s’encode par le conseil, depuis le parcours.")


class EvidenceForm(PersonForm):
    """The two dates of the time without work, the proof seen, and a waiver when the time is shorter."""

    registered_since = TypedDayField(
        label=_("Inscription chez Actiris depuis le"), help_text=MONTH_HELP, required=False, is_month_enough=True
    )
    without_work_since = TypedDayField(
        label=_("Sans travail depuis le"), help_text=MONTH_HELP, required=False, is_month_enough=True
    )
    evidence_on = DayField(label=_("Date de la preuve"), required=False)
    waiver_reason = forms.CharField(
        label=_("Motif d’une dérogation"),
        help_text=_("Seulement si la durée demandée n’est pas atteinte. Votre nom et la date s’ajoutent."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = JobSeekerEvidence
        fields = ["registered_since", "without_work_since", "kind", "evidence_on", "waiver_reason"]

    def _get_validation_exclusions(self):
        """Leave the waiver's constraint to the action, which writes its author and its date."""
        return super()._get_validation_exclusions() | {"waiver_reason", "waived_by", "waived_at"}


class IncomeForm(PersonForm):
    """One income situation, between dates that may stay open."""

    starts_on = DayField(label=_("Depuis le"), required=False, help_text=_("Vide : depuis toujours."))
    ends_on = DayField(label=_("Jusqu’au"), required=False, help_text=_("Vide : la situation dure."))

    class Meta:
        model = IncomePeriod
        fields = ["kind", "starts_on", "ends_on"]


class CheckForm(PersonForm):
    """One check made before a first day."""

    done_on = DayField(label=_("Faite le"))
    valid_until = DayField(label=_("Valable jusqu’au"), required=False, help_text=_("Vide : sans limite."))

    class Meta:
        model = PreStartCheck
        fields = ["kind", "done_on", "valid_until"]


class RestrictionForm(PersonForm):
    """One thing to respect on site, in words."""

    starts_on = DayField(label=_("Depuis le"), required=False)
    ends_on = DayField(label=_("Jusqu’au"), required=False)

    class Meta:
        model = Restriction
        fields = ["words", "starts_on", "ends_on"]


class ReceiptForm(PersonForm):
    """The day the person received and acknowledged the six items of article 4."""

    acknowledged_on = DayField(label=_("Informations reçues le"))

    class Meta:
        model = InformationReceipt
        fields = ["acknowledged_on", "language"]


class YearForm(PersonForm):
    """The year's statement on other organisations, and the regime chosen."""

    declared_on_honour_on = DayField(label=_("Déclaration sur l’honneur signée le"), required=False)

    class Meta:
        model = AllowanceYear
        fields = ["declared_on_honour_on", "regime"]
