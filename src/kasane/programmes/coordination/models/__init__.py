"""多機関協働の表。"""

from kasane.programmes.coordination.models.application import Application, ApplicationEffort, ApplicationVersion

__all__ = ["Application", "ApplicationEffort", "ApplicationVersion"]
