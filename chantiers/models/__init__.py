"""Sites, worksites, their groups, sessions and attendance."""

from chantiers.models.attendance import Attendance
from chantiers.models.relay import Relay
from chantiers.models.session import Session
from chantiers.models.worksite import Chantier, Placement, Site

__all__ = ["Attendance", "Chantier", "Placement", "Relay", "Session", "Site"]
