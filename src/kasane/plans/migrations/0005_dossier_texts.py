"""市へ出す書類に、種別ごとの欄を写す。"""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parent.parent / "sql" / "dossier_texts.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("plans", "0004_dossier_days"),)
    operations = (
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        # 断りの文の括弧を、ほかの文と同じ全角にする(表は変わらない)。
        migrations.AlterConstraint(
            model_name="progress",
            name="plans_progress_told",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("as_planned", "partly", "done")),
                    models.Q(("state__in", ("not_started", "stopped")), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plans_progress_told",
                violation_error_message="止まっている（始めていない）事情を書いてください。",
            ),
        ),
    )
