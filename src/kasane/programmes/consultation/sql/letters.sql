-- つなぎを書くはずの一手なのに、その一手を決めてから一通も送っていない相談(取り下げた一通は、送っていないのと同じ)。
-- 自機関で行うと記したもの(letter_kept)と、終わった相談は含まない。domain/codes.py の NextStep.sends と同じ一手。
CREATE FUNCTION consultation_awaits_letter(c consultation_consultation) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT c.state = 'active' AND NOT c.letter_kept AND c.case_id IS NOT NULL
        AND c.next_step IN ('together', 'refer', 'coordination', 'outreach')
        AND NOT EXISTS (SELECT 1 FROM public.cases_referral r
            WHERE r.case_id = c.case_id AND r.from_agency_id = c.agency_id AND r.state <> 'recalled'
              AND (c.next_step <> 'coordination' OR r.kind = 'coordination')
              AND r.recorded_at >= coalesce((SELECT max(h.recorded_at) FROM public.consultation_history h
                  WHERE h.consultation_id = c.id AND h.before ? 'next_step'), c.recorded_at))
$$;

-- 行為者の機関の、まだ送っていない相談の番号(古い順に take 件)。書ける根拠のあるものだけ。
CREATE FUNCTION consultation_unsent(take integer) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, public AS $$
    SELECT c.id FROM public.consultation_consultation c
    WHERE c.agency_id = (public.access_principal())[3] AND c.state = 'active' AND NOT c.letter_kept
      AND c.next_step IN ('together', 'refer', 'coordination', 'outreach')
      AND public.consultation_awaits_letter(c) AND public.access_may_write(c.compartment_id)
    ORDER BY c.received_on, c.id LIMIT least(take, 201)
$$;

-- この相談のつなぎが、まだ送られていないか。受けた機関の、見られる人にだけ答える。
CREATE FUNCTION consultation_is_unsent(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.consultation_consultation c WHERE c.id = wanted
        AND EXISTS (SELECT 1 FROM public.access_held(c.compartment_id)) AND public.consultation_awaits_letter(c))
$$;

-- 今日の仕事のうち、この人に何かありうる見出しの符号。
CREATE FUNCTION consultation_waits(today date) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM public.consultation_unsent(1)) THEN ARRAY['consultation.unsent'] ELSE '{}'::text[] END
$$;

REVOKE ALL ON FUNCTION consultation_awaits_letter(consultation_consultation), consultation_unsent(integer), consultation_is_unsent(uuid),
    consultation_waits(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consultation_unsent(integer), consultation_is_unsent(uuid), consultation_waits(date) TO kasane_app;
