-- 次第の「何人のうち何人が守秘を確かめたか」。会議の部屋を持つ人(役員)にだけ、数を答える。
-- 名簿を一行ずつ行の守りに通すと、議題三十・席七百で十ミリ秒を超える。部屋は会議に一つなので、根拠は一度だけ確かめればよい。
CREATE FUNCTION conferences_seats_counted(of_conference uuid) RETURNS TABLE (item_id uuid, seated bigint, acknowledged bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.item_id, count(*), count(m.acknowledged_at)
    FROM public.conferences_conference c JOIN public.conferences_item i ON i.conference_id = c.id
    JOIN public.conferences_member m ON m.item_id = i.id AND m.left_at IS NULL
    WHERE c.id = of_conference AND EXISTS (SELECT 1 FROM public.access_held(c.compartment_id))
    GROUP BY m.item_id
$$;
REVOKE ALL ON FUNCTION conferences_seats_counted(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conferences_seats_counted(uuid) TO kasane_app;
