"""プランの見出し、種別ごとの欄、欄の定め、市の決めごと。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.kernel.ids import new_id


class Plan(RecordedRow):
    """支援プラン(様式2-1)の見出し。compartment_id は事案の部屋で、世帯の全体のことだけを置く。一人ひとりのことは行に書く。

    state・occasion(今諮っている機会)・finality(了承された時に決まった、確定の仕方)・tabled_・confirmed_・ended_ の列は、
    plans の関数だけが会議と市の決定を確かめて書く。
    agency_id は作成した機関。consented は本人同意の有無(P-04。同意前に作れるのはアウトリーチプランだけ)。
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    kind = models.TextField()
    number = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    consented = models.BooleanField()
    state = models.TextField(default="draft")
    occasion = models.TextField(default="")
    finality = models.TextField(default="", db_default="")
    written_on = models.DateField()
    hope = models.TextField(default="")
    long_goal = models.TextField(default="")
    policy = models.TextField(default="")
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    monitoring_on = models.DateField(null=True)
    lead_agency_id = models.UUIDField(null=True)
    lead_posting_id = models.UUIDField(null=True)
    early_start_on = models.DateField(null=True)
    early_start_reason = models.TextField(default="")
    end_outlook = models.TextField(default="")
    tabled_at = models.DateTimeField(null=True)
    tabled_by = models.UUIDField(null=True)
    confirmed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    state_reason = models.TextField(default="")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plans_plan"
        indexes = (
            models.Index(fields=("case", "number"), name="plans_plan_of_case"),
            models.Index(fields=("monitoring_on",), condition=Q(state="final"), name="plans_plan_monitored"),
            models.Index(fields=("lead_agency_id",), condition=Q(state="final"), name="plans_plan_led"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(condition=Q(kind="outreach") | Q(consented=True), name="plans_plan_preconsent_outreach"),
            models.CheckConstraint(condition=Q(number=1, replaces__isnull=True) | Q(number__gt=1), name="plans_plan_numbered"),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
                name="plans_plan_period",
                violation_error_message="プランの期間の終わりは、始まりより後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(early_start_on__isnull=True, early_start_reason="")
                | (Q(early_start_on__isnull=False) & ~Q(early_start_reason="")),
                name="plans_plan_early_start_reason",
                violation_error_message="先に始めた日と理由は、両方を書いてください。",
            ),
            models.CheckConstraint(
                condition=Q(tabled_at__isnull=True, tabled_by__isnull=True) | Q(tabled_at__isnull=False, tabled_by__isnull=False),
                name="plans_plan_tabled_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("final", "replaced", "ended", "suspended"), confirmed_on__isnull=False)
                | Q(state__in=("draft", "tabled", "approved", "withdrawn"), confirmed_on__isnull=True),
                name="plans_plan_confirmed_when_final",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("ended", "suspended"), ended_on__isnull=False)
                | Q(state="replaced")
                | Q(state__in=("draft", "tabled", "approved", "final", "withdrawn"), ended_on__isnull=True),
                name="plans_plan_ended_on",
            ),
            models.CheckConstraint(condition=Q(finality__in=("", "decide", "decide_and_check", "report")), name="plans_plan_finality"),
            models.CheckConstraint(
                condition=Q(state="tabled", occasion__in=("establish", "replan"))
                | Q(state="final", occasion__in=("", "end", "suspend"))
                | (~Q(state__in=("tabled", "final")) & Q(occasion="")),
                name="plans_plan_occasion_of_state",
            ),
            models.UniqueConstraint(
                fields=("replaces",), condition=Q(replaces__isnull=False) & ~Q(state="withdrawn"), name="plans_plan_replaced_once"
            ),
        )

    class Classified:
        open: ClassVar = (
            "kind", "number", "consented", "state", "occasion", "finality", "written_on", "period_from", "period_to", "monitoring_on",
            "early_start_on", "confirmed_on", "ended_on",
        )  # fmt: skip
        sensitive = ("hope", "long_goal", "policy", "early_start_reason", "end_outlook", "state_reason")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "case", "agency_id", "replaces", "lead_agency_id", "lead_posting_id", "tabled_at", "tabled_by",
            "changed_at", "version",
        )  # fmt: skip


class PlanItem(models.Model):
    """種別ごとの欄の定め(forms §4.2〜§4.4)。市が行を足して、名前・並び・選択肢を直せる。verified は公式の様式で確かめたか。

    options は選択肢の一覧(agencies_code の list_name。空なら文だけ)。by_person は人ごとに書く欄か。
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField()
    code = models.TextField()
    label = models.TextField()
    hint = models.TextField(default="")
    options = models.TextField(default="")
    by_person = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    verified = models.BooleanField(default=False)
    source = models.TextField(default="")

    class Meta:
        db_table = "plans_item"
        constraints = (models.UniqueConstraint(fields=("kind", "code", "valid_from"), name="plans_item_once"),)

    class Classified:
        open: ClassVar = (
            "kind", "code", "label", "hint", "options", "by_person", "position", "valid_from", "valid_to", "verified", "source",
        )  # fmt: skip
        technical = ("id",)


class PlanText(RecordedRow):
    """種別ごとの欄の一つ。person があればその人の部屋、なければ事案の部屋に置く。choices は選んだ選択肢の番号。"""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    agency_id = models.UUIDField()
    item = models.TextField()
    text = models.TextField(default="")
    choices = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "plans_text"
        constraints = (models.UniqueConstraint(fields=("plan", "item", "person"), name="plans_text_once", nulls_distinct=False),)

    class Classified:
        open = ("item",)
        sensitive = ("text", "choices")
        technical: ClassVar = (*RECORDED_TECHNICAL, "plan", "person", "agency_id", "version")


class Setting(models.Model):
    """市の決めごと(日付つき)。法令や通知が定めていないところを、市が行で決める(forms §7「unclear」)。

    words は、決めごとに添える文(教示文、教示の要らない理由)。
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    value = models.TextField()
    words = models.TextField(default="", db_default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    verified = models.BooleanField(default=False)
    source = models.TextField(default="")

    class Meta:
        db_table = "plans_setting"
        constraints = (models.UniqueConstraint(fields=("name", "valid_from"), name="plans_setting_once"),)

    class Classified:
        open = ("name", "value", "words", "valid_from", "valid_to", "verified", "source")
        technical = ("id",)


class SettingChange(models.Model):
    """市の決めごとを、画面で改めた一度。前と後の値、いつから、理由、だれが、いつ。書き足すだけで、直せない。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    version = models.PositiveIntegerField()
    before = models.TextField()
    after = models.TextField()
    valid_from = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        db_table = "plans_setting_change"
        constraints = (models.UniqueConstraint(fields=("name", "version"), name="plans_setting_change_once"),)

    class Classified:
        open: ClassVar = ("name", "version", "before", "after", "valid_from", "reason")
        technical = ("id", "recorded_at", "recorded_by")
