"""同意の範囲に終わりの日を写し、期限の近い同意を、伝えてよいとされた機関から一度に引く。"""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).resolve().parent.parent / "sql" / "scope_until.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("consent", "0003_lapsing_of_agency"),)
    operations = (
        migrations.AddField("consentscope", "valid_until", models.DateField(null=True)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RemoveIndex("consentscope", "consent_scope_of_agency"),
        migrations.AddIndex(
            "consentscope",
            models.Index(fields=("agency_id", "valid_until"), condition=models.Q(excluded=False), name="consent_scope_lapsing"),
        ),
    )
