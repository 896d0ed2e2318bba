"""書類の表。"""

from kasane.documents.models.correction import FormCorrection
from kasane.documents.models.job import PaperJob

__all__ = ["FormCorrection", "PaperJob"]
