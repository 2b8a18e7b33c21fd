-- Run once in a database that will be copied: what it takes to bring a copy back to how it began.
DROP EVENT TRIGGER IF EXISTS note_altered;  -- a copy of a watched database is watched anew
DROP EVENT TRIGGER IF EXISTS note_dropped;
DROP SCHEMA IF EXISTS testing CASCADE;
CREATE SCHEMA testing;
CREATE TABLE testing.altered (command text);
CREATE TABLE testing.kept (name text);
CREATE TABLE testing.sequences AS SELECT sequencename AS name, last_value FROM pg_sequences WHERE schemaname = 'public';

-- Rows that are there from the start are copied.
DO $$
DECLARE
  one text;
  found boolean;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', one) INTO found;
    IF found THEN
      EXECUTE format('CREATE TABLE testing.%I AS SELECT * FROM public.%I', 'kept_' || one, one);
      INSERT INTO testing.kept VALUES (one);
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION testing.as_before() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  one record;
  found boolean;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  IF EXISTS (SELECT 1 FROM testing.altered) THEN
    RETURN false;
  END IF;
  PERFORM set_config('session_replication_role', 'replica', true);  -- neither triggers nor foreign keys
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', one.tablename) INTO found;
    IF found THEN
      EXECUTE format('DELETE FROM public.%I', one.tablename);
    END IF;
  END LOOP;
  FOR one IN SELECT name FROM testing.kept LOOP
    EXECUTE format('INSERT INTO public.%I SELECT * FROM testing.%I', one.name, 'kept_' || one.name);
  END LOOP;
  FOR one IN SELECT sequencename, testing.sequences.last_value AS first_value FROM pg_sequences
    JOIN testing.sequences ON name = sequencename
    WHERE schemaname = 'public' AND pg_sequences.last_value IS DISTINCT FROM testing.sequences.last_value LOOP
    PERFORM setval(format('public.%I', one.sequencename), coalesce(one.first_value, 1), one.first_value IS NOT NULL);
  END LOOP;
  RETURN true;
END $$;

CREATE FUNCTION testing.note_altered() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO testing.altered SELECT command_tag FROM pg_event_trigger_ddl_commands()
    WHERE schema_name IS DISTINCT FROM 'pg_temp';
END $$;

CREATE FUNCTION testing.note_dropped() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO testing.altered SELECT 'DROP ' || object_type FROM pg_event_trigger_dropped_objects()
    WHERE NOT is_temporary;
END $$;

CREATE EVENT TRIGGER note_altered ON ddl_command_end EXECUTE FUNCTION testing.note_altered();
CREATE EVENT TRIGGER note_dropped ON sql_drop EXECUTE FUNCTION testing.note_dropped();
