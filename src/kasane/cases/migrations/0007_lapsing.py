"""同意の期間が過ぎたとき、残った関わりと、答えを待つつなぎを終わらせる。"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = (Path(__file__).resolve().parent.parent / "sql" / "lapsing.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("cases", "0006_came_back"),)
    operations = (
        migrations.AddIndex(
            model_name="involvement",
            index=models.Index(
                fields=["case"],
                condition=Q(basis="consent", role="member", valid_to__isnull=True),
                name="cases_involvement_by_consent",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
