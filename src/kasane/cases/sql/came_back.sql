-- 差し戻された・もどされたつなぎは、送った側の今日の仕事に残り、読んだと記すまで消えない(宙に浮く一通を作らない)。

-- 戻ってきた一通を受け止める機関: 送った機関。送った機関がもう関わっていなければ、今の伴走の機関。
CREATE FUNCTION cases_returns_to(r cases_referral) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM public.cases_involvement v
            WHERE v.case_id = r.case_id AND v.agency_id = r.from_agency_id AND v.valid_to IS NULL) THEN r.from_agency_id
        ELSE (SELECT c.companion_agency_id FROM public.cases_case c WHERE c.id = r.case_id) END
$$;

-- 行為者の機関が受け止めるか。書ける根拠のない一通には、いつも否と答える。
CREATE FUNCTION cases_returns_to_us(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.cases_referral r WHERE r.id = wanted AND public.access_may_write(r.compartment_id)
        AND public.cases_returns_to(r) = (public.access_principal())[3])
$$;

-- 戻ってきて、まだ読んだと記されていない一通の番号(新しく戻ったものから take 件)。行為者の機関が受け止め、書ける根拠のあるものだけ。
-- 送った機関の分は部分索引から引き、受け継いだ分は、町じゅうの読まれていない一通(いつも少ない)から、今の伴走が自分のものだけを残す。
CREATE FUNCTION cases_came_back(take integer) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, public AS $$
    WITH me AS MATERIALIZED (SELECT (public.access_principal())[3] AS agency),
    own AS MATERIALIZED (
        SELECT r FROM public.cases_referral r, me
        WHERE r.from_agency_id = me.agency AND r.state IN ('declined', 'returned') AND r.seen_at IS NULL),
    unread AS MATERIALIZED (
        SELECT r FROM public.cases_referral r, me
        WHERE r.from_agency_id <> me.agency AND r.state IN ('declined', 'returned') AND r.seen_at IS NULL),
    inherited AS MATERIALIZED (
        SELECT u.r FROM unread u, me
        WHERE (SELECT c.companion_agency_id FROM public.cases_case c WHERE c.id = (u.r).case_id) = me.agency)
    SELECT f.id FROM (
        SELECT (b.r).id, (b.r).compartment_id, coalesce((b.r).returned_at, (b.r).answered_at) AS back_at
        FROM (SELECT r FROM own UNION ALL SELECT r FROM inherited) b, me WHERE public.cases_returns_to(b.r) = me.agency
        ORDER BY back_at DESC, id OFFSET 0) f
    WHERE public.access_may_write(f.compartment_id) LIMIT take
$$;

-- 戻ってきた一通を読んだと記す。だれがいつ読んだかは、経過に残る。
CREATE FUNCTION cases_acknowledge(wanted uuid, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE me uuid[] := public.access_principal(); r public.cases_referral;
BEGIN
    PERFORM 1 FROM public.cases_case c WHERE c.id = (SELECT l.case_id FROM public.cases_referral l WHERE l.id = wanted) FOR UPDATE;
    SELECT * INTO r FROM public.cases_referral WHERE id = wanted FOR UPDATE;
    IF r.id IS NULL OR me IS NULL OR cardinality(me) <> 3 OR r.state NOT IN ('declined', 'returned') OR r.seen_at IS NOT NULL
       OR NOT public.cases_returns_to_us(wanted) THEN
        PERFORM public.cases_refuse('この一通を、読んだと記すことはできません');
    END IF;
    UPDATE public.cases_referral SET seen_at = at, seen_by = me[2], version = version + 1 WHERE id = wanted;
    PERFORM public.cases_event(r.case_id, r.compartment_id, 'acknowledge_referral', 'seen', r.id, r.to_agency_id, '戻ってきたつなぎを読んだ', '', at);
END $$;

-- 今日の仕事のうち、この人に何かありうる見出しの符号。広めに答える(見えるかは、一覧の問いが決める)。
CREATE FUNCTION cases_waits(today date) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM public.cases_came_back(1)) THEN ARRAY['cases.returned'] ELSE '{}'::text[] END
$$;

REVOKE ALL ON FUNCTION cases_returns_to(cases_referral), cases_returns_to_us(uuid), cases_came_back(integer), cases_acknowledge(uuid, timestamptz), cases_waits(date)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_returns_to_us(uuid), cases_came_back(integer), cases_acknowledge(uuid, timestamptz), cases_waits(date) TO kasane_app;

-- 事案の名前を改める。段階を動かせる人(事案に書ける人)。前の名前は経過に残る。
CREATE FUNCTION cases_retitle(of_case uuid, fresh text, why text, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE c public.cases_case;
BEGIN
    c := public.cases_lock(of_case, false);
    IF btrim(fresh) = '' OR btrim(why) = '' OR fresh = c.title THEN PERFORM public.cases_refuse('この名前には改められません'); END IF;
    UPDATE public.cases_case SET title = fresh WHERE id = of_case;
    PERFORM public.cases_event(of_case, c.compartment_id, 'retitle_case', fresh, of_case, NULL, '事案の名前を改めた',
        format(E'前：%s\n後：%s\n%s', c.title, fresh, why), at);
END $$;
REVOKE ALL ON FUNCTION cases_retitle(uuid, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_retitle(uuid, text, text, timestamptz) TO kasane_app;
