"""選択肢(C01・C02)、相談内容と分野の対応、典型の重なりの初期の行。"""

from django.db import migrations

from kasane.programmes.consultation import seed


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    for app, name, rows in (
        ("agencies", "Code", seed.codes()),
        ("consultation", "TopicField", seed.topic_fields()),
        ("consultation", "PatternRow", seed.patterns()),
    ):
        model = apps.get_model(app, name)
        made = model.objects.using(alias).bulk_create(model(**row) for row in rows)
        if len(made) != len(rows):
            raise RuntimeError(f"{name} の初期の行が入りません。")


class Migration(migrations.Migration):
    dependencies = (("consultation", "0001_consultations"), ("agencies", "0003_codes"))
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
