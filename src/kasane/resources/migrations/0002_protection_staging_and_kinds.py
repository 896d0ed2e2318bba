"""公開情報の守り、取り込みの一時表、種類の符号表の初めの値。"""

from pathlib import Path

from django.db import migrations

from kasane.access.rls import Public
from kasane.kernel.actor import Role
from kasane.kernel.ids import new_id
from kasane.resources.kind_seed import KINDS, VALID_FROM

STAGING = (Path(__file__).parent.parent / "sql" / "staging.sql").read_text(encoding="utf-8")
WRITERS = (Role.JOB, Role.ACCOUNT_ADMIN)
TABLES = ("listingsource", "resource", "postalcode", "municipality", "boundary")


def seed_kinds(apps, schema_editor):
    kind = apps.get_model("resources", "ResourceKind")
    rows = [kind(id=new_id(), code=code, label=label, legal_basis=basis, valid_from=VALID_FROM) for code, label, basis in KINDS]
    made = kind.objects.using(schema_editor.connection.alias).bulk_create(rows)
    if len(made) != len(KINDS):
        raise RuntimeError("社会資源の種類の初めの値が入りませんでした。")


class Migration(migrations.Migration):
    dependencies = (("resources", "0001_directory_and_geography"), ("access", "0001_rooms_and_grounds"))
    operations = (
        *(Public(f"resources_{table}", write_roles=WRITERS) for table in TABLES),
        Public("resources_resourcekind", write_roles=(Role.ACCOUNT_ADMIN,)),
        migrations.RunSQL(STAGING, "DROP FUNCTION resources_open_staging(), resources_measure_staging()"),
        migrations.RunPython(seed_kinds, migrations.RunPython.noop),
    )
