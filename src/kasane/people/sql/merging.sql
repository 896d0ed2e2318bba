-- 名寄せで行を移し、取り消しで戻す。ほかの人の側(世帯・続柄の相手)が見えなくても、その人の行は残らず移す。

-- 名寄せしてよい二人か。どちらかが見えない・書けない・伏せるべきなら、理由を言わずに否と答える。
CREATE FUNCTION people_may_merge(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT count(*) = 2 AND bool_and(public.access_may_write(p.compartment_id) AND NOT public.people_is_concealed(p.compartment_id, p.id))
    FROM public.people_person p WHERE p.id IN (one, other)
$$;

-- 移す表と列: 表、人の列、区画の列(空なら区画は変えない)。
CREATE FUNCTION people_merge_targets() RETURNS TABLE (tab text, person_column text, room_column text) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('people_name', 'person_id', 'compartment_id'), ('people_place', 'person_id', 'compartment_id'),
        ('people_protected_place', 'person_id', ''), ('people_condition', 'person_id', ''), ('people_tie', 'person_id', 'compartment_id'),
        ('people_membership', 'person_id', 'person_compartment_id'), ('people_relation', 'person_id', 'compartment_id'),
        ('people_relation', 'other_id', 'other_compartment_id'), ('people_search_key', 'person_id', 'compartment_id')
$$;

-- absorbed の行を kept へ移し、移した行を控える。返すのは移した行の数。
CREATE FUNCTION people_move_children(merging uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE m record; t record; moved integer; total integer := 0;
BEGIN
    SELECT g.*, k.compartment_id AS kept_room, a.compartment_id AS absorbed_room INTO m FROM public.people_merge g
        JOIN public.people_person k ON k.id = g.kept_id JOIN public.people_person a ON a.id = g.absorbed_id
        WHERE g.id = merging AND g.undone_at IS NULL;
    IF NOT FOUND OR NOT public.people_may_merge(m.kept_id, m.absorbed_id)
       OR EXISTS (SELECT 1 FROM public.people_merge_move v WHERE v.merge_id = merging) THEN
        RAISE EXCEPTION 'この二人は名寄せできません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR t IN SELECT * FROM public.people_merge_targets() LOOP
        EXECUTE format(
            'WITH moved AS (UPDATE public.%1$I SET %2$I = $1 %3$s WHERE %2$I = $3 %4$s RETURNING id)
             INSERT INTO public.people_merge_move (id, compartment_id, merge_id, target, row_id, from_compartment_id)
             SELECT gen_random_uuid(), $2, $4, %5$L, moved.id, $5 FROM moved',
            t.tab, t.person_column,
            CASE WHEN t.room_column = '' THEN '' ELSE format(', %I = $2', t.room_column) END,
            CASE WHEN t.room_column = '' THEN '' ELSE format('AND %I = $5', t.room_column) END,
            t.tab || '.' || t.person_column)
        USING m.kept_id, m.kept_room, m.absorbed_id, merging, m.absorbed_room;
        GET DIAGNOSTICS moved = ROW_COUNT;
        total := total + moved;
    END LOOP;
    RETURN total;
END $$;

-- まだ移した先にある行だけを、元の人と区画へ戻す。返すのは戻した行の数。
CREATE FUNCTION people_return_children(merging uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE m record; t record; moved integer; total integer := 0;
BEGIN
    SELECT g.*, k.compartment_id AS kept_room, a.compartment_id AS absorbed_room INTO m FROM public.people_merge g
        JOIN public.people_person k ON k.id = g.kept_id JOIN public.people_person a ON a.id = g.absorbed_id
        WHERE g.id = merging AND g.undone_at IS NULL;
    IF NOT FOUND OR NOT (public.access_may_write(m.kept_room) AND public.access_may_write(m.absorbed_room)) THEN
        RAISE EXCEPTION 'この名寄せは元に戻せません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR t IN SELECT * FROM public.people_merge_targets() LOOP
        EXECUTE format(
            'UPDATE public.%1$I r SET %2$I = $1 %3$s FROM public.people_merge_move v
             WHERE v.merge_id = $3 AND v.target = %5$L AND v.row_id = r.id AND r.%2$I = $4 %4$s',
            t.tab, t.person_column,
            CASE WHEN t.room_column = '' THEN '' ELSE format(', %I = $2', t.room_column) END,
            CASE WHEN t.room_column = '' THEN '' ELSE format('AND r.%I = $5', t.room_column) END,
            t.tab || '.' || t.person_column)
        USING m.absorbed_id, m.absorbed_room, merging, m.kept_id, m.kept_room;
        GET DIAGNOSTICS moved = ROW_COUNT;
        total := total + moved;
    END LOOP;
    RETURN total;
END $$;

REVOKE ALL ON FUNCTION people_may_merge(uuid, uuid), people_merge_targets(), people_move_children(uuid), people_return_children(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_may_merge(uuid, uuid), people_move_children(uuid), people_return_children(uuid) TO kasane_app;
