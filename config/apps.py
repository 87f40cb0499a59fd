"""The site itself: settings, set-up commands, production checks."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the production checks."""

    name = "config"

    def ready(self) -> None:
        """Make every management command check its surroundings."""
        from config import checks  # noqa: F401
