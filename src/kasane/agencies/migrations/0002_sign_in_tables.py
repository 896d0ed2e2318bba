"""サインインに要る他の部品の表へ、アプリの役割の最小の権利を与える。"""

from django.db import migrations

from kasane.agencies.protection import ADMINISTRATORS, ProtectAuthenticators, sign_in_table

READ, KEEP = ("SELECT",), ("SELECT", "INSERT", "UPDATE", "DELETE")
TABLES = {
    "django_session": KEEP,
    "axes_accessattempt": KEEP,
    "axes_accessattemptexpiration": KEEP,
    "account_emailaddress": READ,
    "socialaccount_socialapp": READ,
    "socialaccount_socialaccount": READ,
}


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_register_and_staff"),
        ("sessions", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        ProtectAuthenticators("mfa_authenticator", write_roles=ADMINISTRATORS, delete=True),
        *(migrations.RunSQL(sign_in_table(table, rights), migrations.RunSQL.noop) for table, rights in TABLES.items()),
    ]
