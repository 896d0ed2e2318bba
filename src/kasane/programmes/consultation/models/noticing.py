"""気づきの材料(日付つきの行)、気づきへの職員の判断、名前のない惜しいケース。"""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.kernel.ids import new_id
from kasane.programmes.consultation.models.consultation import Consultation


class TopicField(models.Model):
    """相談内容(C01)が、どの分野に関わるか。制度の改正に備えて有効期間を持つ。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    topic = models.TextField()
    field = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "consultation_topic_field"
        constraints = (models.UniqueConstraint(fields=("topic", "field", "valid_from"), name="consultation_topic_field_once"),)

    class Classified:
        open: ClassVar = ("topic", "field", "valid_from", "valid_to")
        technical = ("id",)


class PatternRow(models.Model):
    """典型の重なり(forms §12): 語と、世帯の形と、心配の理由と、よく関わる機関。市は行を足して直せる。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField()
    label = models.TextField()
    words = ArrayField(models.TextField(), default=list)
    because = models.TextField()
    partners = ArrayField(models.TextField(), default=list)
    shape = models.TextField(default="words")
    parent_from = models.PositiveSmallIntegerField(default=0)
    child_from = models.PositiveSmallIntegerField(default=0)
    child_to = models.PositiveSmallIntegerField(default=0)
    position = models.IntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField(default="")

    class Meta:
        db_table = "consultation_pattern"
        constraints = (models.UniqueConstraint(fields=("code", "valid_from"), name="consultation_pattern_once"),)

    class Classified:
        open: ClassVar = (
            "code", "label", "words", "because", "partners", "shape", "parent_from", "child_from", "child_to", "position", "valid_from",
            "valid_to", "source",
        )  # fmt: skip
        technical = ("id",)


class NoticeDecision(RecordedRow):
    """気づきへの判断: 当たっている・当たらない。足すだけで、いちばん新しい行が今の判断。

    要配慮の文章だけからの気づきへの判断は、要配慮の部屋に置く。
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    room_kind = models.SmallIntegerField(default=2)
    code = models.TextField()
    title = models.TextField()
    accepted = models.BooleanField()
    note = models.TextField(default="")

    class Meta:
        db_table = "consultation_notice_decision"
        indexes = (models.Index(fields=("consultation", "code"), name="consultation_notice_code"),)

    class Classified:
        sensitive = ("code", "title", "accepted", "note")
        technical: ClassVar = (*RECORDED_TECHNICAL, "consultation", "room_kind")


class NearMiss(models.Model):
    """惜しいケースの一件。だれの・どの相談の・だれが印を付けたかは持たない。月と、機関の分野と、典型の符号と、一文だけ。

    番号は時刻を含まない乱数にする(時刻つきの番号だと、日誌と突き合わせて元の相談が分かってしまう)。
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    month = models.DateField()
    field = models.TextField()
    patterns = ArrayField(models.TextField(), default=list)
    sentence = models.TextField()

    class Meta:
        db_table = "consultation_near_miss"
        indexes = (models.Index(fields=("-month", "id"), name="consultation_near_miss_month"),)
        constraints: ClassVar = (
            models.CheckConstraint(condition=models.Q(month__day=1), name="consultation_near_miss_month_only"),
            models.CheckConstraint(condition=~models.Q(sentence=""), name="consultation_near_miss_sentence"),
        )

    class Classified:
        open: ClassVar = ("month", "field", "patterns", "sentence")
        technical = ("id",)
