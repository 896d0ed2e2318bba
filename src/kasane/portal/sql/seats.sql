-- (portal_invited は、移行0002が moved.sql で作り直す。ここには、作った時の形が残る。)
-- 招かれた席: 外の構成員が、この案件をいつからいつまで見てよいか。窓の始まる前でも一行を返す（札を先に渡し、資料を先に用意するため）。
-- 庁内に席のある人・離れた人・委嘱や登録の期間の外・窓の終わり・終わった議題・取りやめた会議・一方向の相手・遮断された人は、ここで落ちる。
CREATE FUNCTION portal_invited(seat uuid) RETURNS TABLE (item uuid, room uuid, holder uuid, name text, wording text, law text, acknowledged boolean,
    opens timestamptz, closes timestamptz) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE day date := (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date;
BEGIN
    RETURN QUERY
    SELECT i.id, i.compartment_id, o.id, o.name, w.text, coalesce(s.law || s.article, ''), m.acknowledged_at IS NOT NULL,
           m.shown_from, least(m.shown_until, i.shown_until)
    FROM public.conferences_member m
    JOIN public.conferences_item i ON i.id = m.item_id
    JOIN public.conferences_conference c ON c.id = i.conference_id
    JOIN public.conferences_kind k ON k.id = c.kind_id
    JOIN public.agencies_outsidemember o ON o.id = m.outside_member_id
    LEFT JOIN public.access_statute s ON s.code = k.statute_code AND s.valid_from <= day AND (s.valid_to IS NULL OR s.valid_to >= day)
    LEFT JOIN public.access_statute p ON p.code = k.penalty_code AND p.valid_from <= day AND (p.valid_to IS NULL OR p.valid_to >= day)
    CROSS JOIN LATERAL (SELECT replace(k.secrecy_wording, '{penalty}', coalesce(p.wording, '法律の定める罰')) AS text) w
    WHERE m.id = seat AND m.posting_id IS NULL AND m.left_at IS NULL AND m.two_way AND w.text <> ''
      AND o.valid_from <= day AND (o.valid_to IS NULL OR o.valid_to > day)
      AND i.state IN ('tabled', 'decided') AND c.state <> 'cancelled' AND least(m.shown_until, i.shown_until) > statement_timestamp()
      AND public.conferences_appointed(m.outside_member_id, m.appointment_id, m.item_id,
            greatest(day, (m.shown_from AT TIME ZONE 'Asia/Tokyo')::date))
      AND NOT EXISTS (SELECT 1 FROM public.access_deny d WHERE d.compartment_id = i.compartment_id
            AND (d.holder_id IS NULL OR d.holder_id = o.id)
            AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()));
END $$;

-- 開いた席: 今この時に見てよい席だけ。窓口の関数は、呼ばれるたびにここで確かめる。会議の部屋の答え（conferences_outside_waits）とも合うこと。
CREATE FUNCTION portal_seat(seat uuid) RETURNS TABLE (item uuid, room uuid, holder uuid, name text, wording text, law text, acknowledged boolean,
    opens timestamptz, closes timestamptz) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY SELECT v.* FROM public.portal_invited(seat) v
        WHERE v.opens <= statement_timestamp() AND public.conferences_outside_waits(seat);
END $$;

-- 協力依頼: 答えを待っている依頼の、番号・期限・相手の名前だけ。求めた中身は紙にあり、窓口には出さない（N24）。
CREATE FUNCTION portal_asked(of_cooperation uuid) RETURNS TABLE (item uuid, room uuid, holder uuid, name text, number text, due date, closes timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT i.id, i.compartment_id, q.outside_member_id, coalesce(o.name, nullif(q.addressee_name, ''), a.name), q.number, q.deadline, i.shown_until
    FROM public.conferences_cooperation q JOIN public.conferences_item i ON i.id = q.item_id
    JOIN public.conferences_conference c ON c.id = i.conference_id
    LEFT JOIN public.agencies_outsidemember o ON o.id = q.outside_member_id
    LEFT JOIN public.agencies_agency a ON a.id = q.agency_id
    WHERE q.id = of_cooperation AND q.state = 'waiting' AND i.state IN ('tabled', 'decided') AND c.state <> 'cancelled'
      AND i.shown_until > statement_timestamp();
END $$;

-- 公開する資料の中身。表から直に作り、アプリが渡した文は使わない。税の行は外に出さない（security.md §2.4）。
-- ほかの議題・構成員の名簿・事案や人の番号は入らない（N22・N23）。
CREATE FUNCTION portal_content(of_item uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object(
            'meeting', format('第%s回 %s', c.number, k.name), 'held_on', c.held_on, 'starts_at', to_char(c.starts_at, 'HH24:MI'),
            'ends_at', to_char(c.ends_at, 'HH24:MI'), 'place', c.place, 'heading', i.heading,
            'lines', coalesce((
                SELECT jsonb_agg(jsonb_build_object('section', f.section, 'text', f.text, 'provenance', f.provenance, 'as_of', f.as_of,
                    'about', coalesce((SELECT p.label FROM public.conferences_item_person p WHERE p.item_id = i.id AND p.person_id = f.person_id), ''),
                    'source', coalesce((SELECT a.name FROM public.agencies_agency a WHERE a.id = f.source_agency_id), '')) ORDER BY f.position, f.id)
                FROM public.conferences_fact f WHERE f.item_id = i.id AND f.dropped_at IS NULL AND f.provenance <> 'tax'), '[]'))
        FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
        JOIN public.conferences_kind k ON k.id = c.kind_id WHERE i.id = of_item);
END $$;

REVOKE ALL ON FUNCTION portal_invited(uuid), portal_seat(uuid), portal_asked(uuid), portal_content(uuid) FROM PUBLIC;
