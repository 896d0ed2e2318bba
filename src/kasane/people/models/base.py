"""居どころと連絡先に共通の列。"""

from django.db import models

from kasane.access.rows import RecordedRow


class AddressFacts(RecordedRow):
    """居どころと連絡先の列。ふだんの表と秘匿の表が同じ形を持ち、支援措置のときに行ごと移す(security.md §2.2 K7)。"""

    kind = models.TextField()
    postal_code = models.TextField(default="", blank=True)
    text = models.TextField()
    area = models.TextField(default="", blank=True)
    contact_hours = models.TextField(default="", blank=True)
    may_leave_message = models.TextField(default="ask")
    note = models.TextField(default="", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


ADDRESS_PERSONAL = ("postal_code", "text", "area", "contact_hours", "may_leave_message", "note", "valid_from", "valid_to")
