"""利害関係の遮断と封印を、その人についての相談の部屋へ写した記録。"""

from django.db import models

from kasane.access.rows import ROW_TECHNICAL, Row


class Spread(Row):
    """写しの一件。compartment_id は相談の通常の部屋、room_id は写した先、source_id は氏名の区画の拒否、made_id は置いた写し。

    元が終われば、また、その人が相談から外されれば、写しも終わる。
    """

    person_id = models.UUIDField(db_index=True)
    room_id = models.UUIDField()
    source_id = models.UUIDField()
    made_id = models.UUIDField()

    class Meta:
        db_table = "consultation_spread"
        constraints = (models.UniqueConstraint(fields=("source_id", "room_id"), name="consultation_spread_once"),)

    class Classified:
        technical = (*ROW_TECHNICAL, "person_id", "room_id", "source_id", "made_id")
