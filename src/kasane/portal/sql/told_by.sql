-- portal_content を作り直す(seats.sql の形から、外の構成員が届けた文の出どころだけが変わった。載せた事務局の機関の言葉にしない)。
-- 公開する資料の中身。表から直に作り、アプリが渡した文は使わない。税の行は外に出さない（security.md §2.4）。
-- ほかの議題・構成員の名簿・事案や人の番号は入らない（N22・N23）。
CREATE OR REPLACE FUNCTION portal_content(of_item uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (
        SELECT jsonb_build_object(
            'meeting', format('第%s回 %s', c.number, k.name), 'held_on', c.held_on, 'starts_at', to_char(c.starts_at, 'HH24:MI'),
            'ends_at', to_char(c.ends_at, 'HH24:MI'), 'place', c.place, 'heading', i.heading,
            'lines', coalesce((
                SELECT jsonb_agg(jsonb_build_object('section', f.section, 'text', f.text, 'provenance', f.provenance, 'as_of', f.as_of,
                    'about', coalesce((SELECT p.label FROM public.conferences_item_person p WHERE p.item_id = i.id AND p.person_id = f.person_id), ''),
                    'source', CASE WHEN f.source_kind = 'portal_message' THEN '外の構成員'
                        ELSE coalesce((SELECT a.name FROM public.agencies_agency a WHERE a.id = f.source_agency_id), '') END) ORDER BY f.position, f.id)
                FROM public.conferences_fact f WHERE f.item_id = i.id AND f.dropped_at IS NULL AND f.provenance <> 'tax'), '[]'))
        FROM public.conferences_item i JOIN public.conferences_conference c ON c.id = i.conference_id
        JOIN public.conferences_kind k ON k.id = c.kind_id WHERE i.id = of_item);
END $$;
