"""社会資源の行為: 一覧の版を入れる。"""

from __future__ import annotations

from collections.abc import Iterable

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.kernel.decision import require
from kasane.kernel.ids import new_id
from kasane.resources.domain import Listing, Merged, StagedRow, may_bring_in, plausible_ending
from kasane.resources.merging import Merging
from kasane.resources.models import ListingSource


@act(Action.IMPORT_DATA)
def bring_in_listing(*, by: Actor, listing: Listing, rows: Iterable[StagedRow]) -> Merged:
    """一覧の版を入れる: 追加・変更・そのまま・掲載終了を、一つの取引で決める(全部か、何もなしか)。

    by は取り込みのできる行為者、listing は提供元と版の日付、rows は行(一度だけ読む)。返すのは件数と名指しした行。
    断るのは、入っている版より古い版(may_bring_in)、消えた行が多すぎる版(plausible_ending)。
    """
    source = _source(listing)
    require(may_bring_in(listing, source.edition))
    merging, merged = Merging(source.id, listing), Merged()
    merging.stage(rows)
    merged.identity = merging.settle(source.identity)
    merged.rejected, merged.remarks = merging.repeated()
    merging.adopt()
    before, gone = merging.missing()
    require(plausible_ending(before=before, ended=gone, allowed=listing.allow_many_ended))
    merging.apply(merged)
    merged.ended = merging.end_missing()
    merged.remarks += merging.elsewhere()
    ListingSource.objects.filter(pk=source.pk).update(edition=listing.edition, identity=merged.identity)
    journal.record(act=f"import_{listing.target.value}", by=by, reason=_counts(listing, merged))
    return merged


def _source(listing: Listing) -> ListingSource:
    """提供元の行に鍵をかけて返す(同じ一覧の取り込みを一つずつにするため)。無ければ作る。"""
    name = f"{listing.target.value}/{listing.name}"
    ListingSource.objects.bulk_create(
        [ListingSource(id=new_id(), name=name, target=listing.target.value)], ignore_conflicts=True, unique_fields=None
    )
    return ListingSource.objects.select_for_update().get(name=name)


def _counts(listing: Listing, merged: Merged) -> str:
    return (
        f"{listing.name}: 追加 {merged.created}、変更 {merged.updated}、そのまま {merged.unchanged}、"
        f"掲載終了 {len(merged.ended)}、入れない {len(merged.rejected)}"
    )
