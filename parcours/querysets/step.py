"""The vocabulary of steps."""

from parcours.querysets.parcours import OPEN_STEPS, OfParcoursQuerySet


class StepQuerySet(OfParcoursQuerySet):
    """Steps of pathways."""

    def open(self) -> "StepQuerySet":
        """Return the steps that have not ended."""
        return self.filter(state__in=OPEN_STEPS)

    def ended(self) -> "StepQuerySet":
        """Return the steps that ended, well or not."""
        return self.exclude(state__in=OPEN_STEPS)

    def taken(self) -> "StepQuerySet":
        """Return the steps that were carried through."""
        return self.filter(state="done")

    def of_person(self, participant, programme) -> "StepQuerySet":
        """Return the steps of all of a person's pathways in a programme: somebody may come back."""
        return self.filter(parcours__enrolment__participant=participant, parcours__enrolment__programme=programme)

    def of_enrolment(self, enrolment) -> "StepQuerySet":
        """Return the steps of one enrolment's pathway."""
        return self.filter(parcours__enrolment=enrolment)
