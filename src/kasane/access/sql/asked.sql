-- この区画を管理する（ほかの機関に見せてよい）根拠を、今の行為者が持つか。名指しで頼まれただけの機関・同意で読むだけの機関は持たない。
CREATE FUNCTION access_manages(room uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write AND h.ground IN ('received', 'lead', 'city', 'named'))
$$;
REVOKE ALL ON FUNCTION access_manages(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_manages(uuid) TO kasane_app;

-- 種類の違う区画の行が並ぶ表（経過記録など）に、区画の種類を写す。アプリが種類を偽って、常時の根拠をすり抜けることはできない。
CREATE FUNCTION access_copy_room_kind() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    SELECT c.kind INTO NEW.room_kind FROM public.access_compartment c WHERE c.id = NEW.compartment_id;
    IF NEW.room_kind IS NULL THEN
        RAISE EXCEPTION '区画がありません' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION access_copy_room_kind() FROM PUBLIC;
