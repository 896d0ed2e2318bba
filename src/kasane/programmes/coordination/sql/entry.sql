-- 多機関協働への依頼は、入口の記録に答え(理由と、紹介元との話を伴う)が書かれてからでなければ、つなぎとしても答えられない。
-- つなぎ一般の画面から受け入れたり差し戻したりしても、話さずに決めることはできない。
CREATE FUNCTION coordination_talk_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.coordination_entry e WHERE e.referral_id = NEW.id
               AND e.answer IS DISTINCT FROM (CASE NEW.state WHEN 'accepted' THEN 'taken_on' ELSE 'sent_back' END)) THEN
        RAISE EXCEPTION '多機関協働への依頼は、紹介元と話し、理由を書いてから答えます' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION coordination_talk_first() FROM PUBLIC;
CREATE TRIGGER coordination_referral_talk_first BEFORE UPDATE OF state ON cases_referral FOR EACH ROW
    WHEN (OLD.kind = 'coordination' AND OLD.state = 'sent' AND NEW.state IN ('accepted', 'declined'))
    EXECUTE FUNCTION coordination_talk_first();
