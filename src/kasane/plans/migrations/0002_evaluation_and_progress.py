from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import kasane.kernel.ids
from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment, ProtectSignedIn
from kasane.kernel.actor import Role
from kasane.plans.evaluation_seed import code_rows, rhythm_rows

HERE = Path(__file__).parent.parent / "sql"
SQL = [(HERE / f"{name}.sql").read_text(encoding="utf-8") for name in ("evaluation", "progress")]


def seed(apps, schema_editor):
    owner = schema_editor.connection.alias
    for model, rows in ((apps.get_model("agencies", "Code"), code_rows()), (apps.get_model("plans", "Rhythm"), rhythm_rows())):
        model.objects.using(owner).bulk_create(model(**row) for row in rows)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_search_key_source"),
        ("plans", "0001_plans_and_decisions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("evaluated_on", models.DateField()),
                ("outcome", models.TextField(default="")),
                ("opinions", models.TextField(default="")),
                ("next_lead_agency_id", models.UUIDField(null=True)),
                ("next_lead_posting_id", models.UUIDField(null=True)),
                ("follow_up_needed", models.BooleanField(null=True)),
                ("follow_up_method", models.TextField(default="")),
                ("follow_up_note", models.TextField(default="")),
                ("follow_up_days", models.PositiveSmallIntegerField(null=True)),
                ("state", models.TextField(default="draft")),
                ("finished_at", models.DateTimeField(null=True)),
                ("finished_by", models.UUIDField(null=True)),
                ("settled_on", models.DateField(null=True)),
                ("carried_at", models.DateTimeField(null=True)),
                ("carried_by", models.UUIDField(null=True)),
                ("carried_note", models.TextField(default="")),
                ("version", models.PositiveIntegerField(default=1)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_evaluation",
            },
        ),
        migrations.CreateModel(
            name="EvaluationPart",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("changes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("changes_text", models.TextField(default="")),
                ("state_now", models.TextField(default="")),
                ("wishes", models.TextField(default="")),
                ("satisfaction", models.TextField(default="")),
                ("reasons", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("reasons_for", models.TextField(default="")),
                ("reasons_text", models.TextField(default="")),
                ("version", models.PositiveIntegerField(default=1)),
                ("evaluation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.evaluation")),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
            ],
            options={
                "db_table": "plans_evaluation_part",
            },
        ),
        migrations.CreateModel(
            name="GoalGrade",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("grade", models.TextField()),
                ("text", models.TextField(default="")),
                ("version", models.PositiveIntegerField(default=1)),
                ("evaluation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.evaluation")),
                ("goal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.goal")),
            ],
            options={
                "db_table": "plans_goal_grade",
            },
        ),
        migrations.CreateModel(
            name="Monitoring",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("held_on", models.DateField()),
                ("judgement", models.TextField()),
                ("summary", models.TextField()),
                ("next_on", models.DateField(null=True)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_monitoring",
            },
        ),
        migrations.CreateModel(
            name="ProgressRequest",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("due_on", models.DateField()),
                ("question", models.TextField(default="")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan")),
            ],
            options={
                "db_table": "plans_progress_request",
            },
        ),
        migrations.CreateModel(
            name="ProgressAsk",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("agency_id", models.UUIDField()),
                ("due_on", models.DateField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("request", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.progressrequest")),
            ],
            options={
                "db_table": "plans_progress_ask",
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("compartment_id", models.UUIDField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("reported_agency_id", models.UUIDField()),
                ("state", models.TextField()),
                ("text", models.TextField(default="")),
                ("on_day", models.DateField()),
                ("step", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.step")),
                ("request", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.progressrequest")),
            ],
            options={
                "db_table": "plans_progress",
            },
        ),
        migrations.CreateModel(
            name="Rhythm",
            fields=[
                ("id", models.UUIDField(default=kasane.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("days", models.PositiveSmallIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("source", models.TextField(default="")),
            ],
            options={
                "db_table": "plans_rhythm",
                "constraints": [models.UniqueConstraint(fields=("name", "valid_from"), name="plans_rhythm_once")],
            },
        ),
        migrations.AddIndex(
            model_name="evaluation",
            index=models.Index(fields=["plan", "evaluated_on"], name="plans_evaluation_of_plan"),
        ),
        migrations.AddIndex(
            model_name="evaluation",
            index=models.Index(
                condition=models.Q(("carried_at__isnull", True), ("outcome__in", ("close", "suspend")), ("state", "settled")),
                fields=["settled_on"],
                name="plans_evaluation_to_carry",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "settled"), _negated=True), fields=("plan",), name="plans_evaluation_one_unsettled"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("", "close", "replan", "suspend"))), name="plans_evaluation_outcome"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), models.Q(("outcome", ""), _negated=True), _connector="OR"),
                name="plans_evaluation_finished_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(("outcome", "close"), _negated=True),
                    models.Q(("follow_up_needed__isnull", False), ("next_lead_agency_id__isnull", False)),
                    _connector="OR",
                ),
                name="plans_evaluation_end_names_lead",
                violation_error_message="終結には、終結後の主担当機関とフォローアップの要否が要ります。",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("finished_by__isnull", True)),
                    models.Q(("finished_at__isnull", False), ("finished_by__isnull", False)),
                    _connector="OR",
                ),
                name="plans_evaluation_finished_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("carried_at__isnull", True), ("carried_by__isnull", True)),
                    models.Q(("carried_at__isnull", False), ("carried_by__isnull", False), ("state", "settled")),
                    _connector="OR",
                ),
                name="plans_evaluation_carried_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_on__isnull", False), ("state", "settled")),
                    models.Q(models.Q(("state", "settled"), _negated=True), ("settled_on__isnull", True)),
                    _connector="OR",
                ),
                name="plans_evaluation_settled_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluationpart",
            constraint=models.UniqueConstraint(fields=("evaluation", "person"), name="plans_evaluation_part_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="goalgrade",
            constraint=models.UniqueConstraint(fields=("evaluation", "goal"), name="plans_goal_grade_once"),
        ),
        migrations.AddConstraint(
            model_name="goalgrade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade__in", ("achieved", "mostly", "partly", "not")),
                    models.Q(("grade", "changed"), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plans_goal_grade_told",
                violation_error_message="評価できないときは、状況がどう変わったかを書いてください。",
            ),
        ),
        migrations.AddIndex(
            model_name="monitoring",
            index=models.Index(fields=["plan", "-recorded_at"], name="plans_monitoring_of_plan"),
        ),
        migrations.AddConstraint(
            model_name="monitoring",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("judgement__in", ("replan", "end", "suspend")),
                    models.Q(("judgement", "go_on"), ("next_on__isnull", False)),
                    _connector="OR",
                ),
                name="plans_monitoring_next",
                violation_error_message="続けるときは、次にいつ確かめるかを決めてください。",
            ),
        ),
        migrations.AddConstraint(
            model_name="monitoring",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_on__isnull", True), ("next_on__gt", models.F("held_on")), _connector="OR"),
                name="plans_monitoring_forward",
            ),
        ),
        migrations.AddIndex(
            model_name="progressrequest",
            index=models.Index(fields=["plan", "-recorded_at"], name="plans_progress_of_plan"),
        ),
        migrations.AddIndex(
            model_name="progressask",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)), fields=["agency_id", "due_on"], name="plans_progress_ask_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="progressask",
            constraint=models.UniqueConstraint(fields=("request", "agency_id"), name="plans_progress_ask_once"),
        ),
        migrations.AddConstraint(
            model_name="progressask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="plans_progress_ask_answer_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="progress",
            index=models.Index(fields=["step", "-recorded_at"], name="plans_progress_of_step"),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("as_planned", "partly", "done")),
                    models.Q(("state__in", ("not_started", "stopped")), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plans_progress_told",
                violation_error_message="止まっている(始めていない)事情を書いてください。",
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["lead_agency_id"], condition=models.Q(("state", "final")), name="plans_plan_led"),
        ),
        ProtectByCompartment("plans_evaluation", kind=Kind.GENERAL),
        ProtectByCompartment("plans_evaluation_part", kind=Kind.GENERAL),
        ProtectByCompartment("plans_goal_grade", kind=Kind.GENERAL),
        # 実施状況とモニタリングは追記だけ。答えの印は引き金だけがつける。
        ProtectByCompartment("plans_progress_request", kind=Kind.GENERAL, update=False),
        ProtectByCompartment("plans_progress_ask", kind=Kind.GENERAL, update=False),
        ProtectByCompartment("plans_progress", kind=Kind.GENERAL, update=False),
        ProtectByCompartment("plans_monitoring", kind=Kind.GENERAL, update=False),
        ProtectSignedIn("plans_rhythm", write_roles=(Role.ACCOUNT_ADMIN, Role.CITY_OFFICER)),
        *(migrations.RunSQL(text, migrations.RunSQL.noop) for text in SQL),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
