import sys, types, time
from unittest.mock import MagicMock
for m in ["kasane.programmes.consultation.commands","kasane.programmes.consultation.domain","kasane.programmes.consultation.domain.codes","kasane.programmes.consultation.domain.consultation"]:
    try:
        __import__(m)
        print("real",m)
    except ImportError:
        sys.modules[m]=MagicMock()
from kasane.demo import play, play_cases, load
parts=dict(play._PARTS)
if isinstance(sys.modules["kasane.programmes.consultation.commands"],MagicMock):
    parts["heard"]=parts["nearmiss"]=parts["application"]=lambda *a:None
    parts["open"]=play_cases.open_case
else:
    parts["application"]=lambda *a:None
play._PARTS=parts
from dataclasses import replace
import pytest
from django.db import transaction
from kasane.demo.patterns import PATTERNS

def test_play(django_db_setup, django_db_blocker):
    made=load.town(106); made=replace(made,households=made.households[:len(PATTERNS)])
    from kasane.kernel import clock
    from kasane.demo.load_agencies import load_agencies
    from kasane.access.session import acting_as
    from django.db import connection
    import collections
    with django_db_blocker.unblock(), load.without_savepoints(), load.throwaway_passwords(), transaction.atomic():
        on=clock.today()
        with connection.cursor() as c: c.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        with acting_as(load.JOB): d=load_agencies(made,by=load.JOB,on=on)
        p=load._households(made,d,on)
        t0=time.time(); spent=collections.Counter(); num=collections.Counter()
        from kasane.demo.scene import Scene
        from kasane.demo.storybook import stories
        homes={h.key:h for h in made.households}
        for s in stories():
            sc=Scene(s,homes[s.home],d,p,on)
            for n,st in enumerate(s.steps):
                t=time.time()
                try:
                    with sc.performing(st,n) as actor:
                        parts[st.do](sc,st,actor)
                except Exception as e:
                    print("FAIL",s.home,st.day,st.by,st.do,dict(st.said).get('key'),type(e).__name__,e, getattr(e,'errors',''))
                    if connection.needs_rollback or 'aborted' in str(e): raise
                    if type(e).__name__ not in ('Invalid','Refused','NotVisible','KeyError','LookupError'): raise
                spent[st.do]+=time.time()-t; num[st.do]+=1
        print("total",time.time()-t0)
        for k,v in spent.most_common(): print(k,num[k],round(v,2),round(v/num[k]*1000),"ms")
        transaction.set_rollback(True)
