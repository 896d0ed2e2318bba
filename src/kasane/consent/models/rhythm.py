"""同意の日数の決まり。"""

from django.db import models

from kasane.access.rhythms import DatedDays


class ConsentRhythm(DatedDays):
    """同意の既定の長さ、一番長い長さ、切れる前に知らせる日数。市町村が行を足して直せる、日付つきの設定。"""

    class Meta:
        db_table = "consent_rhythm"
        constraints = (models.UniqueConstraint(fields=("name", "valid_from"), name="consent_rhythm_once"),)

    class Classified:
        open = ("id", "name", "days", "valid_from", "valid_to", "source")
