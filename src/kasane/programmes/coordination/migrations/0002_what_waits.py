from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "waits.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_stages_of_plans"),
        ("coordination", "0001_entry_and_assessment"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="informationrequest",
            index=models.Index(
                condition=models.Q(("state__in", ("sent", "answered"))),
                fields=["from_agency_id", "answer_by"],
                name="coordination_inquiry_asked",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
