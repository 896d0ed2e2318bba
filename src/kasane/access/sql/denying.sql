-- 遮断と封印を置けるのは、その区画を管理する根拠(受付・主担当・市・名指し)を持つ人だけ。書けるだけの人(聞かれた機関、同意による
-- 支援チーム、会議の役員)には置けない: 封印は、封じた人に終わりのない名指しを与えるので、期限のある根拠を、終わらない根拠に替えられてしまう。
-- 自分の利害関係を届け出て自分を外すことは、見られる人ならだれでもできる。
CREATE OR REPLACE FUNCTION access_deny_room(deny_id uuid, room uuid, deny_kind text, whom uuid, why text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    IF me IS NULL OR cardinality(me) <> 3 OR deny_kind NOT IN ('seal', 'conflict') OR (deny_kind = 'seal') <> (whom IS NULL)
       OR NOT (public.access_manages(room)
               OR deny_kind = 'conflict' AND whom = me[1] AND EXISTS (SELECT 1 FROM public.access_held(room))) THEN
        RAISE EXCEPTION 'この記録を管理する根拠がありません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF deny_kind = 'seal' THEN
        -- 封じた本人まで閉め出さないよう、名指しの根拠を先に置く。
        INSERT INTO public.access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, reason,
                                         granted_by, granted_at, ended_reason)
        SELECT gen_random_uuid(), room, 'account', me[1], 'named', true, statement_timestamp(), why, me[2], clock_timestamp(), ''
        WHERE NOT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.holder_kind = 'account' AND h.may_write);
    END IF;
    INSERT INTO public.access_deny (id, compartment_id, kind, holder_id, valid_from, reason, decided_by)
    VALUES (deny_id, room, deny_kind, whom, statement_timestamp(), why, me[2]);
END $$;
