-- プランの段階(プラン作成・会議、プランに沿って支援、中断)を加える。
-- 「プランに沿って支援」「中断」へは、会議と市の決定を確かめる関数(plans の部屋)だけが cases_set_stage で進める。手では入れず、出られない。
CREATE OR REPLACE FUNCTION cases_move(of_case uuid, which text, to_stage text, ended_on date, follow_up integer, why text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE c public.cases_case; i record;
BEGIN
    c := public.cases_lock(of_case, which <> 'move_stage');
    IF which NOT IN ('move_stage', 'close_case', 'reopen_case') OR (which = 'close_case') <> (to_stage = 'closed')
       OR (which = 'reopen_case') <> (c.stage IN ('closed', 'suspended')) AND NOT (which = 'close_case' AND c.stage = 'suspended')
       OR to_stage IN ('supporting', 'suspended') OR which = 'move_stage' AND c.stage = 'supporting'
       OR which = 'close_case' AND EXISTS (SELECT 1 FROM public.cases_referral r WHERE r.case_id = of_case AND r.state = 'sent') THEN
        PERFORM public.cases_refuse('この段階へは進められません');
    END IF;
    IF which = 'close_case' THEN
        FOR i IN SELECT v.id FROM public.cases_involvement v WHERE v.case_id = of_case AND v.role = 'member' AND v.valid_to IS NULL LOOP
            PERFORM public.cases_finish(i.id, why, at);
        END LOOP;
    END IF;
    UPDATE public.cases_case SET closed_on = CASE WHEN which = 'close_case' THEN ended_on END,
        closed_reason = CASE WHEN which = 'close_case' THEN why ELSE '' END, contact_rhythm_days = coalesce(follow_up, contact_rhythm_days)
        WHERE id = of_case;
    PERFORM public.cases_set_stage(of_case, which, to_stage, why, at);
END $$;

-- 多機関協働への依頼の一通は、プランの段階からは段階を動かせない(依頼は、プランの前の段階で送る)。
CREATE OR REPLACE FUNCTION cases_follow_letter(r cases_referral, now_state text, why text, at timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE was text; goes text;
BEGIN
    SELECT c.stage INTO was FROM public.cases_case c WHERE c.id = r.case_id;
    IF r.kind = 'coordination' AND now_state = 'sent' AND was IN ('supporting', 'suspended') THEN
        PERFORM public.cases_refuse('プランに沿って支援している(中断している)事案から、多機関協働へは依頼できません');
    END IF;
    goes := CASE now_state WHEN 'sent' THEN 'requested' WHEN 'accepted' THEN 'assessing' ELSE 'field' END;
    IF r.kind = 'coordination' AND was <> goes AND (now_state = 'sent' OR was = 'requested') THEN
        PERFORM public.cases_set_stage(r.case_id, 'move_stage', goes, why, at);
    END IF;
END $$;

-- 拒否の写し先に、その事案について後から開いたほかの部屋(照会、市の支援決定、会議の案件など。持ち主が事案の区画)を加える。
CREATE OR REPLACE FUNCTION cases_spread_rooms(whom uuid, sealing boolean) RETURNS TABLE (room uuid, case_room uuid) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT r.room, c.compartment_id
    FROM public.cases_person p JOIN public.cases_case c ON c.id = p.case_id
    CROSS JOIN LATERAL (
        SELECT a.room, a.person FROM public.cases_rooms(c.id) a WHERE a.part <> 'identity'
        UNION ALL SELECT o.compartment_id, NULL::uuid FROM public.cases_agency_room o WHERE o.case_id = c.id
        UNION ALL SELECT x.id, NULL::uuid FROM public.access_compartment x WHERE x.subject_id = c.id
            AND NOT EXISTS (SELECT 1 FROM public.cases_rooms(c.id) a WHERE a.room = x.id)
            AND NOT EXISTS (SELECT 1 FROM public.cases_agency_room o WHERE o.case_id = c.id AND o.compartment_id = x.id)) r
    WHERE p.person_id = whom AND (NOT sealing OR p.standing = 'self' OR r.person = whom)
$$;
