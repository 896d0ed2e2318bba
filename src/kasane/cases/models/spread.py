"""人の記録に置かれた遮断・封印を、その人の事案へ写した控え。"""

from django.db import models

from kasane.access.rows import ROW_TECHNICAL, Row


class Spread(Row):
    """写しの一件。source_id は元(氏名の区画)の拒否か名指しの根拠、made_id は事案の区画に置いた写し。元が終われば写しも終わる。"""

    person_id = models.UUIDField()
    room_id = models.UUIDField()
    source_id = models.UUIDField()
    made_id = models.UUIDField()

    class Meta:
        db_table = "cases_spread"
        constraints = (models.UniqueConstraint(fields=("source_id", "room_id"), name="cases_spread_once"),)

    class Classified:
        technical = (*ROW_TECHNICAL, "person_id", "room_id", "source_id", "made_id")
