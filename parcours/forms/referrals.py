"""Forms of a referral: the need, the partner, the agreement, how it leaves, what came of it; and a partner's own."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from parcours.forms.fields import DayField, PersonForm, PlainForm
from parcours.liaison import known_facts, seal_of
from parcours.models import Agreement, Fact, NeedMet, Referral, ReferralState, Theme

State = ReferralState
_NEED = Referral._meta.get_field("need")
# The words of each move, said by the team.
MOVES = {
    State.RECEIVED: _("Le partenaire a reçu la demande"),
    State.ACCEPTED: _("Le partenaire accepte"),
    State.WAITING: _("La personne est sur liste d'attente"),
    State.REFUSED: _("Quelqu'un refuse"),
    State.FIRST_MET: _("Le premier rendez-vous a eu lieu"),
    State.FIRST_MISSED: _("Le premier rendez-vous a été manqué"),
    State.ONGOING: _("C'est en cours"),
    State.CLOSED: _("C'est terminé"),
    State.CANCELLED: _("Annuler l'orientation"),
    State.EXPIRED: _("Le partenaire ne répond pas : laisser expirer"),
}


class ShownField(forms.CharField):
    """What the page showed, sent back as it was: it is always written anew, never as it came."""

    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        """Return what the page shows now."""
        return initial


def _choices(kind) -> list[tuple]:
    return [(value, capfirst(label)) for value, label in kind.choices]


class NeedForm(PlainForm):
    """First step: what the person asks for."""

    theme = forms.ChoiceField(label=_("Thème"), choices=[("", _("Choisir")), *_choices(Theme)])
    need = forms.CharField(
        label=_("La demande, en une phrase"),
        max_length=_NEED.max_length,
        help_text=_NEED.help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    availability = forms.CharField(label=_("Disponibilités"), max_length=200, required=False)
    spoken = forms.ChoiceField(label=_("Langue souhaitée"), required=False)
    step = forms.ChoiceField(
        label=_("Étape du parcours"), required=False, help_text=_("Elle devient « orientée » quand la demande part.")
    )
    preferred = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, languages, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.steps = {str(step.pk): step for step in steps}
        self.fields["spoken"].choices = [("", _("Peu importe")), *((each, each) for each in languages)]
        self.fields["step"].choices = [("", _("Aucune")), *((pk, step.words) for pk, step in self.steps.items())]
        if not steps:
            del self.fields["step"]

    @property
    def chosen_step(self):
        """The step that the referral carries out, once the form is valid; None without."""
        return self.steps.get(self.cleaned_data.get("step", ""))


class OfferForm(forms.Form):
    """Second step: which partner; the choices are offers (``parcours/offers.py``)."""

    offer = forms.ChoiceField(label=_("Partenaire"), widget=forms.RadioSelect)

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = {offer.key: offer for offer in offers}
        self.fields["offer"].choices = [(offer.key, offer.label) for offer in offers]

    @property
    def chosen(self):
        """The offer chosen, once the form is valid."""
        return self.offers[self.cleaned_data["offer"]]


class ReferralForm(PersonForm):
    """A draft: its words, and to whom at the partner."""

    class Meta:
        model = Referral
        fields = ["theme", "need", "availability", "service", "contact", "language"]
        widgets = {"need": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        partner = self.instance.partner
        none = {"service": _("Sans précision"), "contact": _("Personne en particulier")}
        for name, rows in (("service", partner.services.open()), ("contact", partner.contacts.present())):
            self.fields[name].queryset = rows
            self.fields[name].choices = [("", none[name]), *((row.pk, str(row)) for row in rows)]


class AgreementForm(forms.Form):
    """Exactly what the person lets be told; nothing is ticked beforehand."""

    facts = forms.MultipleChoiceField(
        label=_("Ce que la personne accepte de dire"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins une information.")},
    )
    way = forms.ChoiceField(label=_("Comment"), choices=_choices(Agreement.Way), widget=forms.RadioSelect)
    agreed_on = DayField(label=_("Accord donné le"))
    seal = ShownField(required=False)

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        known = known_facts(referral)
        self.fields["facts"].choices = [(fact["code"], f"{fact['label']} : {fact['value']}") for fact in known]
        self.fields["seal"].initial = seal_of(referral)
        codes = {fact["code"] for fact in known}
        self.unknown = [fact.label for fact in Fact if fact.value not in codes]

    def clean_agreed_on(self):
        """Refuse a day to come."""
        if self.cleaned_data["agreed_on"] > timezone.localdate():
            raise ValidationError(_("Cette date est à venir."))
        return self.cleaned_data["agreed_on"]


class SendForm(forms.Form):
    """How the request leaves."""

    MAIL, COPY, FICHE = "mail", "copy", "fiche"
    way = forms.ChoiceField(label=_("Comment l'envoyer"), widget=forms.RadioSelect)
    address = ShownField(required=False)

    def __init__(self, *args, address: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["address"].initial = address
        mail = [(self.MAIL, _("Par e-mail : un lien personnel part à %(address)s") % {"address": address})]
        self.fields["way"].choices = [
            *(mail if address else []),
            (self.COPY, _("Un lien personnel à copier, montré une seule fois")),
            (self.FICHE, _("La fiche de liaison, imprimée")),
        ]


class MoveForm(PlainForm):
    """What happens next, said by the team."""

    OF_ONE_STATE = {"refused_by": State.REFUSED, "need_met": State.CLOSED, "proposed_on": State.ACCEPTED}

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the last event that the page showed
    to = forms.ChoiceField(label=_("Que se passe-t-il ?"), widget=forms.RadioSelect)
    refused_by = forms.ChoiceField(
        label=_("Si quelqu'un refuse, qui ?"),
        choices=[("", _("Choisir")), *_choices(Referral.RefusedBy)],
        required=False,
    )
    need_met = forms.ChoiceField(
        label=_("Si c'est terminé, le besoin est-il couvert ?"),
        choices=[("", _("Choisir")), *_choices(NeedMet)],
        required=False,
    )
    proposed_on = DayField(label=_("Si le partenaire accepte, la date proposée"), required=False)
    words = forms.CharField(
        label=_("En une phrase"),
        max_length=500,
        required=False,
        help_text=_("Nécessaire pour un refus ou une annulation."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        states = [state for state in referral.next_states if state in MOVES]
        self.fields["to"].choices = [
            (state, MOVES[state]) for state in states if state != State.EXPIRED or referral.alerted_at
        ]
        self.initial["seen"] = referral.last_event
        for name, state in self.OF_ONE_STATE.items():
            if state in states:
                self.fields[name].widget.attrs["data-for-choice"] = f"to={state}"
            else:
                del self.fields[name]

    def look_again(self):
        """Take what happened meanwhile as seen: the page about to be shown says it."""
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]

    def clean_proposed_on(self):
        """Keep a date for an acceptance only."""
        day = self.cleaned_data["proposed_on"]
        if day and self.cleaned_data.get("to") != State.ACCEPTED:
            raise ValidationError(_("Une date se note quand le partenaire accepte."))
        return day


class WordsForm(PlainForm):
    """One sentence."""

    words = forms.CharField(
        label=_("Votre réponse"),
        max_length=500,
        help_text=_("Ne dites rien de plus que ce que la personne a accepté."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(PlainForm):
    """Why, if the person says it."""

    words = forms.CharField(label=_("Raison"), max_length=500, required=False)


def _words(help_text) -> forms.CharField:
    return forms.CharField(
        label=_("En une phrase"),
        max_length=500,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PartnerReplyForm(PlainForm):
    """What a partner says: one of ``ANSWERS``, and words, which are the answer itself in a refusal or a question."""

    ANSWERS: dict[str, str] = {}

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, **kwargs)
        possible = self.possible_for(referral)
        self.fields["answer"].choices = [(code, words) for code, words in self.ANSWERS.items() if code in possible]

    def possible_for(self, referral) -> set[str]:
        """Return the answers that make sense where the referral stands."""
        return set(self.ANSWERS)

    def clean(self):
        """Ask for words when they are the answer."""
        cleaned = super().clean()
        if cleaned.get("answer") in (State.REFUSED, "question") and not cleaned.get("words"):
            self.add_error("words", _("Écrivez une phrase."))
        return cleaned


class PartnerAnswerForm(PartnerReplyForm):
    """What a partner answers to a request."""

    ANSWERS = {
        State.ACCEPTED: _("Nous acceptons la demande"),
        "proposed": _("Nous proposons une date"),
        State.WAITING: _("Nous mettons la personne sur liste d'attente"),
        State.REFUSED: _("Nous ne pouvons pas accepter"),
        "question": _("Nous avons une question"),
    }

    answer = forms.ChoiceField(label=_("Votre réponse"), widget=forms.RadioSelect)
    day = DayField(
        label=_("Date proposée"), required=False, help_text=_("Si vous acceptez ou si vous proposez une date.")
    )
    words = _words(_("Le délai prévu, le motif d'un refus ou votre question. Rien de médical."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].widget.attrs["data-for-choice"] = f"answer={State.ACCEPTED} proposed"

    def possible_for(self, referral) -> set[str]:
        """Return the states that may follow, a date and a question."""
        return {*referral.next_states, "proposed", "question"}

    def clean(self):
        """Ask for a date when one is proposed."""
        cleaned = super().clean()
        if cleaned.get("answer") == "proposed" and not cleaned.get("day"):
            self.add_error("day", _("Indiquez la date proposée."))
        if cleaned.get("day") and cleaned["day"] < timezone.localdate():
            self.add_error("day", _("Cette date est passée."))
        return cleaned

    @property
    def told(self) -> dict:
        """The answer, as the action takes it."""
        day = self.cleaned_data["day"] if self.cleaned_data["answer"] in (State.ACCEPTED, "proposed") else None
        return {"answer": self.cleaned_data["answer"], "words": self.cleaned_data["words"], "proposed_on": day}


class PartnerOutcomeForm(PartnerReplyForm):
    """The one question, thirty days later."""

    ANSWERS = {
        State.WAITING: _("La personne est encore sur liste d'attente"),
        State.FIRST_MET: _("La personne est venue"),
        State.FIRST_MISSED: _("La personne n'est pas venue"),
        State.ONGOING: _("C'est en cours"),
        State.CLOSED: _("C'est terminé"),
        State.REFUSED: _("Nous ne pouvons pas accepter"),
        "question": _("Nous avons une question"),
    }

    answer = forms.ChoiceField(label=_("Que s'est-il passé ?"), widget=forms.RadioSelect)
    need_met = forms.ChoiceField(
        label=_("Si c'est terminé, le besoin est-il couvert ?"),
        choices=[("", _("Choisir")), *_choices(NeedMet)],
        required=False,
        widget=forms.Select(attrs={"data-for-choice": f"answer={State.CLOSED}"}),
    )
    words = _words(_("Rien de médical."))

    def possible_for(self, referral) -> set[str]:
        """Return all but what the referral has left behind: no waiting list once it is over, no refusal after a meeting."""
        over = {State.WAITING} - {referral.state} | {State.REFUSED} - {*referral.next_states}
        return super().possible_for(referral) - over

    def clean(self):
        """Ask whether the need is covered when it is over."""
        cleaned = super().clean()
        if cleaned.get("answer") == State.CLOSED and not cleaned.get("need_met"):
            self.add_error("need_met", _("Dites si le besoin est couvert."))
        return cleaned

    @property
    def told(self) -> dict:
        """The answer, as the action takes it."""
        return dict(self.cleaned_data)
