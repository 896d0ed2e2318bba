-- 裏で作る書類: 係だけが、次の頼み(だれの・どの頼みか。中身は見ない)を受け取り、期限の過ぎた中身を消す。
CREATE FUNCTION documents_take(at timestamptz) RETURNS TABLE (job_id uuid, account uuid, posting uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT public.access_has_role(ARRAY['job']) THEN
        RAISE insufficient_privilege USING MESSAGE = '係だけが受け取れます。';
    END IF;
    UPDATE public.documents_job j SET state = 'failed', why = '何度か試しましたが、作れませんでした。', finished_at = at
     WHERE j.state = 'working' AND j.tries >= 3 AND j.beat_at < at - interval '5 minutes';
    RETURN QUERY
    UPDATE public.documents_job j SET state = 'working', tries = j.tries + 1, beat_at = at, done = 0, left_out = 0
     WHERE j.id = (SELECT q.id FROM public.documents_job q
                    WHERE q.state = 'waiting' OR (q.state = 'working' AND q.beat_at < at - interval '5 minutes')
                    ORDER BY q.asked_at, q.id FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING j.id, j.account_id, j.posting_id;
END $$;

CREATE FUNCTION documents_sweep(at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE swept integer;
BEGIN
    IF NOT public.access_has_role(ARRAY['job']) THEN
        RAISE insufficient_privilege USING MESSAGE = '係だけが消せます。';
    END IF;
    UPDATE public.documents_job j SET state = 'gone', content = NULL WHERE j.gone_at <= at AND j.state <> 'gone';
    GET DIAGNOSTICS swept = ROW_COUNT;
    RETURN swept;
END $$;

-- 配属の終わった人の頼みは、その人としては開けないので、係が閉じる。
CREATE FUNCTION documents_drop(job uuid, reason text, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF NOT public.access_has_role(ARRAY['job']) THEN
        RAISE insufficient_privilege USING MESSAGE = '係だけが閉じられます。';
    END IF;
    UPDATE public.documents_job j SET state = 'failed', why = reason, content = NULL, finished_at = at WHERE j.id = job;
END $$;

-- 市の選択肢を、日付つきの行で直す。様式の直しができる役割だけが、様式が使う一覧だけを直せる。前の行は残り、前の日には前の言い方になる。
CREATE FUNCTION documents_correct_code(wanted_list text, wanted_code text, new_label text, since date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE former public.agencies_code%ROWTYPE;
BEGIN
    IF NOT public.access_has_role(ARRAY['secretariat', 'account_admin']) THEN
        RAISE insufficient_privilege USING MESSAGE = '様式を直せる役割が要ります。';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM public.agencies_code c WHERE c.list_name = wanted_list)
       OR wanted_list !~ '^(application_|assessment_|plan_|legal_representative$)' OR since < current_date - 1 THEN
        RAISE insufficient_privilege USING MESSAGE = 'この一覧は直せません。';
    END IF;
    SELECT * INTO former FROM public.agencies_code c
     WHERE c.list_name = wanted_list AND c.code = wanted_code AND c.valid_from <= since AND (c.valid_to IS NULL OR c.valid_to > since)
     ORDER BY c.valid_from DESC LIMIT 1 FOR UPDATE;
    IF former.id IS NOT NULL AND former.valid_from = since THEN
        IF new_label = '' THEN
            DELETE FROM public.agencies_code c WHERE c.id = former.id;
        ELSE
            UPDATE public.agencies_code c SET label = new_label, "group" = '' WHERE c.id = former.id;
        END IF;
        RETURN;
    END IF;
    UPDATE public.agencies_code c SET valid_to = since WHERE c.id = former.id;
    IF new_label <> '' THEN
        INSERT INTO public.agencies_code (id, list_name, code, label, "group", position, valid_from, valid_to)
        VALUES (gen_random_uuid(), wanted_list, wanted_code, new_label, '',
                coalesce(former.position, (SELECT max(c.position) + 1 FROM public.agencies_code c WHERE c.list_name = wanted_list)),
                since, former.valid_to);
    END IF;
END $$;

REVOKE ALL ON FUNCTION documents_take(timestamptz), documents_sweep(timestamptz), documents_drop(uuid, text, timestamptz),
    documents_correct_code(text, text, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION documents_take(timestamptz), documents_sweep(timestamptz), documents_drop(uuid, text, timestamptz),
    documents_correct_code(text, text, text, date) TO kasane_app;
