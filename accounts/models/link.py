"""Links that open an account without mail."""

from datetime import timedelta

import pghistory
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.querysets import AccessLinkQuerySet
from accounts.tokens import hash_of, new_token

LINK_LIFETIME = timedelta(days=7)


@pghistory.track(exclude=["token_hash"])
class AccessLink(models.Model):
    """A link shown once, which lets one person choose a password: an invitation or a reset, without mail."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        RESET = "reset", _("nouveau mot de passe")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_links", verbose_name=_("utilisateur"))
    purpose = models.CharField(_("usage"), max_length=20, choices=Purpose)
    token_hash = models.CharField(_("empreinte du lien"), max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("créé par")
    )
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valable jusqu'au"))
    used_at = models.DateTimeField(_("utilisé le"), null=True, blank=True)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien d'accès")
        verbose_name_plural = _("liens d'accès")

    def __str__(self):
        return f"{self.get_purpose_display()} · {self.user}"

    @staticmethod
    def hash_of(token: str) -> str:
        """Return what is stored of a link's token."""
        return hash_of(token)

    @classmethod
    def make(cls, *, user: User, purpose: str, by: User | None) -> tuple["AccessLink", str]:
        """Create a link for ``user`` and return it with its path, which is shown once and stored nowhere.

        It replaces the former links of that person, which stop working.
        """
        cls.objects.filter(user=user).open().update(expires_at=timezone.now())
        token = new_token()
        link = cls.objects.create(
            user=user,
            purpose=purpose,
            created_by=by,
            token_hash=hash_of(token),
            expires_at=timezone.now() + LINK_LIFETIME,
        )
        return link, reverse("accounts:access_link", args=[token])

    @property
    def is_open(self) -> bool:
        """Tell whether the link can still be used."""
        return self.used_at is None and timezone.now() < self.expires_at and self.user.is_active
