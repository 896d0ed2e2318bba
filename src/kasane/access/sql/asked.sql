-- この区画を管理する（ほかの機関に見せてよい）根拠を、今の行為者が持つか。名指しで頼まれただけの機関・同意で読むだけの機関は持たない。
CREATE FUNCTION access_manages(room uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT 1 FROM public.access_held(room) h WHERE h.may_write AND h.ground IN ('received', 'lead', 'city', 'named'))
$$;
REVOKE ALL ON FUNCTION access_manages(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_manages(uuid) TO kasane_app;
