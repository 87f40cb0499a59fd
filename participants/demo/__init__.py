"""Demo data, second floor: invented people, with the papers that each story needs."""

from participants.demo.papers import Papers, declare_elsewhere
from participants.demo.residents import Resident, build_residents

__all__ = ["Papers", "Resident", "build_residents", "declare_elsewhere"]
