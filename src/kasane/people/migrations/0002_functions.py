"""人をさがす・伏せる・名寄せする関数。見えない人について機関名だけを答えてよい役割は、行為の表(access.policy)から写す。"""

from pathlib import Path

from django.db import migrations

from kasane.access.policy import RULES, Action

ROLES = ", ".join(f"'{role.value}'" for role in sorted(RULES[Action.FIND_PERSON].roles or ()))
HERE = Path(__file__).parent.parent / "sql"
SQL = [(HERE / f"{name}.sql").read_text(encoding="utf-8") for name in ("concealment", "merging", "find")]


class Migration(migrations.Migration):
    dependencies = (("people", "0001_people_and_households"),)
    operations = tuple(migrations.RunSQL(text.replace("@FIND_ROLES@", f"ARRAY[{ROLES}]"), migrations.RunSQL.noop) for text in SQL)
