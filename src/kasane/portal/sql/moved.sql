-- 会議が移ったときに、札と写しの終わりも移す。守秘の文は、会議の日に効いている罰則で出す。

-- portal_invited を作り直す(seats.sql の形から、守秘の文だけが、会議の日に効いている文に変わった)。
CREATE OR REPLACE FUNCTION portal_invited(seat uuid) RETURNS TABLE (item uuid, room uuid, holder uuid, name text, wording text, law text, acknowledged boolean,
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
    CROSS JOIN LATERAL (SELECT public.conferences_wording(k.id, c.held_on) AS text) w
    WHERE m.id = seat AND m.posting_id IS NULL AND m.left_at IS NULL AND m.two_way AND w.text <> ''
      AND o.valid_from <= day AND (o.valid_to IS NULL OR o.valid_to > day)
      AND i.state IN ('tabled', 'decided') AND c.state <> 'cancelled' AND least(m.shown_until, i.shown_until) > statement_timestamp()
      AND public.conferences_appointed(m.outside_member_id, m.appointment_id, m.item_id,
            greatest(day, (m.shown_from AT TIME ZONE 'Asia/Tokyo')::date))
      AND NOT EXISTS (SELECT 1 FROM public.access_deny d WHERE d.compartment_id = i.compartment_id
            AND (d.holder_id IS NULL OR d.holder_id = o.id)
            AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()));
END $$;

-- 席・議題の窓が動いたら、生きている札の終わりも同じところへ動かす(札を出してから60日を超えない)。終わった札は生き返らない。
CREATE FUNCTION portal_ticket_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.portal_ticket t SET valid_to = least(NEW.shown_until, t.recorded_at + interval '60 days')
        WHERE t.revoked_at IS NULL AND t.valid_to > statement_timestamp() AND NEW.shown_until > t.valid_from
          AND CASE TG_TABLE_NAME WHEN 'conferences_member' THEN t.member_id = NEW.id
                   ELSE t.cooperation_id IS NOT NULL AND t.item_id = NEW.id END;
    RETURN NULL;
END $$;
CREATE TRIGGER portal_ticket_follows_member AFTER UPDATE OF shown_until ON conferences_member FOR EACH ROW
    WHEN (NEW.outside_member_id IS NOT NULL AND OLD.shown_until <> NEW.shown_until) EXECUTE FUNCTION portal_ticket_follows();
CREATE TRIGGER portal_ticket_follows_item AFTER UPDATE OF shown_until ON conferences_item FOR EACH ROW
    WHEN (OLD.shown_until <> NEW.shown_until) EXECUTE FUNCTION portal_ticket_follows();
REVOKE ALL ON FUNCTION portal_ticket_follows() FROM PUBLIC;
