"""同意の日数の決まり。"""

from django.db import models

from kasane.kernel.ids import new_id


class ConsentRhythm(models.Model):
    """同意の既定の長さ、一番長い長さ、切れる前に知らせる日数。市町村が行を足して直せる、日付つきの設定。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField(default="")

    class Meta:
        db_table = "consent_rhythm"
        constraints = (models.UniqueConstraint(fields=("name", "valid_from"), name="consent_rhythm_once"),)

    class Classified:
        open = ("id", "name", "days", "valid_from", "valid_to", "source")
