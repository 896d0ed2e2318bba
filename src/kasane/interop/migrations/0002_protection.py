"""取り込みの記録と対応づけは、職員が読み、取り込みのできる役割だけが書く。記録は書き換えない。"""

from django.db import migrations

from kasane.access.rls import ProtectSignedIn
from kasane.kernel.actor import Role

WRITERS = (Role.JOB, Role.ACCOUNT_ADMIN)


class Migration(migrations.Migration):
    dependencies = (("interop", "0001_runs_and_mappings"), ("access", "0001_rooms_and_grounds"))
    operations = (
        ProtectSignedIn("interop_importrun", write_roles=WRITERS, update=False),
        ProtectSignedIn("interop_importmapping", write_roles=WRITERS),
    )
