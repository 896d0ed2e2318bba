"""台帳の守り(書き加えるだけ)と、日数・法定代理人の種別の初期の行。"""

from pathlib import Path

from django.db import migrations

from kasane.access.domain import Kind
from kasane.access.rls import ProtectByCompartment, ProtectSignedIn
from kasane.consent.rhythm_seed import days, representatives
from kasane.kernel.actor import Role

LEDGER = (Path(__file__).parent.parent / "sql" / "ledger.sql").read_text(encoding="utf-8")


def seed(apps, schema_editor):
    alias = schema_editor.connection.alias
    rhythm, code = apps.get_model("consent", "ConsentRhythm"), apps.get_model("agencies", "Code")
    rhythm.objects.using(alias).bulk_create(rhythm(**row) for row in days())
    code.objects.using(alias).bulk_create(code(**row) for row in representatives())


class Migration(migrations.Migration):
    dependencies = (("consent", "0001_ledger"), ("agencies", "0003_codes"), ("access", "0005_asked_agency"))
    operations = (
        ProtectByCompartment("consent_consent", kind=Kind.GENERAL),
        ProtectByCompartment("consent_scope", kind=Kind.GENERAL, update=False),
        ProtectSignedIn("consent_rhythm", write_roles=(Role.ACCOUNT_ADMIN,)),
        migrations.RunSQL(LEDGER, migrations.RunSQL.noop),
        migrations.RunPython(seed, migrations.RunPython.noop),
    )
