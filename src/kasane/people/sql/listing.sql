-- 一覧の控え: 根拠を持つ者ごとに、その人たちを五十音順に並べておく。自機関の人が何千人いても、一覧の一頁は一頁分の行だけを読む。
-- 控えは「見えるかもしれない人」の並びでしかない。見えるかどうかは、読むたびに行の守りと同じ述語で確かめる(古い控えからは何も漏れない)。
CREATE TABLE people_listing (
    holder_id uuid NOT NULL, sort_kana text COLLATE "C" NOT NULL, person_id uuid NOT NULL, compartment_id uuid NOT NULL,
    PRIMARY KEY (holder_id, sort_kana, person_id) INCLUDE (compartment_id)
);
CREATE INDEX people_listing_person ON people_listing (person_id);
ALTER TABLE people_listing ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_listing FORCE ROW LEVEL SECURITY;
REVOKE ALL ON people_listing FROM PUBLIC;
COMMENT ON TABLE people_listing IS 'kasane:owner_only';

-- 人が増えた・読みが変わった・区画が移った・名寄せされた: その人の控えを作り直す。
CREATE FUNCTION people_list_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM public.people_listing l WHERE l.person_id = NEW.id;
    END IF;
    IF NEW.merged_into_id IS NULL THEN
        INSERT INTO public.people_listing (holder_id, sort_kana, person_id, compartment_id)
        SELECT DISTINCT g.holder_id, NEW.sort_kana, NEW.id, NEW.compartment_id
        FROM public.access_grant g WHERE g.compartment_id = NEW.compartment_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER people_person_listed AFTER INSERT OR UPDATE OF sort_kana, compartment_id, merged_into_id ON people_person
    FOR EACH ROW EXECUTE FUNCTION people_list_person();

-- 根拠が増えた: その区画に人がいれば、持つ者の控えに足す。終わった根拠の控えは残し、読むときに落とす。
CREATE FUNCTION people_list_grant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.people_listing (holder_id, sort_kana, person_id, compartment_id)
    SELECT NEW.holder_id, p.sort_kana, p.id, p.compartment_id
    FROM public.people_person p WHERE p.compartment_id = NEW.compartment_id AND p.merged_into_id IS NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER people_grant_listed AFTER INSERT OR UPDATE OF holder_id, compartment_id ON access_grant
    FOR EACH ROW EXECUTE FUNCTION people_list_grant();

INSERT INTO people_listing (holder_id, sort_kana, person_id, compartment_id)
    SELECT DISTINCT g.holder_id, p.sort_kana, p.id, p.compartment_id
    FROM people_person p JOIN access_grant g ON g.compartment_id = p.compartment_id WHERE p.merged_into_id IS NULL;

-- 持つ者(人・配属・機関)ごとの控えを五十音順に読み、見える人だけを合わせて一頁分にする。
-- 述語は people_visible_sql から写し取る($1 = 持つ者)。ここで文にしておくと、計画を接続ごとに一度しか立てずに済む。
DO $make$ BEGIN EXECUTE format($function$
    CREATE FUNCTION people_listed(me uuid[], from_kana text, to_kana text, after_id uuid, take integer)
    RETURNS TABLE (person_id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    BEGIN
        RETURN QUERY
        SELECT f.id FROM unnest($1) AS holder (id) CROSS JOIN LATERAL (
            SELECT l.person_id AS id, l.sort_kana FROM public.people_listing l
            WHERE l.holder_id = holder.id AND l.sort_kana < to_kana AND (l.sort_kana, l.person_id) > (from_kana, after_id) AND %s
            ORDER BY l.sort_kana, l.person_id LIMIT take) f
        GROUP BY f.sort_kana, f.id ORDER BY f.sort_kana, f.id LIMIT take;
    END $$
$function$, people_visible_sql('l.compartment_id', false, false)); END $make$;

-- 自機関・自分が関わる人の番号を、五十音順に(常時閲覧の窓口としてだけ見える人は含めない)。
CREATE OR REPLACE FUNCTION people_mine(from_kana text, to_kana text, after_kana text, after_id uuid, take integer)
RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT public.people_listed(public.access_principal(), greatest(after_kana COLLATE "C", from_kana COLLATE "C"), to_kana, after_id,
        least(take, 10001))
$$;

REVOKE ALL ON FUNCTION people_list_person(), people_list_grant(), people_listed(uuid[], text, text, uuid, integer),
    people_mine(text, text, text, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_mine(text, text, text, uuid, integer) TO kasane_app;
