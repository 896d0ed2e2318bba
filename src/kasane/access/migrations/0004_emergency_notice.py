"""緊急閲覧を、その記録を管理する機関（受付・主担当・市・名指し）の職員にも知らせる。"""

from django.db import migrations

OWN_OR_OVERSIGHT = "account_id = ((SELECT access_principal())::uuid[])[1] OR (SELECT access_has_role(ARRAY['privacy_officer', 'auditor']))"
KEEPERS = (
    " OR EXISTS (SELECT 1 FROM access_held(access_emergency.compartment_id) h"
    " WHERE h.may_write AND h.ground IN ('received', 'lead', 'city', 'named'))"
)
ALTER = "ALTER POLICY access_emergency_see ON access_emergency USING ({})"


class Migration(migrations.Migration):
    dependencies = (("access", "0003_managed_grants"),)
    operations = (migrations.RunSQL(ALTER.format(OWN_OR_OVERSIGHT + KEEPERS), ALTER.format(OWN_OR_OVERSIGHT)),)
