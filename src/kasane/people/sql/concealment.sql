-- 伏せるべき人と、見えない人について答えてよいこと。RLS では見えない行を数えたり名指したりするので、答えは真偽か機関だけにする。

-- 伏せるべき人か: 封印された区画、続いている(終えていない)支援措置。存在も、どの機関が知っているかも答えない。
CREATE FUNCTION people_is_concealed(room uuid, whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_deny s WHERE s.compartment_id = room AND s.holder_id IS NULL
               AND s.valid_from <= statement_timestamp() AND (s.valid_to IS NULL OR s.valid_to > statement_timestamp()))
        OR EXISTS (SELECT 1 FROM public.people_protection p WHERE p.person_id = whom AND p.ended_on IS NULL)
$$;

-- ある人を職務として把握している機関(受付・主担当)。利害関係で断られた人には答えない。
CREATE FUNCTION people_known_to(room uuid, whom uuid, me uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT g.holder_id FROM public.access_grant g
    WHERE g.compartment_id = room AND g.holder_kind = 'agency' AND g.ground IN ('received', 'lead')
      AND g.valid_from <= statement_timestamp() AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())
      AND NOT public.people_is_concealed(room, whom)
      AND NOT EXISTS (SELECT 1 FROM public.access_deny d WHERE d.compartment_id = room AND d.holder_id = ANY (me)
          AND d.valid_from <= statement_timestamp() AND (d.valid_to IS NULL OR d.valid_to > statement_timestamp()))
$$;

-- 見えない世帯員を把握している機関。世帯が見える人にだけ答え、人数も番号も返さない。
CREATE FUNCTION people_household_known_to(household uuid) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); room uuid;
BEGIN
    SELECT h.compartment_id INTO room FROM public.people_household h WHERE h.id = household;
    IF me IS NULL OR room IS NULL OR NOT EXISTS (SELECT 1 FROM public.access_held(room)) THEN RETURN; END IF;
    RETURN QUERY SELECT DISTINCT known.agency_id
        FROM public.people_membership m
        CROSS JOIN LATERAL public.people_known_to(m.person_compartment_id, m.person_id, me) AS known (agency_id)
        WHERE m.household_id = household AND (m.valid_to IS NULL OR m.valid_to > (statement_timestamp() AT TIME ZONE 'Asia/Tokyo')::date)
          AND known.agency_id <> me[3] AND NOT EXISTS (SELECT 1 FROM public.access_held(m.person_compartment_id))
        ORDER BY known.agency_id;
END $$;

-- 居どころをふだんの表に書いてよい人か。支援措置が続いていれば否(措置が見えない人にも、避難先を書き込ませない)。
CREATE FUNCTION people_takes_places(whom uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT NOT EXISTS (SELECT 1 FROM public.people_protection p WHERE p.person_id = whom AND p.ended_on IS NULL)
        AND EXISTS (SELECT 1 FROM public.people_person p WHERE p.id = whom AND public.access_may_write(p.compartment_id))
$$;

-- 支援措置を始めるとき、名指しした人のほかが個人として持つ根拠(開いている緊急閲覧など)をその場で終わらせる。
CREATE FUNCTION people_close_to_others(room uuid, keepers uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal();
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write AND h.holder_kind = 'account') THEN
        RAISE EXCEPTION '名指しの担当者だけが閉じられます' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.access_grant SET valid_to = greatest(statement_timestamp(), valid_from), ended_by = me[2], ended_reason = '名指しの担当者に限る'
        WHERE compartment_id = room AND holder_kind = 'account' AND NOT holder_id = ANY (keepers || me[1])
          AND (valid_to IS NULL OR valid_to > statement_timestamp());
END $$;

-- 支援措置で置いた封印を解く。その区画の名指しの担当者だけ。
CREATE FUNCTION people_lift_seal(seal_id uuid, room uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write AND h.ground = 'named' AND h.holder_kind = 'account') THEN
        RAISE EXCEPTION '名指しの担当者だけが解けます' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.access_deny SET valid_to = greatest(statement_timestamp(), valid_from)
        WHERE id = seal_id AND compartment_id = room AND kind = 'seal' AND (valid_to IS NULL OR valid_to > statement_timestamp());
    RETURN FOUND;
END $$;

REVOKE ALL ON FUNCTION people_is_concealed(uuid, uuid), people_known_to(uuid, uuid, uuid[]), people_household_known_to(uuid),
    people_takes_places(uuid), people_close_to_others(uuid, uuid[]), people_lift_seal(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_household_known_to(uuid), people_takes_places(uuid), people_close_to_others(uuid, uuid[]),
    people_lift_seal(uuid, uuid) TO kasane_app;
