"""委嘱された外の人の出席を、受け取ってある紙の誓約書によって記録する。"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).resolve().parent.parent / "sql" / "on_paper.sql"


class Migration(migrations.Migration):
    dependencies = [("conferences", "0011_entering")]

    operations = [
        migrations.AddField("member", "paper_reason", models.TextField(default="", db_default="")),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                condition=Q(paper_reason="") | Q(outside_member_id__isnull=False, attended=True), name="conferences_member_on_paper"
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
