"""次の一手が、つなぎの一通に続く。まだ送っていない相談が分かり、自機関で行うと記せる。"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = (Path(__file__).resolve().parent.parent / "sql" / "letters.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("consultation", "0002_codes_and_patterns"), ("cases", "0007_lapsing"))
    operations = (
        migrations.AddField(model_name="consultation", name="letter_kept", field=models.BooleanField(default=False, db_default=False)),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=Q(letter_kept=False) | Q(next_step__in=("together", "outreach")),
                name="consultation_kept_only_what_we_can_do",
                violation_error_message="自機関で行うと記せるのは、アウトリーチへ・他機関と連携の一手だけです。",
            ),
        ),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(
                fields=["agency_id", "received_on"],
                condition=Q(state="active", letter_kept=False, next_step__in=("together", "refer", "coordination", "outreach")),
                name="consultation_letter_due",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
