-- 確定の仕方(支援決定・支援決定と確認・報告)は、会議で了承された時に決まる。後から市の決めごとが変わっても、了承された時の答えのまま残す。
-- 一覧は、この列だけを読む(見えない人の行も数える関数を、行ごとに呼ばない)。作成中に戻れば、まだ決まっていない。
ALTER TABLE plans_plan DISABLE TRIGGER plans_plan_kept;
UPDATE plans_plan p SET finality = coalesce((SELECT d.finality FROM plans_decision d WHERE d.plan_id = p.id ORDER BY d.recorded_at DESC, d.id DESC
    LIMIT 1), plans_finality(p.id)) WHERE p.state IN ('approved', 'final', 'replaced', 'ended', 'suspended');
ALTER TABLE plans_plan ENABLE TRIGGER plans_plan_kept;

CREATE FUNCTION plans_plan_settles() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.finality := CASE WHEN TG_OP = 'INSERT' OR NEW.state IN ('draft', 'tabled') THEN ''
        WHEN OLD.state = 'tabled' AND NEW.state IN ('approved', 'final') THEN public.plans_finality(NEW.id) ELSE OLD.finality END;
    RETURN NEW;
END $$;
-- 名前の順で plans_plan_kept の後に動く(中身を変えたとは数えない)。
CREATE TRIGGER plans_plan_settled BEFORE INSERT OR UPDATE ON plans_plan FOR EACH ROW EXECUTE FUNCTION plans_plan_settles();
REVOKE ALL ON FUNCTION plans_plan_settles() FROM PUBLIC;

-- 策定・再プランの会議に諮るときは、支援方針が書いてあること(domain/occasions.py の may_table と同じ規則)。市の決定より先に始めた日は、
-- 参加支援・アウトリーチを使うプランだけにある。
CREATE FUNCTION plans_guard_tabled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF btrim(NEW.policy) = '' THEN PERFORM public.plans_refuse('支援方針のないプランは諮れません'); END IF;
    IF NEW.early_start_on IS NOT NULL AND NOT public.plans_programmes(NEW.id) && ARRAY['outreach', 'participation'] THEN
        PERFORM public.plans_refuse('参加支援・アウトリーチを使わないプランは、市の決定より先に始められません');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_plan_tabled BEFORE UPDATE OF state ON plans_plan
    FOR EACH ROW WHEN (NEW.state = 'tabled' AND OLD.state <> 'tabled') EXECUTE FUNCTION plans_guard_tabled();
REVOKE ALL ON FUNCTION plans_guard_tabled() FROM PUBLIC;
