"""The records an import of people makes, and what hangs on them."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Count, Max

from participants.actions.taking_back import BATCH, filled_prints, prints_of
from participants.imports.drafts import Draft
from participants.models import Enrolment, IncomePeriod, JobSeekerEvidence, Participant, Restriction

# In the order they are written; they are taken back in the other one.
MODELS: dict[str, type[models.Model]] = {
    "participant": Participant,
    "enrolment": Enrolment,
    "evidence": JobSeekerEvidence,
    "income": IncomePeriod,
    "restriction": Restriction,
}


def write_drafts(drafts: list[Draft], *, by) -> dict:
    """Write the drafts in a number of queries that does not depend on how many they are, and return what was made.

    ``created`` holds the new records by kind, id and print, ``filled`` the fields filled of records already there,
    with the print of each value; ``people`` everybody the file held, ``brought`` those it put in the programme,
    ``changed`` those whose records it touched, and ``relations`` what hangs on these.
    """
    created = {kind: [] for kind in MODELS}
    for draft in drafts:
        if draft.is_new:
            created["participant"].append(draft.participant)
        if draft.enrolment.pk is None:
            created["enrolment"].append(draft.enrolment)
        if draft.evidence.pk is None and draft.changed["evidence"]:
            created["evidence"].append(draft.evidence)
        created["income"] += draft.new_income
        created["restriction"] += draft.new_restrictions
    known = {kind: _already_there(kind, drafts) for kind in ("participant", "enrolment", "evidence")}
    Participant.objects.bulk_create(created["participant"])
    for draft in drafts:
        draft.enrolment.participant = draft.participant
        for record in [*draft.new_income, *draft.new_restrictions]:
            record.participant = draft.participant
        for restriction in draft.new_restrictions:
            restriction.recorded_by = by
    Enrolment.objects.bulk_create(created["enrolment"])
    for draft in drafts:
        draft.evidence.enrolment = draft.enrolment
    for kind in ("evidence", "income", "restriction"):
        MODELS[kind].objects.bulk_create(created[kind])
    filled = {kind: _update(MODELS[kind], records) for kind, records in known.items()}
    new = {id(record) for records in created.values() for record in records}
    made = {
        "created": {kind: prints_of(records) for kind, records in created.items()},
        "filled": filled,
        "people": [draft.participant.pk for draft in drafts],
        "brought": [enrolment.participant_id for enrolment in created["enrolment"]],
        "changed": [draft.participant.pk for draft in drafts if _is_changed(draft, new, filled)],
    }
    return made | {"relations": relations_of(made["changed"])}


def _already_there(kind: str, drafts: Iterable[Draft]) -> list[tuple[models.Model, set[str]]]:
    pairs = [(getattr(draft, kind), draft.changed[kind]) for draft in drafts]
    return [(record, names) for record, names in pairs if record.pk is not None and names]


def _update(model: type[models.Model], records: list[tuple[models.Model, set[str]]]) -> dict[int, dict[str, str]]:
    names = sorted(set().union(*(changed for _record, changed in records)))
    if names:
        model.objects.bulk_update([record for record, _changed in records], names, batch_size=BATCH)
    return {record.pk: filled_prints(record, changed) for record, changed in records}


def _is_changed(draft: Draft, new: set[int], filled: dict[str, dict]) -> bool:
    """Tell whether the import touched a person; ``new`` holds the identities of the records it created."""
    own = [draft.participant, draft.enrolment, draft.evidence, *draft.income, *draft.restrictions]
    return any(getattr(draft, kind).pk in filled[kind] for kind in filled) or any(id(record) in new for record in own)


def relations_of(people: Iterable[int]) -> dict[str, list[int]]:
    """Return, for each record that points at these people or at their enrolments, how many there are and the last id.

    Walks the models' own relations, so that what the upper apps hang on a person counts without being imported here.
    """
    found = {}
    for model, condition in ((Participant, {"": people}), (Enrolment, {"__participant": people})):
        for relation in model._meta.related_objects:
            if hasattr(relation.related_model, "pgh_tracked_model"):
                continue
            path, ids = next(iter(condition.items()))
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}{path}__in": ids})
            counts = rows.aggregate(count=Count("pk"), last=Max("pk"))
            found[f"{relation.related_model._meta.label}.{relation.field.name}"] = [
                counts["count"],
                counts["last"] or 0,
            ]
    return found
