"""会議の問い。どれも、今の行為者に見える行だけを返す(行の守り)。"""

from kasane.conferences.queries.deciding import decision_of, members_of
from kasane.conferences.queries.kinds import kind_history, kinds_on
from kasane.conferences.queries.packets import packet
from kasane.conferences.queries.pages import agenda_of, conference_page, my_conferences
from kasane.conferences.queries.rooms import item_room, officer_room
from kasane.conferences.queries.seats import invitations, open_agendas
from kasane.conferences.queries.tabling import kind_choices, tabling_of

__all__ = [
    "agenda_of",
    "conference_page",
    "decision_of",
    "invitations",
    "item_room",
    "kind_choices",
    "kind_history",
    "kinds_on",
    "members_of",
    "my_conferences",
    "officer_room",
    "open_agendas",
    "packet",
    "tabling_of",
]
