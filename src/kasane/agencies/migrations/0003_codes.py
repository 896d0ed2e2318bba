"""選択肢の初期の行（機関種別 C03、圏域の種類）。市は同じ表に行を足して改正に備える。"""

from django.db import migrations

from kasane.agencies.code_seed import rows


def seed(apps, schema_editor):
    code = apps.get_model("agencies", "Code")
    code.objects.using(schema_editor.connection.alias).bulk_create(code(**row) for row in rows())


class Migration(migrations.Migration):
    dependencies = (("agencies", "0002_sign_in_tables"),)
    operations = (migrations.RunPython(seed, migrations.RunPython.noop),)
