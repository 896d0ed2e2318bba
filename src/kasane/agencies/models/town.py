"""町の機関: 分野・根拠法・担当課・委託先・拠点・圏域・既存会議体・外部の構成員（実施計画の機関一覧の形）。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.agencies.domain import Field
from kasane.kernel.ids import new_id


def _period(name: str, start: str, end: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": F(start)}), name=name
    )


class Code(models.Model):
    """選択肢の一行。法令や様式の改正で変わるので、有効期間を持つ（forms.md §3.1 C03 ほか）。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    list_name = models.TextField()
    code = models.TextField()
    label = models.TextField()
    group = models.TextField(default="")
    position = models.IntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "agencies_code"
        constraints = (models.UniqueConstraint(fields=("list_name", "code", "valid_from"), name="agencies_code_once"),)

    class Classified:
        open: ClassVar = ("list_name", "code", "label", "group", "position", "valid_from", "valid_to")
        technical = ("id",)


class Area(models.Model):
    """圏域: 日常生活圏域・中学校区など。入れ子にできる。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    kind = models.TextField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "agencies_area"
        constraints = (models.UniqueConstraint(fields=("kind", "name"), name="agencies_area_once"),)

    class Classified:
        open = ("name", "kind", "parent")
        technical = ("id", "version")


class Operator(models.Model):
    """事業を受託する法人（社会福祉協議会・社会福祉法人・NPOなど）。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    kana = models.TextField(default="")
    corporate_number = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "agencies_operator"
        constraints = (models.UniqueConstraint(fields=("name", "corporate_number"), name="agencies_operator_once"),)

    class Classified:
        open = ("name", "kana", "corporate_number")
        technical = ("id", "version")


class Agency(models.Model):
    """機関: 相談窓口・支援機関・庁内の課。一つの機関が、記録を持つ単位になる。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    kana = models.TextField(default="")
    field = models.TextField(choices=Field.choices(), default=Field.OTHER)
    kind = models.TextField()
    programme = models.TextField(default="")
    statute_code = models.TextField(default="")
    responsible_section = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supervised")
    operator = models.ForeignKey(Operator, null=True, on_delete=models.PROTECT, related_name="agencies")
    contract_from = models.DateField(null=True)
    contract_to = models.DateField(null=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="agencies")
    address = models.TextField(default="")
    phone = models.TextField(default="")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    is_window = models.BooleanField(default=False)
    source = models.TextField(default="")
    source_key = models.TextField(default="")
    note = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "agencies_agency"
        indexes = (models.Index(fields=("field", "kana"), name="agencies_agency_field"),)
        constraints = (
            models.UniqueConstraint(fields=("source", "source_key"), condition=~Q(source_key=""), name="agencies_agency_source"),
            _period("agencies_agency_contract", "contract_from", "contract_to"),
            _period("agencies_agency_open", "opened_on", "closed_on"),
        )

    class Classified:
        open: ClassVar = (
            "name", "kana", "field", "kind", "programme", "statute_code", "responsible_section", "operator", "contract_from",
            "contract_to", "area", "address", "phone", "opened_on", "closed_on", "is_window", "source", "source_key", "note",
        )  # fmt: skip
        technical = ("id", "version")


class Base(models.Model):
    """拠点: 機関が窓口を置く場所。数が実施計画の「拠点設置数」になる。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="bases")
    name = models.TextField()
    address = models.TextField(default="")
    phone = models.TextField(default="")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="bases")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "agencies_base"
        constraints = (_period("agencies_base_period", "valid_from", "valid_to"),)

    class Classified:
        open = ("agency", "name", "address", "phone", "area", "valid_from", "valid_to")
        technical = ("id", "version")


class ExistingBody(models.Model):
    """既存会議体: 地域ケア会議・自立支援協議会・要対協・支援調整会議など。支援会議を兼ねることがある（社会福祉法106条の6）。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    statute_code = models.TextField(default="")
    section = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="existing_bodies")
    serves_as_support_conference = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    note = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "agencies_existingbody"
        constraints = (_period("agencies_existingbody_period", "valid_from", "valid_to"),)

    class Classified:
        open: ClassVar = ("name", "statute_code", "section", "serves_as_support_conference", "valid_from", "valid_to", "note")
        technical = ("id", "version")


class OutsideMember(models.Model):
    """会議の外部構成員: 民生委員・学校・医療機関・警察・事業者など。アカウントも常時の机も持たない。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    kana = models.TextField(default="")
    kind = models.TextField()
    organisation = models.TextField(default="")
    secrecy_statute_code = models.TextField(default="")
    phone = models.TextField(default="")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="outside_members")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "agencies_outsidemember"
        constraints = (_period("agencies_outsidemember_period", "valid_from", "valid_to"),)

    class Classified:
        open = ("kind", "organisation", "secrecy_statute_code", "area", "valid_from", "valid_to")
        personal = ("name", "kana", "phone")
        technical = ("id", "version")
