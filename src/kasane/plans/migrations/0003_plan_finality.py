"""確定の仕方をプランに残す(了承された時に決まり、後から変わらない)。"""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent.parent / "sql" / "plans_settled.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("plans", "0003_what_waits"),)
    operations = (
        migrations.AddField(model_name="plan", name="finality", field=models.TextField(default="", db_default="")),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("finality__in", ("", "decide", "decide_and_check", "report"))), name="plans_plan_finality"
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
