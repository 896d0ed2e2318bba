"""記録をさがす索引と関数。"""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent.parent / "sql"
SQL = [(HERE / f"{name}.sql").read_text(encoding="utf-8") for name in ("find", "records")]


class Migration(migrations.Migration):
    dependencies = (("search", "0001_search_text"),)
    operations = tuple(migrations.RunSQL(text, migrations.RunSQL.noop) for text in SQL)
