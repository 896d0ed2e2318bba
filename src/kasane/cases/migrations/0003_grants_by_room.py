"""関わりが開いた根拠を、区画から引く索引(事案に人を加えるとき)。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("cases", "0002_denies_reach_cases"),)
    operations = (migrations.AddIndex("involvementgrant", models.Index(fields=("room_id",), name="cases_grant_by_room")),)
