"""メニューの項目と、市町村の名前。"""

from django.conf import settings

from kasane.access.policy import Action
from kasane.screens.desk import desk


def register() -> None:
    """機関と職員の項目を、行える役割の人のメニューに出す。"""
    desk.register_nav(label="機関", url_name="agencies:table", action=Action.VIEW_AGENCIES, order=60)
    desk.register_nav(label="職員", url_name="staff:list", action=Action.VIEW_STAFF, order=70)
    desk.register_nav(label="日数の決めごと", url_name="agencies:days", action=Action.SET_RULES, order=62)
    desk.register_nav(label="検索の言い換え", url_name="agencies:synonyms", action=Action.SET_RULES, order=63)
    desk.register_municipality(lambda: str(settings.KASANE_MUNICIPALITY_NAME))
