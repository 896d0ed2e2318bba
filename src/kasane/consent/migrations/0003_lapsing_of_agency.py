"""期限の近い同意を、機関ごとに引く索引(今日の仕事)。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("consent", "0002_guards_and_rows"),)
    operations = (
        migrations.AddIndex(
            "consent",
            models.Index(
                fields=("recorded_agency_id", "valid_until"),
                condition=models.Q(outcome="granted", withdrawn_at__isnull=True),
                name="consent_lapsing_of_agency",
            ),
        ),
        migrations.AddIndex("consentscope", models.Index(fields=("agency_id", "consent"), name="consent_scope_of_agency")),
    )
