"""隣人（同じ役割・別の事案）が、アドレスを直に打っても、さがしても、何も得られない。"""

import re

from test_every_screen import UUID, walk

SECRETS = re.compile(r"people/|households/")


def test_よその人のどの画面も_無い画面と見分けがつかない(seat):
    mine, neighbour = seat(role="coordinator"), seat(role="consultant")
    theirs = set()
    neighbour_paths = {path for path, _ in walk(neighbour, "/people/")}
    for path, _ in walk(mine, "/people/"):
        if SECRETS.search(path) and UUID.search(path):
            theirs.add(path)
    foreign = sorted(theirs - neighbour_paths)
    assert len(foreign) >= 4
    absent = None
    for path in foreign:
        response = neighbour.open(path)
        if response.status == 200:
            continue
        body = re.sub(r"[A-Za-z0-9:_-]{40,}", "", response.text())
        lost = neighbour.open(UUID.sub("00000000-0000-7000-8000-000000000000", path))
        absent = re.sub(r"[A-Za-z0-9:_-]{40,}", "", lost.text())
        assert (response.status, body) == (lost.status, absent), path
    assert absent is not None
