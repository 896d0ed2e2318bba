-- 議題の人(と、その事案の人)の名前が、この言葉に入っているか。pieces は kernel.folding.fold_name でそろえた切れ端。
-- 名前は、氏名の鍵(people_search_key: 全名と名)と、全名から名を除いた姓。仮名二字以下と一字の名前は、敬称などが続くときだけ名前とみなす(「家」は姓だけ。実家の「実」は名前ではない)。
CREATE FUNCTION conferences_speaks_name(of_item uuid, pieces text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    WITH who AS (
        SELECT p.person_id FROM public.conferences_item_person p WHERE p.item_id = of_item
        UNION SELECT p.person_id FROM public.cases_person p JOIN public.conferences_item i ON i.case_id = p.case_id WHERE i.id = of_item),
    keys AS MATERIALIZED (
        SELECT k.source_id, k.kind, k.key FROM public.people_search_key k JOIN who ON k.person_id = who.person_id WHERE k.kind IN (1, 2)),
    names AS (
        SELECT key, false AS family FROM keys
        UNION SELECT left(f.key, char_length(f.key) - char_length(g.key)), true FROM keys f JOIN keys g ON g.source_id = f.source_id
            WHERE f.kind = 1 AND g.kind = 2 AND char_length(f.key) > char_length(g.key) AND right(f.key, char_length(g.key)) = g.key),
    judged AS (SELECT key, family, char_length(key) >= 3 OR char_length(key) = 2 AND key !~ '^[ぁ-ゖー]+$' AS tells FROM names WHERE key <> '')
    SELECT EXISTS (
        SELECT 1 FROM judged n, unnest(pieces) t (piece) WHERE n.tells AND position(n.key IN t.piece) > 0
           OR NOT n.tells AND (n.key = t.piece OR EXISTS (
                SELECT 1 FROM unnest(ARRAY['さん', '様', '氏', '君', 'くん', 'ちやん', '宅', CASE WHEN n.family THEN '家' END]) h (honour)
                WHERE position(n.key || h.honour IN t.piece) > 0)))
$$;

CREATE FUNCTION conferences_keep_names_in(of_item uuid, pieces text[]) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF public.conferences_speaks_name(of_item, pieces) THEN
        PERFORM public.cases_refuse('議題の人の名前が入っています');
    END IF;
END $$;

-- 議題に書ける役員にだけ答える(名前を当てる道具にさせない)。
CREATE FUNCTION conferences_names_in(of_item uuid, pieces text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT public.conferences_speaks_name(of_item, pieces) FROM public.conferences_item i
    WHERE i.id = of_item AND public.access_may_write(i.compartment_id)
$$;
REVOKE ALL ON FUNCTION conferences_speaks_name(uuid, text[]), conferences_keep_names_in(uuid, text[]), conferences_names_in(uuid, text[])
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_names_in(uuid, text[]) TO kasane_app;
