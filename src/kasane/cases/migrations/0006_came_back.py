"""戻ってきたつなぎを、送った側が読んだと記す。事案の名前を改める。"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = (Path(__file__).resolve().parent.parent / "sql" / "came_back.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("cases", "0005_stages_of_plans"),)
    operations = (
        migrations.AddField(model_name="referral", name="seen_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="referral", name="seen_by", field=models.UUIDField(null=True)),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False, state__in=("declined", "returned")),
                name="cases_referral_seen_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["from_agency_id"],
                condition=Q(state__in=("declined", "returned"), seen_at__isnull=True),
                name="cases_referral_came_back",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    )
