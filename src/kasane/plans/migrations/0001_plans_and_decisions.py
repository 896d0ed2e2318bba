from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment, ProtectSignedIn
from kasane.kernel.actor import Role
from kasane.plans.seed import code_rows, item_rows, setting_rows

HERE = Path(__file__).parent.parent / "sql"
ORDER = ("guards", "plans_finality", "plans_table", "plans_approve", "plans_submit", "plans_decide")
SQL = [(HERE / f"{name}.sql").read_text(encoding="utf-8") for name in ORDER]


def seed(apps, schema_editor):
    owner = schema_editor.connection.alias
    for model, rows in (
        (apps.get_model("agencies", "Code"), code_rows()),
        (apps.get_model("plans", "PlanItem"), item_rows()),
        (apps.get_model("plans", "Setting"), setting_rows()),
    ):
        model.objects.using(owner).bulk_create(model(**row) for row in rows)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0005_asked_agency"),
        ("agencies", "0003_codes"),
        ("cases", "0005_stages_of_plans"),
        ("people", "0004_search_key_source"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("consented", models.BooleanField()),
                ("state", models.TextField(default="draft")),
                ("occasion", models.TextField(default="")),
                ("written_on", models.DateField()),
                ("hope", models.TextField(default="")),
                ("long_goal", models.TextField(default="")),
                ("policy", models.TextField(default="")),
                ("period_from", models.DateField(null=True)),
                ("period_to", models.DateField(null=True)),
                ("monitoring_on", models.DateField(null=True)),
                ("lead_agency_id", models.UUIDField(null=True)),
                ("lead_posting_id", models.UUIDField(null=True)),
                ("early_start_on", models.DateField(null=True)),
                ("early_start_reason", models.TextField(default="")),
                ("end_outlook", models.TextField(default="")),
                ("tabled_at", models.DateTimeField(null=True)),
                ("tabled_by", models.UUIDField(null=True)),
                ("confirmed_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("state_reason", models.TextField(default="")),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case")),
                ("replaces", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_plan",
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("text", models.TextField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("withdrawn_reason", models.TextField(default="")),
                ("version", models.PositiveIntegerField(default=1)),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_goal",
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("explained_on", models.DateField()),
                ("agreed", models.BooleanField()),
                ("method", models.TextField()),
                ("given_by", models.TextField()),
                ("proxy_name", models.TextField(default="")),
                ("proxy_reason", models.TextField(default="")),
                ("paper_kept", models.BooleanField(default=False)),
                ("note", models.TextField(default="")),
                ("plan_version", models.PositiveIntegerField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_explanation",
            },
        ),
        migrations.CreateModel(
            name="CityDecision",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("finality", models.TextField()),
                ("kind", models.TextField()),
                ("number", models.PositiveSmallIntegerField()),
                ("agency_id", models.UUIDField()),
                ("from_agency_id", models.UUIDField()),
                ("state", models.TextField()),
                ("approved_on", models.DateField()),
                ("draft_text", models.TextField(default="")),
                ("document_number", models.TextField(default="")),
                ("decided_on", models.DateField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("content", models.TextField(default="")),
                ("conditions", models.TextField(default="")),
                ("notice_needed", models.TextField(default="unknown")),
                ("version", models.PositiveIntegerField(default=1)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_decision",
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("occasion", models.TextField()),
                ("kind_code", models.TextField()),
                ("conference_id", models.UUIDField()),
                ("item_id", models.UUIDField()),
                ("outcome", models.TextField()),
                ("decided_on", models.DateField()),
                ("seen", models.JSONField()),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_approval",
            },
        ),
        migrations.CreateModel(
            name="PlanItem",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("code", models.TextField()),
                ("label", models.TextField()),
                ("hint", models.TextField(default="")),
                ("options", models.TextField(default="")),
                ("by_person", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("verified", models.BooleanField(default=False)),
                ("source", models.TextField(default="")),
            ],
            options={
                "db_table": "plans_item",
                "constraints": [models.UniqueConstraint(fields=("kind", "code", "valid_from"), name="plans_item_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanText",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("item", models.TextField()),
                ("text", models.TextField(default="")),
                ("choices", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_text",
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("plan_id", models.UUIDField()),
                ("row_kind", models.TextField()),
                ("row_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("agency_id", models.UUIDField()),
                ("before", models.JSONField()),
            ],
            options={
                "db_table": "plans_revision",
                "indexes": [models.Index(fields=["plan_id", "recorded_at"], name="plans_revision_of_plan")],
                "constraints": [models.UniqueConstraint(fields=("row_id", "version"), name="plans_revision_once")],
            },
        ),
        migrations.CreateModel(
            name="Setting",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("value", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("verified", models.BooleanField(default=False)),
                ("source", models.TextField(default="")),
            ],
            options={
                "db_table": "plans_setting",
                "constraints": [models.UniqueConstraint(fields=("name", "valid_from"), name="plans_setting_once")],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("written_agency_id", models.UUIDField()),
                ("issue", models.TextField(default="")),
                ("who", models.TextField()),
                ("agency_id", models.UUIDField(null=True)),
                ("who_text", models.TextField(default="")),
                ("contact", models.TextField(default="")),
                ("content", models.TextField()),
                ("frequency", models.TextField(default="")),
                ("period_from", models.DateField(null=True)),
                ("period_to", models.DateField(null=True)),
                ("programme", models.TextField()),
                ("service", models.TextField(default="")),
                ("note", models.TextField(default="")),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("withdrawn_reason", models.TextField(default="")),
                ("version", models.PositiveIntegerField(default=1)),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_step",
            },
        ),
        migrations.CreateModel(
            name="DossierLine",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("person_id", models.UUIDField(null=True)),
                ("section", models.TextField()),
                ("label", models.TextField()),
                ("text", models.TextField()),
                ("part", models.TextField()),
                ("position", models.PositiveSmallIntegerField()),
                ("decision", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.citydecision")),
            ],
            options={
                "db_table": "plans_dossier_line",
                "constraints": [models.UniqueConstraint(fields=("decision", "position"), name="plans_dossier_line_once")],
            },
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["case", "number"], name="plans_plan_of_case"),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(condition=models.Q(("state", "final")), fields=["monitoring_on"], name="plans_plan_monitored"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "outreach"), ("consented", True), _connector="OR"), name="plans_plan_preconsent_outreach"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("number", 1), ("replaces__isnull", True)), ("number__gt", 1), _connector="OR"),
                name="plans_plan_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period_from__isnull", True), ("period_to__isnull", True), ("period_to__gte", models.F("period_from")), _connector="OR"
                ),
                name="plans_plan_period",
                violation_error_message="プランの期間の終わりは、始まりより後にしてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("early_start_on__isnull", True), ("early_start_reason", "")),
                    models.Q(("early_start_on__isnull", False), models.Q(("early_start_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plans_plan_early_start_reason",
                violation_error_message="先に始めた日と理由は、両方を書いてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("tabled_at__isnull", True), ("tabled_by__isnull", True)),
                    models.Q(("tabled_at__isnull", False), ("tabled_by__isnull", False)),
                    _connector="OR",
                ),
                name="plans_plan_tabled_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_on__isnull", False), ("state__in", ("final", "replaced", "ended", "suspended"))),
                    models.Q(("confirmed_on__isnull", True), ("state__in", ("draft", "tabled", "approved", "withdrawn"))),
                    _connector="OR",
                ),
                name="plans_plan_confirmed_when_final",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("state__in", ("ended", "suspended"))),
                    ("state", "replaced"),
                    models.Q(("ended_on__isnull", True), ("state__in", ("draft", "tabled", "approved", "final", "withdrawn"))),
                    _connector="OR",
                ),
                name="plans_plan_ended_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("occasion__in", ("establish", "replan")), ("state", "tabled")),
                    models.Q(("occasion__in", ("", "end", "suspend")), ("state", "final")),
                    models.Q(models.Q(("state__in", ("tabled", "final")), _negated=True), ("occasion", "")),
                    _connector="OR",
                ),
                name="plans_plan_occasion_of_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", False), models.Q(("state", "withdrawn"), _negated=True)),
                fields=("replaces",),
                name="plans_plan_replaced_once",
            ),
        ),
        migrations.AddIndex(
            model_name="goal",
            index=models.Index(fields=["plan", "position"], name="plans_goal_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="plans_goal_withdrawn_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="explanation",
            index=models.Index(fields=["plan", "person", "recorded_at"], name="plans_explanation_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("given_by", "self"),
                    models.Q(models.Q(("proxy_name", ""), _negated=True), models.Q(("proxy_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plans_explanation_proxy_named",
                violation_error_message="代筆・代理のときは、書いた人とその理由を書いてください。",
            ),
        ),
        migrations.AddIndex(
            model_name="citydecision",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["agency_id", "recorded_at"], name="plans_decision_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="citydecision",
            index=models.Index(fields=["plan"], name="plans_decision_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="citydecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("plan",), name="plans_decision_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="citydecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("decided_on__isnull", True)),
                    models.Q(("decided_by__isnull", False), ("decided_on__isnull", False)),
                    _connector="OR",
                ),
                name="plans_decision_decided_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="citydecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "decided"), _negated=True),
                    models.Q(
                        ("decided_on__isnull", False),
                        models.Q(("document_number", ""), _negated=True),
                        models.Q(("content", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="plans_decision_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="citydecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finality", "report"), ("state", "received")),
                    models.Q(("finality", "report"), _negated=True),
                    _connector="OR",
                ),
                name="plans_decision_report",
            ),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(fields=["plan", "decided_on"], name="plans_approval_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(fields=("item_id",), name="plans_approval_once"),
        ),
        migrations.AddConstraint(
            model_name="plantext",
            constraint=models.UniqueConstraint(fields=("plan", "item", "person"), name="plans_text_once", nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(condition=models.Q(("withdrawn_at__isnull", True)), fields=["plan"], name="plans_step_of_plan"),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(condition=models.Q(("withdrawn_at__isnull", True)), fields=["agency_id"], name="plans_step_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="plans_step_withdrawn_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("programme__in", ("outreach", "participation", "other"))), name="plans_step_programme"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("who", "agency"), _negated=True), ("agency_id__isnull", False), _connector="OR"),
                name="plans_step_agency_named",
                violation_error_message="機関が実施する行は、どの機関かを選んでください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period_from__isnull", True), ("period_to__isnull", True), ("period_to__gte", models.F("period_from")), _connector="OR"
                ),
                name="plans_step_period",
                violation_error_message="期間の終わりは、始まりより後にしてください。",
            ),
        ),
        ProtectByCompartment("plans_plan", kind=Kind.GENERAL),
        ProtectByCompartment("plans_text", kind=Kind.GENERAL),
        ProtectByCompartment("plans_goal", kind=Kind.GENERAL),
        ProtectByCompartment("plans_step", kind=Kind.GENERAL),
        ProtectByCompartment("plans_explanation", kind=Kind.GENERAL, update=False),
        # 版・了承・市の手続きはアプリから書けない。引き金と、下の関数だけが書く。
        ProtectByCompartment("plans_revision", kind=Kind.GENERAL, insert=False, update=False),
        ProtectByCompartment("plans_approval", kind=Kind.GENERAL, insert=False, update=False),
        ProtectByCompartment("plans_decision", kind=Kind.GENERAL, insert=False, update=False),
        ProtectByCompartment("plans_dossier_line", kind=Kind.GENERAL, insert=False, update=False),
        ProtectSignedIn("plans_item", write_roles=(Role.SECRETARIAT, Role.ACCOUNT_ADMIN)),
        ProtectSignedIn("plans_setting", write_roles=(Role.CITY_OFFICER, Role.ACCOUNT_ADMIN)),
        *(migrations.RunSQL(text, migrations.RunSQL.noop) for text in SQL),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
