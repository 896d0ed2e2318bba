"""書類の表。"""

from kasane.documents.models.correction import FormCorrection
from kasane.documents.models.job import PaperJob, PaperLimit

__all__ = ["FormCorrection", "PaperJob", "PaperLimit"]
