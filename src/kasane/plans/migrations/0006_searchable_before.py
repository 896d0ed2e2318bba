"""検索に入れるようになる前に書かれたプランと評価の行を、検索の表に入れる。

書いたときと同じ入れ方(commands.indexing): 同じ部屋、同じ事案、書いた日、fold_letters をかけた文。入っている行は変えないので、何度動かしても
同じになり、まとめて読み書きするので、大きな市でも一度に持つのは一まとまりだけ。取り下げた行と、文のない行は入れない。
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.db import connections, migrations

from kasane.kernel.folding import fold_letters

BATCH: Final = 1000
GENERAL: Final = 2
# (検索の札の符号, 表, 入れる文の列, プランへの道, 取り下げがあるか)。この移行を書いた日の queries/found.py と同じ。
TABLES: Final = (
    ("plan", "plans_plan", ("hope", "long_goal", "policy", "early_start_reason", "end_outlook"), "p.id = r.id", False),
    ("plan_goal", "plans_goal", ("text",), "p.id = r.plan_id", True),
    ("plan_step", "plans_step", ("issue", "content", "who_text", "contact", "frequency", "note"), "p.id = r.plan_id", True),
    ("plan_text", "plans_text", ("text",), "p.id = r.plan_id", False),
    ("plan_evaluation", "plans_evaluation", ("opinions", "follow_up_note"), "p.id = r.plan_id", False),
    (
        "plan_part", "plans_evaluation_part", ("changes_text", "state_now", "wishes", "satisfaction", "reasons_text"),
        "p.id = (SELECT e.plan_id FROM plans_evaluation e WHERE e.id = r.evaluation_id)", False,
    ),
    ("plan_grade", "plans_goal_grade", ("text",), "p.id = (SELECT e.plan_id FROM plans_evaluation e WHERE e.id = r.evaluation_id)", False),
    ("plan_monitoring", "plans_monitoring", ("summary",), "p.id = r.plan_id", False),
    ("plan_progress", "plans_progress", ("text",), "p.id = (SELECT s.plan_id FROM plans_step s WHERE s.id = r.step_id)", False),
)  # fmt: skip
READ: Final = """
    SELECT r.id, r.compartment_id, p.case_id, (r.recorded_at AT TIME ZONE 'Asia/Tokyo')::date, concat_ws(E'\\n', {columns})
    FROM {table} r JOIN plans_plan p ON {plan}
    WHERE NOT EXISTS (SELECT 1 FROM search_text t WHERE t.source_id = r.id) AND concat_ws('', {columns}) <> ''{standing}
"""
ADD: Final = """
    INSERT INTO search_text (source_id, source_kind, compartment_id, room_kind, context_id, happened_on, folded)
    VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (source_id) DO NOTHING
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """入っていない行を入れる。"""
    alias = schema_editor.connection.alias
    for kind, table, columns, plan, withdrawn in TABLES:
        texts = ", ".join(f"nullif(r.{name}, '')" for name in columns)
        statement = READ.format(columns=texts, table=table, plan=plan, standing=" AND r.withdrawn_at IS NULL" if withdrawn else "")
        for rows in _batches(alias, statement):
            with connections[alias].cursor() as cursor:
                cursor.executemany(ADD, [(key, kind, room, GENERAL, case, day, fold_letters(text)) for key, room, case, day, text in rows])


def _batches(alias: str, statement: str) -> Iterator[list[tuple[Any, ...]]]:
    """読む行を一まとまりずつ。名前つきの読み口なので、書いた行は次のまとまりに混ざらない。"""
    with connections[alias].chunked_cursor() as cursor:
        cursor.itersize = BATCH
        cursor.execute(statement)
        rows = iter(cursor)
        while found := list(islice(rows, BATCH)):
            yield found


class Migration(migrations.Migration):
    dependencies = (("plans", "0005_dossier_texts"), ("search", "0004_own_records"))
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
