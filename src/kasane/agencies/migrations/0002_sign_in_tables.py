"""二つ目の鍵の表を、本人だけが足せて、本人と業務管理者だけが消せるようにする（ほかの枠組みの表は access.setup）。"""

from pathlib import Path

from django.db import migrations

from kasane.agencies.protection import ADMINISTRATORS, ProtectAuthenticators

KEPT = (Path(__file__).parent.parent / "sql" / "authenticators.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = (("agencies", "0001_register_and_staff"), ("mfa", "0003_authenticator_type_uniq"))
    operations = (
        ProtectAuthenticators("mfa_authenticator", write_roles=ADMINISTRATORS, delete=True),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    )
