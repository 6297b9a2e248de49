-- The schema as a fresh database has it after every migration. Written by npm run schema, read in reviews; never run.

create schema alerts;
grant usage on schema alerts to stoa_app;
grant usage on schema alerts to stoa_wide;

create table alerts.alert (
  id uuid not null,
  condition text not null,
  severity text not null,
  title text not null,
  text text not null,
  fix text not null,
  opened_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  version bigint default 1 not null,
  constraint alert_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'warning'::text]))),
  constraint alert_pkey PRIMARY KEY (id)
);
alter table alerts.alert enable row level security;
grant delete, insert, select, update on alerts.alert to stoa_app;
grant delete, insert, select, update on alerts.alert to stoa_wide;

create table alerts.channel (
  id uuid not null,
  name text not null,
  kind text not null,
  settings jsonb not null,
  secret_id uuid,
  due_at timestamp with time zone,
  last_ok_at timestamp with time zone,
  failing_since timestamp with time zone,
  error text,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  constraint channel_kind_check CHECK ((kind = ANY (ARRAY['mail'::text, 'webhook'::text, 'ping'::text]))),
  constraint channel_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint channel_pkey PRIMARY KEY (id)
);
alter table alerts.channel enable row level security;
grant delete, insert, select, update on alerts.channel to stoa_app;
grant delete, insert, select, update on alerts.channel to stoa_wide;

create table alerts.condition (
  name text not null,
  bad boolean not null,
  since timestamp with time zone not null,
  judged_at timestamp with time zone not null,
  constraint condition_pkey PRIMARY KEY (name)
);
alter table alerts.condition enable row level security;
grant delete, insert, select, update on alerts.condition to stoa_app;
grant delete, insert, select, update on alerts.condition to stoa_wide;

create table alerts.notification (
  id uuid not null,
  alert_id uuid,
  channel_id uuid,
  channel_name text not null,
  kind text not null,
  state text not null,
  attempts integer default 0 not null,
  due_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  error text,
  constraint notification_kind_check CHECK ((kind = ANY (ARRAY['opened'::text, 'closed'::text, 'test'::text]))),
  constraint notification_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text]))),
  constraint notification_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES alerts.alert(id) ON DELETE CASCADE,
  constraint notification_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES alerts.channel(id) ON DELETE SET NULL,
  constraint notification_pkey PRIMARY KEY (id),
  constraint notification_alert_id_channel_id_kind_key UNIQUE (alert_id, channel_id, kind)
);
alter table alerts.notification enable row level security;
grant delete, insert, select, update on alerts.notification to stoa_app;
grant delete, insert, select, update on alerts.notification to stoa_wide;

CREATE UNIQUE INDEX alert_open ON alerts.alert USING btree (condition) WHERE (closed_at IS NULL);

CREATE INDEX channel_due ON alerts.channel USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX notification_alert ON alerts.notification USING btree (alert_id);

CREATE INDEX notification_due ON alerts.notification USING btree (due_at) WHERE (state = 'waiting'::text);

create policy scope on alerts.alert for all to stoa_app using (false) with check (false);

create policy scope on alerts.channel for all to stoa_app using (false) with check (false);

create policy scope on alerts.condition for all to stoa_app using (false) with check (false);

create policy scope on alerts.notification for all to stoa_app using (false) with check (false);

create schema base;
grant usage on schema base to stoa_app;
grant usage on schema base to stoa_wide;

CREATE OR REPLACE FUNCTION base.at_side()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('stoa.at_side', true), '')::uuid $function$
;

CREATE OR REPLACE FUNCTION base.customer_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('stoa.customer_id', true), '')::uuid $function$
;

CREATE OR REPLACE FUNCTION base.erase_settings(tenant uuid, installation uuid)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  with erased as (
    update base.audit a set
      before = (select jsonb_object_agg(key, case when value = 'null' then value else '"(erased)"' end) from jsonb_each(a.before)),
      after = (select jsonb_object_agg(key, case when value = 'null' then value else '"(erased)"' end) from jsonb_each(a.after))
    where a.customer_id = tenant and a.subject = installation and a.verb = 'installation.settings' returning 1)
  select count(*) from erased
$function$
;

CREATE OR REPLACE FUNCTION base.forget_settings(installation uuid)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select base.erase_settings(base.customer_id(), installation)
$function$
;
grant execute on function base.forget_settings(uuid) to stoa_app;

CREATE OR REPLACE PROCEDURE base.guard(IN target regclass, IN rule text, IN check_rule text DEFAULT NULL::text)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy scope on %s to stoa_app using (%s) with check (%s)', target, rule, coalesce(check_rule, rule));
  execute format('grant select, insert, update, delete on %s to stoa_app, stoa_wide', target);
end $procedure$
;

CREATE OR REPLACE FUNCTION base.host_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('stoa.host_id', true), '')::uuid $function$
;

CREATE OR REPLACE FUNCTION base.publisher_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('stoa.publisher_id', true), '')::uuid $function$
;

CREATE OR REPLACE FUNCTION base.side_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('stoa.side_id', true), '')::uuid $function$
;

CREATE OR REPLACE FUNCTION base.words_in(translations jsonb, languages text[], texts text[])
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select jsonb_object_agg(said.key, (select coalesce(jsonb_object_agg(one, said.value -> one), '{}') from unnest(texts) one where said.value ? one))
  from jsonb_each(translations) said where languages is null or said.key = any (languages)
$function$
;

create table base.audit (
  id uuid not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id uuid,
  verb text not null,
  side_id uuid,
  customer_id uuid,
  publisher_id uuid,
  subject uuid,
  before jsonb,
  after jsonb,
  trace text not null,
  constraint audit_pkey PRIMARY KEY (id)
);
alter table base.audit enable row level security;
grant insert, select on base.audit to stoa_app;
grant insert, select on base.audit to stoa_wide;

create table base.deployment (
  name text not null,
  value jsonb not null,
  at timestamp with time zone not null,
  constraint deployment_pkey PRIMARY KEY (name)
);
grant delete, insert, select, update on base.deployment to stoa_wide;

create table base.fact (
  id uuid not null,
  seq bigint generated always as identity not null,
  xid xid8 default pg_current_xact_id() not null,
  type text not null,
  v integer not null,
  at timestamp with time zone not null,
  side_id uuid,
  customer_id uuid,
  publisher_id uuid,
  subject uuid not null,
  subject_version bigint not null,
  data jsonb not null,
  others text,
  size integer default 1 not null,
  constraint fact_pkey PRIMARY KEY (id)
);
alter table base.fact enable row level security;
grant insert on base.fact to stoa_app;
grant delete, insert, select on base.fact to stoa_wide;

create table base.fact_cursor (
  handler text not null,
  xid xid8 default '0'::xid8 not null,
  seq bigint default 0 not null,
  claimed_until timestamp with time zone default '-infinity'::timestamp with time zone not null,
  constraint fact_cursor_pkey PRIMARY KEY (handler)
);
grant delete, insert, select, update on base.fact_cursor to stoa_wide;

create table base.fact_dead (
  handler text not null,
  fact_id uuid not null,
  attempts integer not null,
  due_at timestamp with time zone not null,
  error text not null,
  given_up boolean default false not null,
  row_id uuid not null,
  constraint fact_dead_pkey PRIMARY KEY (handler, fact_id)
);
grant delete, insert, select, update on base.fact_dead to stoa_wide;

create table base.migration (
  name text not null,
  digest text not null,
  applied_at timestamp with time zone default clock_timestamp() not null,
  constraint migration_pkey PRIMARY KEY (name)
);
grant select on base.migration to stoa_wide;

CREATE INDEX audit_actor ON base.audit USING btree (actor_id, id) WHERE (actor_id IS NOT NULL);

CREATE INDEX audit_customer ON base.audit USING btree (customer_id, id) WHERE (customer_id IS NOT NULL);

CREATE INDEX audit_customer_actor ON base.audit USING btree (customer_id, actor_id, id) WHERE ((customer_id IS NOT NULL) AND (actor_id IS NOT NULL));

CREATE INDEX audit_customer_subject ON base.audit USING btree (customer_id, subject, id) WHERE ((customer_id IS NOT NULL) AND (subject IS NOT NULL));

CREATE INDEX audit_publisher ON base.audit USING btree (publisher_id, id) WHERE (publisher_id IS NOT NULL);

CREATE INDEX audit_publisher_actor ON base.audit USING btree (publisher_id, actor_id, id) WHERE ((publisher_id IS NOT NULL) AND (actor_id IS NOT NULL));

CREATE INDEX audit_side ON base.audit USING btree (side_id, id) WHERE (side_id IS NOT NULL);

CREATE INDEX audit_side_actor ON base.audit USING btree (side_id, actor_id, id) WHERE ((side_id IS NOT NULL) AND (actor_id IS NOT NULL));

CREATE INDEX fact_order ON base.fact USING btree (xid, seq);

CREATE INDEX fact_dead_due ON base.fact_dead USING btree (due_at) WHERE (NOT given_up);

create policy read_own on base.audit for select to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy write_any on base.audit for insert to stoa_app with check (true);

create policy write_own on base.fact for insert to stoa_app with check (true);

create schema builds;
grant usage on schema builds to stoa_app;
grant usage on schema builds to stoa_wide;

create table builds.build (
  id uuid not null,
  integration_id uuid not null,
  publisher_id uuid not null,
  number integer not null,
  state text not null,
  cause text not null,
  ref text not null,
  commit_id text not null,
  asked_by uuid,
  main_line boolean,
  step text,
  failure jsonb,
  reason text,
  release_id uuid,
  attempt integer default 0 not null,
  cancel_asked boolean default false not null,
  lease_until timestamp with time zone,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint build_cause_check CHECK ((cause = ANY (ARRAY['push'::text, 'tag'::text, 'request'::text]))),
  constraint build_commit_id_check CHECK ((commit_id ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'::text)),
  constraint build_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text]))),
  constraint build_integration_id_publisher_id_fkey FOREIGN KEY (integration_id, publisher_id) REFERENCES catalog.integration(id, publisher_id),
  constraint build_release_id_fkey FOREIGN KEY (release_id) REFERENCES catalog.release(id),
  constraint build_pkey PRIMARY KEY (id),
  constraint build_integration_id_number_key UNIQUE (integration_id, number)
);
alter table builds.build enable row level security;
grant insert, select, update on builds.build to stoa_app;
grant insert, select, update on builds.build to stoa_wide;

create table builds.integration_secret (
  integration_id uuid not null,
  publisher_id uuid not null,
  purpose text not null,
  name text not null,
  secret_id uuid not null,
  updated_at timestamp with time zone not null,
  constraint integration_secret_name_check CHECK ((name ~ '^[A-Za-z_][A-Za-z0-9_]{0,99}$'::text)),
  constraint integration_secret_purpose_check CHECK ((purpose = ANY (ARRAY['build'::text, 'run'::text]))),
  constraint integration_secret_integration_id_publisher_id_fkey FOREIGN KEY (integration_id, publisher_id) REFERENCES catalog.integration(id, publisher_id),
  constraint integration_secret_pkey PRIMARY KEY (integration_id, purpose, name)
);
alter table builds.integration_secret enable row level security;
grant delete, insert, select, update on builds.integration_secret to stoa_app;
grant delete, insert, select, update on builds.integration_secret to stoa_wide;

create table builds.log_chunk (
  build_id uuid not null,
  publisher_id uuid not null,
  attempt integer not null,
  seq integer not null,
  first_line bigint not null,
  lines bigint not null,
  first_at timestamp with time zone not null,
  raw_bytes bigint not null,
  stored_bytes bigint not null,
  hash text not null,
  blob_key text,
  inline bytea,
  constraint log_chunk_check CHECK (((blob_key IS NULL) <> (inline IS NULL))),
  constraint log_chunk_build_id_fkey FOREIGN KEY (build_id) REFERENCES builds.build(id),
  constraint log_chunk_pkey PRIMARY KEY (build_id, attempt, seq)
);
alter table builds.log_chunk enable row level security;
grant delete, insert, select, update on builds.log_chunk to stoa_app;
grant delete, insert, select, update on builds.log_chunk to stoa_wide;

create table builds.orphan_artifact (
  digest text not null,
  seen_at timestamp with time zone not null,
  constraint orphan_artifact_pkey PRIMARY KEY (digest)
);
alter table builds.orphan_artifact enable row level security;
grant delete, insert, select, update on builds.orphan_artifact to stoa_app;
grant delete, insert, select, update on builds.orphan_artifact to stoa_wide;

CREATE INDEX build_lease ON builds.build USING btree (lease_until) WHERE (state = 'running'::text);

CREATE INDEX build_publisher ON builds.build USING btree (publisher_id, id);

CREATE INDEX build_queued ON builds.build USING btree (id) WHERE (state = 'queued'::text);

CREATE UNIQUE INDEX build_running ON builds.build USING btree (integration_id) WHERE (state = 'running'::text);

create policy scope on builds.build for all to stoa_app using ((publisher_id = base.publisher_id())) with check ((publisher_id = base.publisher_id()));

create policy scope on builds.integration_secret for all to stoa_app using ((publisher_id = base.publisher_id())) with check ((publisher_id = base.publisher_id()));

create policy scope on builds.log_chunk for all to stoa_app using ((publisher_id = base.publisher_id())) with check ((publisher_id = base.publisher_id()));

create policy scope on builds.orphan_artifact for all to stoa_app using (false) with check (false);

create view builds.v_build with (security_invoker=true) as
 SELECT id,
    integration_id,
    publisher_id,
    number,
    state,
    ref,
    commit_id,
    release_id,
    created_at,
    finished_at
   FROM builds.build;
grant select on builds.v_build to stoa_app;
grant select on builds.v_build to stoa_wide;

create schema catalog;
grant usage on schema catalog to stoa_app;
grant usage on schema catalog to stoa_wide;

CREATE OR REPLACE FUNCTION catalog.keep_wish()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'a customer changes only how many want a wish' using errcode = 'insufficient_privilege';
end $function$
;

create table catalog.channel (
  integration_id uuid not null,
  publisher_id uuid not null,
  name text not null,
  release_id uuid not null,
  moved_at timestamp with time zone not null,
  constraint channel_name_check CHECK ((name = ANY (ARRAY['stable'::text, 'latest'::text]))),
  constraint channel_integration_id_publisher_id_fkey FOREIGN KEY (integration_id, publisher_id) REFERENCES catalog.integration(id, publisher_id),
  constraint channel_release_id_integration_id_fkey FOREIGN KEY (release_id, integration_id) REFERENCES catalog.release(id, integration_id),
  constraint channel_pkey PRIMARY KEY (integration_id, name)
);
alter table catalog.channel enable row level security;
grant insert, select, update on catalog.channel to stoa_app;
grant insert, select, update on catalog.channel to stoa_wide;

create table catalog.dropped_release (
  release_id uuid not null,
  publisher_id uuid not null,
  dropped_at timestamp with time zone not null,
  constraint dropped_release_release_id_fkey FOREIGN KEY (release_id) REFERENCES catalog.release(id),
  constraint dropped_release_pkey PRIMARY KEY (release_id)
);
alter table catalog.dropped_release enable row level security;
grant select on catalog.dropped_release to stoa_app;
grant insert, select on catalog.dropped_release to stoa_wide;

create table catalog.integration (
  id uuid not null,
  publisher_id uuid not null,
  slug text not null,
  name text not null,
  last_release integer default 0 not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  constraint integration_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint integration_slug_check CHECK ((slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'::text)),
  constraint integration_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES identity.publisher(id),
  constraint integration_pkey PRIMARY KEY (id),
  constraint integration_id_publisher_id_key UNIQUE (id, publisher_id),
  constraint integration_publisher_id_slug_key UNIQUE (publisher_id, slug)
);
alter table catalog.integration enable row level security;
grant insert, select, update on catalog.integration to stoa_app;
grant insert, select, update on catalog.integration to stoa_wide;

create table catalog.listing (
  id uuid not null,
  side_id uuid not null,
  host_id uuid not null,
  publisher_id uuid not null,
  publisher_name text not null,
  integration_id uuid not null,
  integration_slug text not null,
  state text not null,
  title text not null,
  summary text not null,
  description text not null,
  categories text[] not null,
  support text not null,
  hosts text[] not null,
  draft jsonb not null,
  reason text,
  installs integer default 0 not null,
  search tsvector default ''::tsvector not null,
  published_at timestamp with time zone,
  created_at timestamp with time zone not null,
  version bigint default 1 not null,
  shown_release_id uuid,
  tiers text[] default '{}'::text[] not null,
  groups text[] default '{}'::text[] not null,
  words text[] default '{}'::text[] not null,
  showcase jsonb default '{"icon": null, "items": []}'::jsonb not null,
  icon text generated always as ((showcase #>> '{icon,digest}'::text[])) stored,
  language text generated always as ((showcase ->> 'language'::text)) stored,
  said jsonb generated always as (base.words_in((showcase -> 'translations'::text), NULL::text[], ARRAY[title, summary])) stored,
  constraint listing_installs_check CHECK ((installs >= 0)),
  constraint listing_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'published'::text, 'rejected'::text, 'withdrawn'::text]))),
  constraint listing_host_id_fkey FOREIGN KEY (host_id) REFERENCES identity.host(id),
  constraint listing_integration_id_publisher_id_fkey FOREIGN KEY (integration_id, publisher_id) REFERENCES catalog.integration(id, publisher_id),
  constraint listing_shown_release_id_fkey FOREIGN KEY (shown_release_id) REFERENCES catalog.release(id),
  constraint listing_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint listing_pkey PRIMARY KEY (id),
  constraint listing_id_side_id_key UNIQUE (id, side_id),
  constraint listing_side_id_integration_id_key UNIQUE (side_id, integration_id)
);
alter table catalog.listing enable row level security;
grant insert, select, update on catalog.listing to stoa_app;
grant insert, select, update on catalog.listing to stoa_wide;

create table catalog.release (
  id uuid not null,
  integration_id uuid not null,
  publisher_id uuid not null,
  number integer not null,
  version_text text not null,
  contract text not null,
  manifest jsonb not null,
  artifact_digest text not null,
  artifact_bytes bigint not null,
  runtime jsonb not null,
  architecture text not null,
  commit_id text not null,
  ref text not null,
  build_id uuid,
  created_at timestamp with time zone not null,
  showcase jsonb default '{"icon": null, "items": []}'::jsonb not null,
  page text,
  constraint release_artifact_digest_check CHECK ((artifact_digest ~ '^[0-9a-f]{64}$'::text)),
  constraint release_page_check CHECK ((page ~ '^[0-9a-f]{64}$'::text)),
  constraint release_version_text_check CHECK (((length(version_text) >= 1) AND (length(version_text) <= 80))),
  constraint release_integration_id_publisher_id_fkey FOREIGN KEY (integration_id, publisher_id) REFERENCES catalog.integration(id, publisher_id),
  constraint release_pkey PRIMARY KEY (id),
  constraint release_id_integration_id_key UNIQUE (id, integration_id),
  constraint release_integration_id_number_key UNIQUE (integration_id, number)
);
alter table catalog.release enable row level security;
grant insert, select on catalog.release to stoa_app;
grant insert, select on catalog.release to stoa_wide;

create table catalog.release_note (
  release_id uuid not null,
  integration_id uuid not null,
  publisher_id uuid not null,
  notes text not null,
  written_at timestamp with time zone not null,
  translations jsonb default '{}'::jsonb not null,
  constraint release_note_notes_check CHECK (((length(notes) >= 1) AND (length(notes) <= 2000))),
  constraint release_note_integration_id_publisher_id_fkey FOREIGN KEY (integration_id, publisher_id) REFERENCES catalog.integration(id, publisher_id),
  constraint release_note_release_id_fkey FOREIGN KEY (release_id) REFERENCES catalog.release(id),
  constraint release_note_pkey PRIMARY KEY (release_id)
);
alter table catalog.release_note enable row level security;
grant delete, insert, select, update on catalog.release_note to stoa_app;
grant delete, insert, select, update on catalog.release_note to stoa_wide;

create table catalog.shown_page (
  listing_id uuid not null,
  digest text not null,
  side_id uuid not null,
  publisher_id uuid not null,
  constraint shown_page_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES catalog.listing(id),
  constraint shown_page_pkey PRIMARY KEY (listing_id, digest)
);
alter table catalog.shown_page enable row level security;
grant insert, select on catalog.shown_page to stoa_app;
grant insert, select on catalog.shown_page to stoa_wide;

create table catalog.simulator (
  integration_id uuid not null,
  publisher_id uuid not null,
  host text not null,
  port integer not null,
  address text not null,
  set_at timestamp with time zone not null,
  constraint simulator_address_check CHECK (((length(address) >= 1) AND (length(address) <= 300))),
  constraint simulator_port_check CHECK (((port >= 1) AND (port <= 65535))),
  constraint simulator_integration_id_publisher_id_fkey FOREIGN KEY (integration_id, publisher_id) REFERENCES catalog.integration(id, publisher_id),
  constraint simulator_pkey PRIMARY KEY (integration_id, host, port)
);
alter table catalog.simulator enable row level security;
grant delete, insert, select, update on catalog.simulator to stoa_app;
grant delete, insert, select, update on catalog.simulator to stoa_wide;

create table catalog.stable_release (
  integration_id uuid not null,
  publisher_id uuid not null,
  release_id uuid not null,
  number integer not null,
  constraint stable_release_release_id_integration_id_fkey FOREIGN KEY (release_id, integration_id) REFERENCES catalog.release(id, integration_id),
  constraint stable_release_pkey PRIMARY KEY (integration_id, number)
);
alter table catalog.stable_release enable row level security;
grant insert, select on catalog.stable_release to stoa_app;
grant insert, select on catalog.stable_release to stoa_wide;

create table catalog.submission (
  id uuid not null,
  listing_id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  release_id uuid,
  state text not null,
  content jsonb not null,
  checks jsonb not null,
  reason text,
  created_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  showcase jsonb default '{"icon": null, "items": []}'::jsonb not null,
  constraint submission_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'failed'::text, 'approved'::text, 'rejected'::text, 'taken_back'::text]))),
  constraint submission_listing_id_side_id_fkey FOREIGN KEY (listing_id, side_id) REFERENCES catalog.listing(id, side_id),
  constraint submission_release_id_fkey FOREIGN KEY (release_id) REFERENCES catalog.release(id),
  constraint submission_pkey PRIMARY KEY (id)
);
alter table catalog.submission enable row level security;
grant insert, select, update on catalog.submission to stoa_app;
grant insert, select, update on catalog.submission to stoa_wide;

create table catalog.synonym (
  side_id uuid not null,
  pairs jsonb not null,
  folded jsonb not null,
  version bigint default 1 not null,
  set_at timestamp with time zone not null,
  constraint synonym_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint synonym_pkey PRIMARY KEY (side_id)
);
alter table catalog.synonym enable row level security;
grant delete, insert, select, update on catalog.synonym to stoa_app;
grant delete, insert, select, update on catalog.synonym to stoa_wide;

create table catalog.wish (
  id uuid not null,
  side_id uuid not null,
  name text not null,
  folded text not null,
  state text not null,
  answer text,
  listing_id uuid,
  merged_into uuid,
  votes integer default 0 not null,
  created_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  version bigint default 1 not null,
  constraint wish_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint wish_state_check CHECK ((state = ANY (ARRAY['open'::text, 'planned'::text, 'declined'::text, 'there'::text, 'merged'::text]))),
  constraint wish_votes_check CHECK ((votes >= 0)),
  constraint wish_listing_id_side_id_fkey FOREIGN KEY (listing_id, side_id) REFERENCES catalog.listing(id, side_id),
  constraint wish_merged_into_side_id_fkey FOREIGN KEY (merged_into, side_id) REFERENCES catalog.wish(id, side_id),
  constraint wish_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint wish_pkey PRIMARY KEY (id),
  constraint wish_id_side_id_key UNIQUE (id, side_id),
  constraint wish_side_id_folded_key UNIQUE (side_id, folded)
);
alter table catalog.wish enable row level security;
grant insert, select, update on catalog.wish to stoa_app;
grant insert, select, update on catalog.wish to stoa_wide;

create table catalog.wish_maker (
  customer_id uuid not null,
  side_id uuid not null,
  day date not null,
  made integer not null,
  constraint wish_maker_customer_id_side_id_fkey FOREIGN KEY (customer_id, side_id) REFERENCES identity.customer(id, side_id),
  constraint wish_maker_pkey PRIMARY KEY (customer_id)
);
alter table catalog.wish_maker enable row level security;
grant delete, insert, select, update on catalog.wish_maker to stoa_app;
grant delete, insert, select, update on catalog.wish_maker to stoa_wide;

create table catalog.wish_vote (
  wish_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  person_id uuid,
  why text,
  voted_at timestamp with time zone not null,
  seen_at timestamp with time zone,
  constraint wish_vote_why_check CHECK ((length(why) <= 500)),
  constraint wish_vote_customer_id_side_id_fkey FOREIGN KEY (customer_id, side_id) REFERENCES identity.customer(id, side_id),
  constraint wish_vote_wish_id_side_id_fkey FOREIGN KEY (wish_id, side_id) REFERENCES catalog.wish(id, side_id),
  constraint wish_vote_pkey PRIMARY KEY (wish_id, customer_id)
);
alter table catalog.wish_vote enable row level security;
grant delete, insert, select, update on catalog.wish_vote to stoa_app;
grant delete, insert, select, update on catalog.wish_vote to stoa_wide;

CREATE INDEX listing_integration ON catalog.listing USING btree (integration_id);

CREATE INDEX listing_publisher ON catalog.listing USING btree (publisher_id);

CREATE INDEX listing_side ON catalog.listing USING btree (side_id, installs DESC);

CREATE INDEX release_publisher ON catalog.release USING btree (publisher_id, id);

CREATE INDEX submission_listing ON catalog.submission USING btree (listing_id, id);

CREATE UNIQUE INDEX submission_waiting ON catalog.submission USING btree (listing_id) WHERE (state = 'waiting'::text);

CREATE INDEX wish_host ON catalog.wish USING btree (side_id, votes DESC, id DESC) WHERE ((state <> 'merged'::text) AND ((votes > 0) OR (state <> 'open'::text)));

CREATE INDEX wish_merged ON catalog.wish USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX wish_wanted ON catalog.wish USING btree (side_id, votes DESC, id DESC) WHERE (votes > 0);

CREATE INDEX wish_vote_customer ON catalog.wish_vote USING btree (customer_id, wish_id);

CREATE INDEX wish_vote_side ON catalog.wish_vote USING btree (side_id, voted_at);

create policy scope on catalog.channel for all to stoa_app using (((publisher_id = base.publisher_id()) OR (EXISTS ( SELECT
   FROM catalog.listing l
  WHERE (l.integration_id = channel.integration_id))))) with check ((publisher_id = base.publisher_id()));

create policy scope on catalog.dropped_release for all to stoa_app using ((publisher_id = base.publisher_id())) with check ((publisher_id = base.publisher_id()));

create policy scope on catalog.integration for all to stoa_app using (((publisher_id = base.publisher_id()) OR (EXISTS ( SELECT
   FROM catalog.listing l
  WHERE (l.integration_id = integration.id))))) with check ((publisher_id = base.publisher_id()));

create policy scope on catalog.listing for all to stoa_app using (((publisher_id = base.publisher_id()) OR (side_id = base.side_id()) OR ((side_id = base.at_side()) AND (published_at IS NOT NULL)))) with check (((publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on catalog.release for all to stoa_app using (((publisher_id = base.publisher_id()) OR (EXISTS ( SELECT
   FROM catalog.listing l
  WHERE (l.integration_id = release.integration_id))))) with check ((publisher_id = base.publisher_id()));

create policy scope on catalog.release_note for all to stoa_app using (((publisher_id = base.publisher_id()) OR (EXISTS ( SELECT
   FROM catalog.listing l
  WHERE (l.integration_id = release_note.integration_id))))) with check ((publisher_id = base.publisher_id()));

create policy scope on catalog.shown_page for all to stoa_app using (((publisher_id = base.publisher_id()) OR (EXISTS ( SELECT
   FROM catalog.listing l
  WHERE (l.id = shown_page.listing_id))))) with check (((publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on catalog.simulator for all to stoa_app using (((publisher_id = base.publisher_id()) OR (EXISTS ( SELECT
   FROM catalog.listing l
  WHERE (l.integration_id = simulator.integration_id))))) with check ((publisher_id = base.publisher_id()));

create policy scope on catalog.stable_release for all to stoa_app using ((publisher_id = base.publisher_id())) with check ((publisher_id = base.publisher_id()));

create policy shown on catalog.stable_release for select to stoa_app using ((EXISTS ( SELECT
   FROM catalog.listing l
  WHERE (l.integration_id = stable_release.integration_id))));

create policy scope on catalog.submission for all to stoa_app using (((publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on catalog.synonym for all to stoa_app using ((side_id = base.at_side())) with check ((side_id = base.at_side()));

create policy scope on catalog.wish for all to stoa_app using ((side_id = base.at_side())) with check ((side_id = base.at_side()));

create policy scope on catalog.wish_maker for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on catalog.wish_vote for all to stoa_app using (((customer_id = base.customer_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (side_id = base.side_id())));

CREATE TRIGGER keep_wish BEFORE UPDATE ON catalog.wish FOR EACH ROW WHEN (((base.customer_id() IS NOT NULL) AND ((((((((old.side_id IS DISTINCT FROM new.side_id) OR (old.name IS DISTINCT FROM new.name)) OR (old.folded IS DISTINCT FROM new.folded)) OR (old.state IS DISTINCT FROM new.state)) OR (old.answer IS DISTINCT FROM new.answer)) OR (old.listing_id IS DISTINCT FROM new.listing_id)) OR (old.merged_into IS DISTINCT FROM new.merged_into)) OR (old.decided_at IS DISTINCT FROM new.decided_at)))) EXECUTE FUNCTION catalog.keep_wish();

create view catalog.v_channel with (security_invoker=true) as
 SELECT integration_id,
    publisher_id,
    name,
    release_id,
    moved_at
   FROM catalog.channel;
grant select on catalog.v_channel to stoa_app;
grant select on catalog.v_channel to stoa_wide;

create view catalog.v_integration with (security_invoker=true) as
 SELECT id,
    publisher_id,
    slug,
    name,
    created_at
   FROM catalog.integration;
grant select on catalog.v_integration to stoa_app;
grant select on catalog.v_integration to stoa_wide;

create view catalog.v_listing with (security_invoker=true) as
 SELECT id,
    side_id,
    host_id,
    publisher_id,
    publisher_name,
    integration_id,
    integration_slug,
    state,
    title,
    summary,
    hosts,
    published_at,
    icon,
    language,
    said AS translations
   FROM catalog.listing;
grant select on catalog.v_listing to stoa_app;
grant select on catalog.v_listing to stoa_wide;

create view catalog.v_release with (security_invoker=true) as
 SELECT id,
    integration_id,
    publisher_id,
    number,
    version_text,
    contract,
    manifest,
    artifact_digest,
    runtime,
    architecture,
    created_at
   FROM catalog.release;
grant select on catalog.v_release to stoa_app;
grant select on catalog.v_release to stoa_wide;

create view catalog.v_support with (security_invoker=true) as
 SELECT id,
    side_id,
    publisher_id,
    title,
    support
   FROM catalog.listing;
grant select on catalog.v_support to stoa_app;
grant select on catalog.v_support to stoa_wide;

create schema connections;
grant usage on schema connections to stoa_app;
grant usage on schema connections to stoa_wide;

create table connections.app (
  id uuid not null,
  side_id uuid,
  publisher_id uuid,
  provider text not null,
  definition jsonb,
  client_id text,
  secret_id uuid,
  tested_at timestamp with time zone,
  test_error text,
  rotated_at timestamp with time zone,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  returns_to text,
  constraint app_check CHECK ((num_nonnulls(side_id, publisher_id) = 1)),
  constraint app_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES identity.publisher(id),
  constraint app_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint app_pkey PRIMARY KEY (id)
);
alter table connections.app enable row level security;
grant delete, insert, select, update on connections.app to stoa_app;
grant delete, insert, select, update on connections.app to stoa_wide;

create table connections.attempt (
  id uuid not null,
  customer_id uuid not null,
  side_id uuid not null,
  provider text not null,
  app_id uuid,
  connection_id uuid,
  listing_id uuid,
  name text,
  way text not null,
  scopes text[] default '{}'::text[] not null,
  fields jsonb default '{}'::jsonb not null,
  state text not null,
  error text,
  code_hash bytea not null,
  state_hash bytea,
  browser_hash bytea,
  sealed bytea,
  poll_due_at timestamp with time zone,
  tries integer default 0 not null,
  actor_kind text not null,
  actor_id uuid,
  result_id uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  return_address text,
  constraint attempt_state_check CHECK ((state = ANY (ARRAY['open'::text, 'begun'::text, 'done'::text, 'failed'::text]))),
  constraint attempt_way_check CHECK ((way = ANY (ARRAY['window'::text, 'link'::text, 'device'::text]))),
  constraint attempt_app_id_fkey FOREIGN KEY (app_id) REFERENCES connections.app(id),
  constraint attempt_connection_id_customer_id_fkey FOREIGN KEY (connection_id, customer_id) REFERENCES connections.connection(id, customer_id),
  constraint attempt_customer_id_side_id_fkey FOREIGN KEY (customer_id, side_id) REFERENCES identity.customer(id, side_id),
  constraint attempt_pkey PRIMARY KEY (id),
  constraint attempt_code_hash_key UNIQUE (code_hash),
  constraint attempt_state_hash_key UNIQUE (state_hash)
);
alter table connections.attempt enable row level security;
grant delete, insert, select, update on connections.attempt to stoa_app;
grant delete, insert, select, update on connections.attempt to stoa_wide;

create table connections.connection (
  id uuid not null,
  customer_id uuid not null,
  side_id uuid not null,
  app_id uuid,
  provider text not null,
  name text not null,
  account_id text,
  account_name text,
  fields jsonb default '{}'::jsonb not null,
  scopes text[] default '{}'::text[] not null,
  state text not null,
  secret_id uuid,
  credential_version bigint default 1 not null,
  expires_at timestamp with time zone,
  refresh_due_at timestamp with time zone,
  refreshed_at timestamp with time zone,
  lease_id uuid,
  lease_until timestamp with time zone default '-infinity'::timestamp with time zone not null,
  failures integer default 0 not null,
  cool_until timestamp with time zone,
  last_error text,
  reason text,
  since timestamp with time zone,
  tested_at timestamp with time zone,
  test_error text,
  used_at timestamp with time zone,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  event_account text,
  check_due_at timestamp with time zone,
  check_refused_at timestamp with time zone,
  constraint connection_state_check CHECK ((state = ANY (ARRAY['connected'::text, 'needs_reauth'::text, 'disconnecting'::text, 'disconnected'::text]))),
  constraint connection_app_id_fkey FOREIGN KEY (app_id) REFERENCES connections.app(id),
  constraint connection_customer_id_side_id_fkey FOREIGN KEY (customer_id, side_id) REFERENCES identity.customer(id, side_id),
  constraint connection_pkey PRIMARY KEY (id),
  constraint connection_id_customer_id_key UNIQUE (id, customer_id)
);
alter table connections.connection enable row level security;
grant delete, insert, select, update on connections.connection to stoa_app;
grant delete, insert, select, update on connections.connection to stoa_wide;

create table connections.notice (
  id uuid not null,
  customer_id uuid not null,
  connection_id uuid not null,
  text text not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint notice_connection_id_customer_id_fkey FOREIGN KEY (connection_id, customer_id) REFERENCES connections.connection(id, customer_id),
  constraint notice_pkey PRIMARY KEY (id)
);
alter table connections.notice enable row level security;
grant delete, insert, select, update on connections.notice to stoa_app;
grant delete, insert, select, update on connections.notice to stoa_wide;

create table connections.signing_secret (
  id uuid not null,
  app_id uuid not null,
  side_id uuid,
  publisher_id uuid,
  secret_id uuid not null,
  created_at timestamp with time zone not null,
  constraint signing_secret_check CHECK ((num_nonnulls(side_id, publisher_id) = 1)),
  constraint signing_secret_app_id_fkey FOREIGN KEY (app_id) REFERENCES connections.app(id),
  constraint signing_secret_pkey PRIMARY KEY (id)
);
alter table connections.signing_secret enable row level security;
grant delete, insert, select, update on connections.signing_secret to stoa_app;
grant delete, insert, select, update on connections.signing_secret to stoa_wide;

CREATE UNIQUE INDEX app_publisher ON connections.app USING btree (publisher_id, provider) WHERE (removed_at IS NULL);

CREATE UNIQUE INDEX app_side ON connections.app USING btree (side_id, provider) WHERE (removed_at IS NULL);

CREATE INDEX attempt_customer ON connections.attempt USING btree (customer_id, id);

CREATE INDEX attempt_expires ON connections.attempt USING btree (expires_at);

CREATE INDEX connection_account ON connections.connection USING btree (COALESCE(event_account, account_id), provider) WHERE (state = 'connected'::text);

CREATE INDEX connection_check ON connections.connection USING btree (check_due_at) WHERE (state = 'connected'::text);

CREATE INDEX connection_customer ON connections.connection USING btree (customer_id, id);

CREATE INDEX connection_due ON connections.connection USING btree (refresh_due_at) WHERE ((state = 'connected'::text) AND (refresh_due_at IS NOT NULL));

CREATE INDEX connection_leaving ON connections.connection USING btree (refresh_due_at) WHERE (state = 'disconnecting'::text);

CREATE INDEX connection_needs ON connections.connection USING btree (side_id, customer_id) WHERE (state = 'needs_reauth'::text);

CREATE INDEX notice_customer ON connections.notice USING btree (customer_id, id);

CREATE UNIQUE INDEX notice_open ON connections.notice USING btree (connection_id) WHERE (ended_at IS NULL);

CREATE INDEX signing_secret_app ON connections.signing_secret USING btree (app_id, id);

create policy scope on connections.app for all to stoa_app using (((side_id = base.side_id()) OR (publisher_id = base.publisher_id()))) with check (((side_id = base.side_id()) OR (publisher_id = base.publisher_id())));

create policy scope on connections.attempt for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on connections.connection for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on connections.notice for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on connections.signing_secret for all to stoa_app using (((side_id = base.side_id()) OR (publisher_id = base.publisher_id()))) with check (((side_id = base.side_id()) OR (publisher_id = base.publisher_id())));

create view connections.v_app as
 SELECT id,
    side_id,
    publisher_id,
    provider,
    definition,
    client_id IS NOT NULL AS has_client
   FROM connections.app
  WHERE removed_at IS NULL;
grant select on connections.v_app to stoa_app;
grant select on connections.v_app to stoa_wide;

create view connections.v_connection with (security_invoker=true) as
 SELECT id,
    customer_id,
    side_id,
    app_id,
    provider,
    name,
    state,
    scopes,
    COALESCE(event_account, account_id) AS event_account,
    event_account AS named_account
   FROM connections.connection;
grant select on connections.v_connection to stoa_app;
grant select on connections.v_connection to stoa_wide;

create view connections.v_needs_sign_in as
 SELECT id,
    side_id,
    customer_id,
    provider,
    since
   FROM connections.connection
  WHERE state = 'needs_reauth'::text AND side_id = base.side_id();
grant select on connections.v_needs_sign_in to stoa_app;
grant select on connections.v_needs_sign_in to stoa_wide;

create schema console;
grant usage on schema console to stoa_app;
grant usage on schema console to stoa_wide;

create table console.visit (
  id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  installation_id uuid not null,
  person_id uuid not null,
  person_name text not null,
  host_name text not null,
  reason text not null,
  opened_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint visit_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint visit_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customer(id),
  constraint visit_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint visit_pkey PRIMARY KEY (id)
);
alter table console.visit enable row level security;
grant delete, insert, select, update on console.visit to stoa_app;
grant delete, insert, select, update on console.visit to stoa_wide;

CREATE INDEX visit_customer ON console.visit USING btree (customer_id, id);

CREATE INDEX visit_installation ON console.visit USING btree (installation_id, id);

CREATE INDEX visit_side ON console.visit USING btree (side_id, id);

create policy scope on console.visit for all to stoa_app using (((customer_id = base.customer_id()) OR (side_id = base.side_id()))) with check ((side_id = base.side_id()));

create schema gateway;
grant usage on schema gateway to stoa_app;
grant usage on schema gateway to stoa_wide;

create table gateway.action (
  side_id uuid not null,
  name text not null,
  method text not null,
  path text not null,
  title text not null,
  text text not null,
  scopes text[] not null,
  constraint action_side_id_fkey FOREIGN KEY (side_id) REFERENCES gateway.api(side_id) ON DELETE CASCADE,
  constraint action_pkey PRIMARY KEY (side_id, name)
);
alter table gateway.action enable row level security;
grant delete, insert, select, update on gateway.action to stoa_app;
grant delete, insert, select, update on gateway.action to stoa_wide;

create table gateway.api (
  side_id uuid not null,
  base text not null,
  title text not null,
  version_text text not null,
  digest text not null,
  way text default 'signed'::text not null,
  header text default 'Authorization'::text not null,
  prefix text default 'Bearer '::text not null,
  version bigint default 1 not null,
  declared_at timestamp with time zone not null,
  closed jsonb default '[]'::jsonb not null,
  words jsonb,
  constraint api_way_check CHECK ((way = ANY (ARRAY['signed'::text, 'token'::text]))),
  constraint api_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint api_pkey PRIMARY KEY (side_id)
);
alter table gateway.api enable row level security;
grant delete, insert, select, update on gateway.api to stoa_app;
grant delete, insert, select, update on gateway.api to stoa_wide;

create table gateway.call (
  id uuid not null,
  run_id uuid not null,
  attempt integer not null,
  installation_id uuid not null,
  integration_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  at timestamp with time zone not null,
  action text,
  method text not null,
  path text,
  status integer,
  bytes_out bigint not null,
  bytes_in bigint not null,
  took_ms integer not null,
  refused text,
  count integer default 1 not null,
  constraint call_pkey PRIMARY KEY (id)
);
alter table gateway.call enable row level security;
grant delete, insert, select, update on gateway.call to stoa_app;
grant delete, insert, select, update on gateway.call to stoa_wide;

create table gateway.host_token (
  customer_id uuid not null,
  side_id uuid not null,
  secret_id uuid not null,
  set_at timestamp with time zone not null,
  constraint host_token_customer_id_side_id_fkey FOREIGN KEY (customer_id, side_id) REFERENCES identity.customer(id, side_id),
  constraint host_token_pkey PRIMARY KEY (customer_id)
);
alter table gateway.host_token enable row level security;
grant delete, insert, select, update on gateway.host_token to stoa_app;
grant delete, insert, select, update on gateway.host_token to stoa_wide;

CREATE INDEX call_customer ON gateway.call USING btree (customer_id, id);

CREATE INDEX call_publisher ON gateway.call USING btree (publisher_id, id);

CREATE INDEX call_refused_publisher ON gateway.call USING btree (publisher_id, id) WHERE (refused IS NOT NULL);

CREATE INDEX call_refused_side ON gateway.call USING btree (side_id, id) WHERE (refused IS NOT NULL);

CREATE INDEX call_run ON gateway.call USING btree (run_id, id);

CREATE INDEX call_side ON gateway.call USING btree (side_id, id);

CREATE INDEX host_token_side ON gateway.host_token USING btree (side_id);

create policy scope on gateway.action for all to stoa_app using (((side_id = base.side_id()) OR (side_id = base.at_side()) OR (EXISTS ( SELECT
   FROM identity.v_side s
  WHERE (s.id = action.side_id))))) with check ((side_id = base.side_id()));

create policy scope on gateway.api for all to stoa_app using (((side_id = base.side_id()) OR (side_id = base.at_side()) OR (EXISTS ( SELECT
   FROM identity.v_side s
  WHERE (s.id = api.side_id))))) with check ((side_id = base.side_id()));

create policy scope on gateway.call for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on gateway.host_token for all to stoa_app using ((side_id = base.side_id())) with check ((side_id = base.side_id()));

create schema home;
grant usage on schema home to stoa_app;
grant usage on schema home to stoa_wide;

create table home.export (
  id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  state text default 'waiting'::text not null,
  asked_by text not null,
  done integer default 0 not null,
  total integer default 0 not null,
  attempts integer default 0 not null,
  due_at timestamp with time zone not null,
  blob_key text,
  bytes bigint,
  error text,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  expires_at timestamp with time zone,
  code_hash bytea,
  code_until timestamp with time zone,
  constraint export_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'gone'::text]))),
  constraint export_pkey PRIMARY KEY (id)
);
alter table home.export enable row level security;
grant delete, insert, select, update on home.export to stoa_app;
grant delete, insert, select, update on home.export to stoa_wide;

create table home.health (
  installation_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  schedule text,
  zone text not null,
  last_run_id uuid,
  last_run_at timestamp with time zone,
  last_outcome text,
  failure_class text,
  last_ok_at timestamp with time zone,
  failures integer default 0 not null,
  failing_since timestamp with time zone,
  successes jsonb default '[]'::jsonb not null,
  anchor_at timestamp with time zone not null,
  silent_due_at timestamp with time zone,
  silent_since timestamp with time zone,
  silent_cause text,
  version bigint default 1 not null,
  constraint health_last_outcome_check CHECK ((last_outcome = ANY (ARRAY['succeeded'::text, 'failed'::text]))),
  constraint health_pkey PRIMARY KEY (installation_id)
);
alter table home.health enable row level security;
grant insert, select, update on home.health to stoa_app;
grant delete, insert, select, update on home.health to stoa_wide;

create table home.help (
  id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  installation_id uuid not null,
  run_id uuid not null,
  mail_id uuid,
  person_id uuid,
  asked_by text not null,
  address text not null,
  sentence text not null,
  words text not null,
  with_log boolean not null,
  at timestamp with time zone not null,
  answered_at timestamp with time zone,
  answer text,
  constraint help_pkey PRIMARY KEY (id)
);
alter table home.help enable row level security;
grant insert, select, update on home.help to stoa_app;
grant delete, insert, select, update on home.help to stoa_wide;

create table home.mail (
  id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  person_id uuid,
  address text not null,
  reply_to text,
  subject text not null,
  body text not null,
  log_run_id uuid,
  unsubscribes boolean default false not null,
  state text default 'waiting'::text not null,
  attempts integer default 0 not null,
  due_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  error text,
  constraint mail_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text]))),
  constraint mail_pkey PRIMARY KEY (id)
);
alter table home.mail enable row level security;
grant delete, insert, select, update on home.mail to stoa_app;
grant delete, insert, select, update on home.mail to stoa_wide;

create table home.mute (
  customer_id uuid not null,
  person_id uuid not null,
  installation_id uuid not null,
  until timestamp with time zone,
  constraint mute_pkey PRIMARY KEY (customer_id, person_id, installation_id)
);
alter table home.mute enable row level security;
grant delete, insert, select, update on home.mute to stoa_app;
grant delete, insert, select, update on home.mute to stoa_wide;

create table home.notice (
  id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  installation_id uuid,
  connection_id uuid,
  kind text not null,
  cause text,
  run_id uuid,
  at timestamp with time zone not null,
  ended_at timestamp with time zone,
  told_at timestamp with time zone,
  tell_at timestamp with time zone default '-infinity'::timestamp with time zone not null,
  constraint notice_pkey PRIMARY KEY (id)
);
alter table home.notice enable row level security;
grant insert, select, update on home.notice to stoa_app;
grant delete, insert, select, update on home.notice to stoa_wide;

create table home.reader (
  customer_id uuid not null,
  person_id uuid not null,
  side_id uuid not null,
  seen_id uuid default '00000000-0000-0000-0000-000000000000'::uuid not null,
  product text default 'now'::text not null,
  mail text default 'now'::text not null,
  language text default 'en'::text not null,
  digest_due_at timestamp with time zone,
  digest_since timestamp with time zone,
  constraint reader_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  constraint reader_mail_check CHECK ((mail = ANY (ARRAY['now'::text, 'daily'::text, 'off'::text]))),
  constraint reader_product_check CHECK ((product = ANY (ARRAY['now'::text, 'off'::text]))),
  constraint reader_pkey PRIMARY KEY (customer_id, person_id)
);
alter table home.reader enable row level security;
grant delete, insert, select, update on home.reader to stoa_app;
grant delete, insert, select, update on home.reader to stoa_wide;

CREATE INDEX export_customer ON home.export USING btree (customer_id, id);

CREATE INDEX export_due ON home.export USING btree (due_at) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE INDEX export_expires ON home.export USING btree (expires_at) WHERE (state = 'done'::text);

CREATE UNIQUE INDEX export_open ON home.export USING btree (customer_id) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE INDEX health_due ON home.health USING btree (silent_due_at) WHERE (silent_due_at IS NOT NULL);

CREATE INDEX health_needs ON home.health USING btree (customer_id, installation_id) WHERE ((failing_since IS NOT NULL) OR (silent_since IS NOT NULL));

CREATE INDEX health_needs_publisher ON home.health USING btree (publisher_id, installation_id) WHERE ((failing_since IS NOT NULL) OR (silent_since IS NOT NULL));

CREATE INDEX health_needs_side ON home.health USING btree (side_id, installation_id) WHERE ((failing_since IS NOT NULL) OR (silent_since IS NOT NULL));

CREATE INDEX help_customer ON home.help USING btree (customer_id, id);

CREATE INDEX help_installation ON home.help USING btree (installation_id, id);

CREATE INDEX help_open ON home.help USING btree (publisher_id, id) WHERE (answered_at IS NULL);

CREATE INDEX help_publisher ON home.help USING btree (publisher_id, id);

CREATE INDEX help_run ON home.help USING btree (run_id, id);

CREATE INDEX help_side ON home.help USING btree (side_id, id);

CREATE INDEX mail_created ON home.mail USING btree (created_at);

CREATE INDEX mail_due ON home.mail USING btree (due_at) WHERE (state = 'waiting'::text);

CREATE INDEX mail_person ON home.mail USING btree (customer_id, created_at) WHERE unsubscribes;

CREATE INDEX notice_customer ON home.notice USING btree (customer_id, id);

CREATE INDEX notice_ended ON home.notice USING btree (ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX notice_held ON home.notice USING btree (installation_id) WHERE (told_at IS NULL);

CREATE INDEX notice_installation ON home.notice USING btree (installation_id, id);

CREATE INDEX notice_tell ON home.notice USING btree (tell_at, id) WHERE (told_at IS NULL);

CREATE UNIQUE INDEX notice_connection ON home.notice USING btree (connection_id, kind) WHERE ((ended_at IS NULL) AND (connection_id IS NOT NULL));

CREATE UNIQUE INDEX notice_episode ON home.notice USING btree (installation_id, kind) WHERE ((ended_at IS NULL) AND (connection_id IS NULL));

CREATE INDEX reader_digest ON home.reader USING btree (digest_due_at) WHERE (digest_due_at IS NOT NULL);

create policy scope on home.export for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on home.health for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (false);

create policy scope on home.help for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id())));

create policy scope on home.mail for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on home.mute for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on home.notice for all to stoa_app using ((customer_id = base.customer_id())) with check (false);

create policy scope on home.reader for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create view home.v_health with (security_invoker=true) as
 SELECT installation_id,
    side_id,
    customer_id,
    publisher_id,
    last_run_id,
    last_run_at,
    last_outcome,
    failure_class,
    last_ok_at,
    failures,
    failing_since,
    silent_since,
    silent_cause
   FROM home.health;
grant select on home.v_health to stoa_app;
grant select on home.v_health to stoa_wide;

create schema identity;
grant usage on schema identity to stoa_app;
grant usage on schema identity to stoa_wide;

CREATE OR REPLACE FUNCTION identity.free_issuer(issuer_name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from identity.issuer i where i.name = issuer_name and i.host_id = base.host_id() for update;
  delete from identity.issuer i where i.name = issuer_name and i.host_id = base.host_id()
    and not exists (select from identity.side_key k where k.issuer = i.name and k.revoked_at is null)
    and not exists (select from identity.key_set s where s.issuer = i.name);
end $function$
;
grant execute on function identity.free_issuer(text) to stoa_app;

create table identity.admission (
  publisher_id uuid not null,
  host_id uuid not null,
  admitted_at timestamp with time zone not null,
  constraint admission_host_id_fkey FOREIGN KEY (host_id) REFERENCES identity.host(id),
  constraint admission_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES identity.publisher(id),
  constraint admission_pkey PRIMARY KEY (publisher_id, host_id)
);
alter table identity.admission enable row level security;
grant delete, insert, select, update on identity.admission to stoa_app;
grant delete, insert, select, update on identity.admission to stoa_wide;

create table identity.customer (
  id uuid not null,
  side_id uuid not null,
  external_ref text not null,
  name text not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  tier text,
  hidden_listings uuid[] default '{}'::uuid[] not null,
  install_cap integer,
  closed_at timestamp with time zone,
  constraint customer_install_cap_check CHECK ((install_cap >= 0)),
  constraint customer_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint customer_pkey PRIMARY KEY (id),
  constraint customer_id_side_id_key UNIQUE (id, side_id),
  constraint customer_side_id_external_ref_key UNIQUE (side_id, external_ref)
);
alter table identity.customer enable row level security;
grant delete, insert, select, update on identity.customer to stoa_app;
grant delete, insert, select, update on identity.customer to stoa_wide;

create table identity.domain (
  id uuid not null,
  side_id uuid not null,
  name text not null,
  proof text not null,
  proven_at timestamp with time zone,
  leads_at timestamp with time zone,
  failing_at timestamp with time zone,
  problem text,
  fix text,
  checked_at timestamp with time zone,
  due_at timestamp with time zone not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  led_at timestamp with time zone,
  constraint domain_name_check CHECK (((length(name) >= 3) AND (length(name) <= 253))),
  constraint domain_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint domain_pkey PRIMARY KEY (id),
  constraint domain_side_id_name_key UNIQUE (side_id, name)
);
alter table identity.domain enable row level security;
grant delete, insert, select, update on identity.domain to stoa_app;
grant delete, insert, select, update on identity.domain to stoa_wide;

create table identity.host (
  id uuid not null,
  slug text not null,
  name text not null,
  look jsonb default '{}'::jsonb not null,
  origins text[] default '{}'::text[] not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  constraint host_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint host_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'::text)),
  constraint host_pkey PRIMARY KEY (id),
  constraint host_slug_key UNIQUE (slug)
);
alter table identity.host enable row level security;
grant delete, insert, select, update on identity.host to stoa_app;
grant delete, insert, select, update on identity.host to stoa_wide;

create table identity.issuer (
  name text not null,
  host_id uuid not null,
  constraint issuer_host_id_fkey FOREIGN KEY (host_id) REFERENCES identity.host(id),
  constraint issuer_pkey PRIMARY KEY (name)
);
alter table identity.issuer enable row level security;
grant delete, insert, select, update on identity.issuer to stoa_app;
grant delete, insert, select, update on identity.issuer to stoa_wide;

create table identity.key_set (
  id uuid not null,
  side_id uuid not null,
  issuer text not null,
  url text not null,
  keys jsonb default '[]'::jsonb not null,
  fetched_at timestamp with time zone,
  tried_at timestamp with time zone,
  settled_at timestamp with time zone,
  error text,
  created_at timestamp with time zone not null,
  constraint key_set_issuer_fkey FOREIGN KEY (issuer) REFERENCES identity.issuer(name),
  constraint key_set_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint key_set_pkey PRIMARY KEY (id),
  constraint key_set_issuer_key UNIQUE (issuer)
);
alter table identity.key_set enable row level security;
grant delete, insert, select, update on identity.key_set to stoa_app;
grant delete, insert, select, update on identity.key_set to stoa_wide;

create table identity.link (
  id uuid not null,
  kind text not null,
  code_hash bytea not null,
  person_id uuid,
  role text,
  host_id uuid,
  publisher_id uuid,
  publisher_name text,
  email text,
  created_by uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  spent_at timestamp with time zone,
  spent_by uuid,
  constraint link_kind_check CHECK ((kind = ANY (ARRAY['sign_in'::text, 'invite'::text]))),
  constraint link_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.person(id),
  constraint link_host_id_fkey FOREIGN KEY (host_id) REFERENCES identity.host(id),
  constraint link_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.person(id),
  constraint link_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES identity.publisher(id),
  constraint link_spent_by_fkey FOREIGN KEY (spent_by) REFERENCES identity.person(id),
  constraint link_pkey PRIMARY KEY (id),
  constraint link_code_hash_key UNIQUE (code_hash)
);
alter table identity.link enable row level security;
grant delete, insert, select, update on identity.link to stoa_app;
grant delete, insert, select, update on identity.link to stoa_wide;

create table identity.login (
  id uuid not null,
  secret_hash bytea not null,
  code_hash bytea not null,
  device text not null,
  address text not null,
  state text default 'waiting'::text not null,
  person_id uuid,
  place_kind text,
  place_id uuid,
  roles text[],
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint login_check CHECK (((state <> 'approved'::text) OR ((person_id IS NOT NULL) AND (place_kind IS NOT NULL) AND (roles IS NOT NULL)))),
  constraint login_device_check CHECK (((length(device) >= 1) AND (length(device) <= 120))),
  constraint login_place_kind_check CHECK ((place_kind = ANY (ARRAY['operator'::text, 'side'::text, 'publisher'::text, 'customer'::text]))),
  constraint login_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'refused'::text, 'taken'::text]))),
  constraint login_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.person(id),
  constraint login_pkey PRIMARY KEY (id),
  constraint login_code_hash_key UNIQUE (code_hash),
  constraint login_secret_hash_key UNIQUE (secret_hash)
);
alter table identity.login enable row level security;
grant delete, insert, select, update on identity.login to stoa_wide;

create table identity.login_guess (
  person_id uuid not null,
  at timestamp with time zone not null,
  constraint login_guess_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.person(id)
);
alter table identity.login_guess enable row level security;
grant delete, insert, select, update on identity.login_guess to stoa_wide;

create table identity.membership (
  id uuid not null,
  person_id uuid not null,
  role text not null,
  host_id uuid,
  publisher_id uuid,
  customer_id uuid,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  groups text[] default '{}'::text[] not null,
  barred_at timestamp with time zone,
  arrived_at timestamp with time zone,
  constraint membership_check CHECK ((num_nonnulls(host_id, publisher_id, customer_id) =
CASE
    WHEN (role = 'operator'::text) THEN 0
    ELSE 1
END)),
  constraint membership_check1 CHECK ((
CASE
    WHEN (role ~~ 'host_%'::text) THEN host_id
    WHEN (role ~~ 'publisher_%'::text) THEN publisher_id
    WHEN (role ~~ 'customer_%'::text) THEN customer_id
    ELSE person_id
END IS NOT NULL)),
  constraint membership_role_check CHECK ((role = ANY (ARRAY['operator'::text, 'host_owner'::text, 'host_reviewer'::text, 'host_support'::text, 'publisher_owner'::text, 'publisher_developer'::text, 'customer_owner'::text, 'customer_configurer'::text, 'customer_viewer'::text]))),
  constraint membership_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customer(id),
  constraint membership_host_id_fkey FOREIGN KEY (host_id) REFERENCES identity.host(id),
  constraint membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.person(id),
  constraint membership_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES identity.publisher(id),
  constraint membership_pkey PRIMARY KEY (id)
);
alter table identity.membership enable row level security;
grant delete, insert, select, update on identity.membership to stoa_app;
grant delete, insert, select, update on identity.membership to stoa_wide;

create table identity.person (
  id uuid not null,
  side_id uuid,
  subject text,
  email text,
  name text not null,
  created_at timestamp with time zone not null,
  language text,
  page_language text,
  constraint person_check CHECK (((side_id IS NULL) = (subject IS NULL))),
  constraint person_check1 CHECK (((side_id IS NOT NULL) OR (email IS NOT NULL))),
  constraint person_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text]))),
  constraint person_page_language_check CHECK ((page_language = ANY (ARRAY['en'::text, 'de'::text]))),
  constraint person_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint person_pkey PRIMARY KEY (id)
);
alter table identity.person enable row level security;
grant delete, insert, select, update on identity.person to stoa_app;
grant delete, insert, select, update on identity.person to stoa_wide;

create table identity.publisher (
  id uuid not null,
  slug text not null,
  name text not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  constraint publisher_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint publisher_slug_check CHECK ((slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'::text)),
  constraint publisher_pkey PRIMARY KEY (id),
  constraint publisher_slug_key UNIQUE (slug)
);
alter table identity.publisher enable row level security;
grant delete, insert, select, update on identity.publisher to stoa_app;
grant delete, insert, select, update on identity.publisher to stoa_wide;

create table identity.session (
  id uuid not null,
  person_id uuid not null,
  secret_hash bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  only_host uuid,
  only_publisher uuid,
  constraint session_only_host_fkey FOREIGN KEY (only_host) REFERENCES identity.host(id),
  constraint session_only_publisher_fkey FOREIGN KEY (only_publisher) REFERENCES identity.publisher(id),
  constraint session_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.person(id),
  constraint session_pkey PRIMARY KEY (id),
  constraint session_secret_hash_key UNIQUE (secret_hash)
);
alter table identity.session enable row level security;
grant delete, insert, select, update on identity.session to stoa_wide;

create table identity.side (
  id uuid not null,
  host_id uuid not null,
  kind text not null,
  clock_offset_ms bigint default 0 not null,
  look jsonb,
  page text,
  support text,
  constraint side_kind_check CHECK ((kind = ANY (ARRAY['test'::text, 'live'::text]))),
  constraint side_host_id_fkey FOREIGN KEY (host_id) REFERENCES identity.host(id),
  constraint side_pkey PRIMARY KEY (id),
  constraint side_host_id_kind_key UNIQUE (host_id, kind),
  constraint side_id_host_id_key UNIQUE (id, host_id)
);
alter table identity.side enable row level security;
grant delete, insert, select, update on identity.side to stoa_app;
grant delete, insert, select, update on identity.side to stoa_wide;

create table identity.side_key (
  id uuid not null,
  side_id uuid not null,
  kid text not null,
  issuer text not null,
  jwk jsonb not null,
  created_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  constraint side_key_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint side_key_pkey PRIMARY KEY (id),
  constraint side_key_issuer_kid_key UNIQUE (issuer, kid)
);
alter table identity.side_key enable row level security;
grant delete, insert, select, update on identity.side_key to stoa_app;
grant delete, insert, select, update on identity.side_key to stoa_wide;

create table identity.token (
  id uuid not null,
  name text not null,
  secret_hash bytea not null,
  hint text not null,
  roles text[] not null,
  side_id uuid,
  host_id uuid,
  publisher_id uuid,
  customer_id uuid,
  created_by uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  read_only boolean default false not null,
  constraint token_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.person(id),
  constraint token_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customer(id),
  constraint token_host_id_fkey FOREIGN KEY (host_id) REFERENCES identity.host(id),
  constraint token_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES identity.publisher(id),
  constraint token_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint token_pkey PRIMARY KEY (id),
  constraint token_secret_hash_key UNIQUE (secret_hash)
);
alter table identity.token enable row level security;
grant delete, insert, select, update on identity.token to stoa_app;
grant delete, insert, select, update on identity.token to stoa_wide;

create table identity.used_jti (
  side_id uuid not null,
  jti text not null,
  expires_at timestamp with time zone not null,
  constraint used_jti_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint used_jti_pkey PRIMARY KEY (side_id, jti)
);
alter table identity.used_jti enable row level security;
grant delete, insert, select, update on identity.used_jti to stoa_app;
grant delete, insert, select, update on identity.used_jti to stoa_wide;

CREATE INDEX domain_due ON identity.domain USING btree (due_at);

CREATE INDEX domain_leads ON identity.domain USING btree (side_id, leads_at) WHERE (leads_at IS NOT NULL);

CREATE UNIQUE INDEX domain_proven ON identity.domain USING btree (name) WHERE (proven_at IS NOT NULL);

CREATE INDEX key_set_side ON identity.key_set USING btree (side_id);

CREATE INDEX login_address ON identity.login USING btree (address, created_at);

CREATE INDEX login_expires ON identity.login USING btree (expires_at);

CREATE INDEX login_guess_person ON identity.login_guess USING btree (person_id, at);

CREATE INDEX membership_customer ON identity.membership USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX membership_host ON identity.membership USING btree (host_id) WHERE (host_id IS NOT NULL);

CREATE INDEX membership_person ON identity.membership USING btree (person_id, customer_id);

CREATE INDEX membership_publisher ON identity.membership USING btree (publisher_id) WHERE (publisher_id IS NOT NULL);

CREATE UNIQUE INDEX membership_once ON identity.membership USING btree (person_id, role, COALESCE(host_id, publisher_id, customer_id, '00000000-0000-0000-0000-000000000000'::uuid)) WHERE (ended_at IS NULL);

CREATE INDEX person_by_email ON identity.person USING btree (lower(email)) WHERE (side_id IS NULL);

CREATE UNIQUE INDEX person_subject ON identity.person USING btree (side_id, subject) WHERE (side_id IS NOT NULL);

CREATE INDEX session_expires ON identity.session USING btree (expires_at);

CREATE INDEX session_person ON identity.session USING btree (person_id) WHERE (ended_at IS NULL);

CREATE INDEX used_jti_expires ON identity.used_jti USING btree (expires_at);

create policy scope on identity.admission for all to stoa_app using (((publisher_id = base.publisher_id()) OR (host_id = base.host_id()))) with check ((host_id = base.host_id()));

create policy scope on identity.customer for all to stoa_app using (((id = base.customer_id()) OR (side_id = base.side_id()))) with check (((id = base.customer_id()) OR (side_id = base.side_id())));

create policy scope on identity.domain for all to stoa_app using (((side_id = base.side_id()) OR (side_id = base.at_side()))) with check ((side_id = base.side_id()));

create policy scope on identity.host for all to stoa_app using (((id = base.host_id()) OR (EXISTS ( SELECT
   FROM identity.side s
  WHERE ((s.host_id = host.id) AND (s.id = base.at_side())))) OR (EXISTS ( SELECT
   FROM identity.admission a
  WHERE ((a.host_id = host.id) AND (a.publisher_id = base.publisher_id())))))) with check ((id = base.host_id()));

create policy scope on identity.issuer for all to stoa_app using ((host_id = base.host_id())) with check ((host_id = base.host_id()));

create policy scope on identity.key_set for all to stoa_app using ((side_id = base.side_id())) with check ((side_id = base.side_id()));

create policy scope on identity.link for all to stoa_app using (((host_id = base.host_id()) OR (publisher_id = base.publisher_id()))) with check (((host_id = base.host_id()) OR (publisher_id = base.publisher_id())));

create policy scope on identity.membership for all to stoa_app using (((host_id = base.host_id()) OR (publisher_id = base.publisher_id()) OR (customer_id = base.customer_id()) OR (EXISTS ( SELECT
   FROM identity.customer c
  WHERE ((c.id = membership.customer_id) AND (c.side_id = base.side_id())))))) with check (((host_id = base.host_id()) OR (publisher_id = base.publisher_id()) OR (customer_id = base.customer_id()) OR (EXISTS ( SELECT
   FROM identity.customer c
  WHERE ((c.id = membership.customer_id) AND (c.side_id = base.side_id()))))));

create policy scope on identity.person for all to stoa_app using (((side_id = base.side_id()) OR (EXISTS ( SELECT
   FROM identity.membership m
  WHERE (m.person_id = person.id))))) with check (((side_id = base.side_id()) OR (EXISTS ( SELECT
   FROM identity.membership m
  WHERE (m.person_id = person.id)))));

create policy scope on identity.publisher for all to stoa_app using (((id = base.publisher_id()) OR (EXISTS ( SELECT
   FROM identity.admission a
  WHERE ((a.publisher_id = publisher.id) AND (a.host_id = base.host_id())))))) with check ((id = base.publisher_id()));

create policy ended on identity.session for select to stoa_app using ((EXISTS ( SELECT
   FROM identity.person p
  WHERE ((p.id = session.person_id) AND (p.side_id = base.side_id())))));

create policy ends on identity.session for update to stoa_app using ((EXISTS ( SELECT
   FROM identity.person p
  WHERE ((p.id = session.person_id) AND (p.side_id = base.side_id()))))) with check ((ended_at IS NOT NULL));

create policy scope on identity.side for all to stoa_app using (((host_id = base.host_id()) OR (id = base.at_side()) OR (EXISTS ( SELECT
   FROM identity.admission a
  WHERE ((a.host_id = side.host_id) AND (a.publisher_id = base.publisher_id())))))) with check ((host_id = base.host_id()));

create policy scope on identity.side_key for all to stoa_app using ((side_id = base.side_id())) with check ((side_id = base.side_id()));

create policy scope on identity.token for all to stoa_app using (((host_id = base.host_id()) OR (publisher_id = base.publisher_id()) OR (customer_id = base.customer_id()) OR (EXISTS ( SELECT
   FROM identity.customer c
  WHERE ((c.id = token.customer_id) AND (c.side_id = base.side_id())))))) with check (((host_id = base.host_id()) OR (publisher_id = base.publisher_id()) OR (customer_id = base.customer_id()) OR (EXISTS ( SELECT
   FROM identity.customer c
  WHERE ((c.id = token.customer_id) AND (c.side_id = base.side_id()))))));

create policy scope on identity.used_jti for all to stoa_app using ((side_id = base.at_side())) with check ((side_id = base.at_side()));

create view identity.v_admission with (security_invoker=true) as
 SELECT publisher_id,
    host_id
   FROM identity.admission;
grant select on identity.v_admission to stoa_app;
grant select on identity.v_admission to stoa_wide;

create view identity.v_customer with (security_invoker=true) as
 SELECT id,
    side_id,
    external_ref,
    name,
    closed_at,
    tier,
    created_at
   FROM identity.customer;
grant select on identity.v_customer to stoa_app;
grant select on identity.v_customer to stoa_wide;

create view identity.v_customer_person with (security_invoker=true) as
 SELECT DISTINCT customer_id,
    person_id
   FROM identity.membership
  WHERE customer_id IS NOT NULL AND ended_at IS NULL;
grant select on identity.v_customer_person to stoa_app;
grant select on identity.v_customer_person to stoa_wide;

create view identity.v_member with (security_invoker=true) as
 SELECT customer_id,
    person_id,
    role
   FROM identity.membership
  WHERE ended_at IS NULL AND customer_id IS NOT NULL;
grant select on identity.v_member to stoa_app;
grant select on identity.v_member to stoa_wide;

create view identity.v_person with (security_invoker=true) as
 SELECT id,
    side_id,
    name,
    email,
    language,
    COALESCE(language, page_language, 'en'::text) AS spoken
   FROM identity.person;
grant select on identity.v_person to stoa_app;
grant select on identity.v_person to stoa_wide;

create view identity.v_publisher with (security_invoker=true) as
 SELECT id,
    slug,
    name
   FROM identity.publisher;
grant select on identity.v_publisher to stoa_app;
grant select on identity.v_publisher to stoa_wide;

create view identity.v_side with (security_invoker=true) as
 SELECT s.id,
    s.host_id,
    s.kind,
    s.clock_offset_ms,
    h.slug AS host_slug,
    h.name AS host_name
   FROM identity.side s
     JOIN identity.host h ON h.id = s.host_id;
grant select on identity.v_side to stoa_app;
grant select on identity.v_side to stoa_wide;

create view identity.v_token with (security_invoker=true) as
 SELECT id,
    name
   FROM identity.token;
grant select on identity.v_token to stoa_app;
grant select on identity.v_token to stoa_wide;

create schema installs;
grant usage on schema installs to stoa_app;
grant usage on schema installs to stoa_wide;

create table installs.account (
  installation_id uuid not null,
  customer_id uuid not null,
  name text not null,
  connection_id uuid not null,
  constraint account_connection_id_customer_id_fkey FOREIGN KEY (connection_id, customer_id) REFERENCES connections.connection(id, customer_id),
  constraint account_installation_id_customer_id_fkey FOREIGN KEY (installation_id, customer_id) REFERENCES installs.installation(id, customer_id),
  constraint account_pkey PRIMARY KEY (installation_id, name)
);
alter table installs.account enable row level security;
grant delete, insert, select, update on installs.account to stoa_app;
grant delete, insert, select, update on installs.account to stoa_wide;

create table installs.action_grant (
  installation_id uuid not null,
  customer_id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  action text not null,
  scopes text[] not null,
  granted_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  widened_at timestamp with time zone,
  constraint action_grant_installation_id_customer_id_fkey FOREIGN KEY (installation_id, customer_id) REFERENCES installs.installation(id, customer_id),
  constraint action_grant_pkey PRIMARY KEY (installation_id, action)
);
alter table installs.action_grant enable row level security;
grant delete, insert, select, update on installs.action_grant to stoa_app;
grant delete, insert, select, update on installs.action_grant to stoa_wide;

create table installs.consent (
  id uuid not null,
  installation_id uuid not null,
  customer_id uuid not null,
  side_id uuid not null,
  way text not null,
  release_id uuid not null,
  release_version text not null,
  manifest_digest text not null,
  consent_digest text not null,
  asks jsonb not null,
  actor_kind text not null,
  actor_id uuid,
  at timestamp with time zone not null,
  said jsonb,
  constraint consent_way_check CHECK ((way = ANY (ARRAY['install'::text, 'upgrade'::text, 'allow'::text]))),
  constraint consent_installation_id_customer_id_fkey FOREIGN KEY (installation_id, customer_id) REFERENCES installs.installation(id, customer_id),
  constraint consent_pkey PRIMARY KEY (id)
);
alter table installs.consent enable row level security;
grant insert, select on installs.consent to stoa_app;
grant delete, insert, select, update on installs.consent to stoa_wide;

create table installs.erasure (
  installation_id uuid not null,
  customer_id uuid not null,
  side_id uuid not null,
  title text not null,
  asked boolean not null,
  found jsonb not null,
  begun_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  digest text,
  constraint erasure_installation_id_customer_id_fkey FOREIGN KEY (installation_id, customer_id) REFERENCES installs.installation(id, customer_id),
  constraint erasure_pkey PRIMARY KEY (installation_id)
);
alter table installs.erasure enable row level security;
grant delete, insert, select, update on installs.erasure to stoa_app;
grant delete, insert, select, update on installs.erasure to stoa_wide;

create table installs.installation (
  id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  integration_id uuid not null,
  listing_id uuid not null,
  channel text,
  release_id uuid not null,
  consent_digest text not null,
  name text not null,
  state text not null,
  config json default '{}'::json not null,
  schedule text,
  zone text default 'UTC'::text not null,
  share_logs boolean default false not null,
  waiting_release_id uuid,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  agreed jsonb,
  source text,
  paused_at timestamp with time zone,
  resume_at timestamp with time zone,
  erased_at timestamp with time zone,
  erase_at timestamp with time zone,
  since timestamp with time zone,
  language text default 'en'::text not null,
  sort_name text generated always as (lower(name)) stored,
  constraint installation_channel_check CHECK ((channel = ANY (ARRAY['stable'::text, 'latest'::text]))),
  constraint installation_language_check CHECK ((language ~ '^[a-z]{2,3}$'::text)),
  constraint installation_source_check CHECK ((source = ANY (ARRAY['search'::text, 'category'::text, 'browse'::text, 'suggest'::text, 'link'::text, 'host_page'::text, 'direct'::text]))),
  constraint installation_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'removed'::text]))),
  constraint installation_customer_id_side_id_fkey FOREIGN KEY (customer_id, side_id) REFERENCES identity.customer(id, side_id),
  constraint installation_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES identity.publisher(id),
  constraint installation_pkey PRIMARY KEY (id),
  constraint installation_id_customer_id_key UNIQUE (id, customer_id)
);
alter table installs.installation enable row level security;
grant delete, insert, select, update on installs.installation to stoa_app;
grant delete, insert, select, update on installs.installation to stoa_wide;

create table installs.operation (
  customer_id uuid not null,
  id text not null,
  verb text not null,
  body_digest bytea not null,
  answer jsonb not null,
  created_at timestamp with time zone not null,
  constraint operation_id_check CHECK (((length(id) >= 8) AND (length(id) <= 100))),
  constraint operation_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES identity.customer(id),
  constraint operation_pkey PRIMARY KEY (customer_id, id)
);
alter table installs.operation enable row level security;
grant delete, insert, select, update on installs.operation to stoa_app;
grant delete, insert, select, update on installs.operation to stoa_wide;

CREATE INDEX account_connection ON installs.account USING btree (connection_id);

CREATE INDEX action_grant_side ON installs.action_grant USING btree (side_id, action) WHERE (revoked_at IS NULL);

CREATE INDEX action_grant_widened ON installs.action_grant USING btree (installation_id) WHERE (widened_at IS NOT NULL);

CREATE INDEX consent_installation ON installs.consent USING btree (installation_id, id);

CREATE INDEX installation_customer ON installs.installation USING btree (customer_id, id);

CREATE INDEX installation_customer_name ON installs.installation USING btree (customer_id, sort_name, id);

CREATE INDEX installation_erase ON installs.installation USING btree (erase_at) WHERE ((erase_at IS NOT NULL) AND (erased_at IS NULL));

CREATE INDEX installation_integration ON installs.installation USING btree (integration_id, id);

CREATE INDEX installation_listing ON installs.installation USING btree (listing_id) WHERE (state <> 'removed'::text);

CREATE INDEX installation_name ON installs.installation USING btree (sort_name, id);

CREATE INDEX installation_publisher ON installs.installation USING btree (publisher_id, id);

CREATE INDEX installation_publisher_name ON installs.installation USING btree (publisher_id, sort_name, id);

CREATE INDEX installation_removed ON installs.installation USING btree (side_id, removed_at) WHERE (removed_at IS NOT NULL);

CREATE INDEX installation_resume ON installs.installation USING btree (resume_at) WHERE (resume_at IS NOT NULL);

CREATE INDEX installation_side ON installs.installation USING btree (side_id, id);

CREATE INDEX installation_side_name ON installs.installation USING btree (side_id, sort_name, id);

CREATE INDEX installation_waits_customer ON installs.installation USING btree (customer_id) WHERE ((state = 'draft'::text) OR ((waiting_release_id IS NOT NULL) AND (state <> 'removed'::text)));

CREATE INDEX installation_waits_publisher ON installs.installation USING btree (publisher_id) WHERE ((state = 'draft'::text) OR ((waiting_release_id IS NOT NULL) AND (state <> 'removed'::text)));

CREATE INDEX installation_waits_side ON installs.installation USING btree (side_id) WHERE ((state = 'draft'::text) OR ((waiting_release_id IS NOT NULL) AND (state <> 'removed'::text)));

CREATE INDEX operation_created ON installs.operation USING btree (created_at);

create policy scope on installs.account for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on installs.action_grant for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check ((customer_id = base.customer_id()));

create policy scope on installs.consent for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on installs.erasure for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create policy scope on installs.installation for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on installs.operation for all to stoa_app using ((customer_id = base.customer_id())) with check ((customer_id = base.customer_id()));

create view installs.v_account with (security_invoker=true) as
 SELECT installation_id,
    customer_id,
    name,
    connection_id
   FROM installs.account;
grant select on installs.v_account to stoa_app;
grant select on installs.v_account to stoa_wide;

create view installs.v_installation with (security_invoker=true) as
 SELECT id,
    side_id,
    customer_id,
    publisher_id,
    integration_id,
    listing_id,
    release_id,
    waiting_release_id,
    channel,
    name,
    state,
    schedule,
    zone,
    share_logs,
    created_at,
    removed_at,
    version,
    resume_at,
    sort_name,
    erased_at,
    language
   FROM installs.installation;
grant select on installs.v_installation to stoa_app;
grant select on installs.v_installation to stoa_wide;

create view installs.v_widened with (security_invoker=true) as
 SELECT installation_id,
    side_id,
    customer_id,
    publisher_id,
    action
   FROM installs.action_grant
  WHERE widened_at IS NOT NULL;
grant select on installs.v_widened to stoa_app;
grant select on installs.v_widened to stoa_wide;

create schema runs;
grant usage on schema runs to stoa_app;
grant usage on schema runs to stoa_wide;

CREATE OR REPLACE FUNCTION runs.drop_partitions(before_day text)
 RETURNS SETOF text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  child text;
begin
  perform pg_advisory_xact_lock(418021);
  for child in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.relnamespace = 'runs'::regnamespace and p.relname in ('run', 'attempt', 'failed_item', 'log_chunk')
      and c.relname ~ '_[0-9]{8}$' and right(c.relname, 8) < before_day order by 1
  loop
    execute format('drop table runs.%I', child);
    return next child;
  end loop;
end $function$
;
grant execute on function runs.drop_partitions(text) to stoa_wide;

CREATE OR REPLACE FUNCTION runs.first_failure(installation uuid)
 RETURNS TABLE(run_id uuid, at timestamp with time zone)
 LANGUAGE sql
 STABLE
AS $function$
  select r.id, r.ended_at from runs.run r where r.installation_id = installation and r.kind = 'work' and r.outcome = 'failed' and not r.partial
    and r.id > coalesce((select s.id from runs.run s where s.installation_id = installation and s.kind = 'work' and s.outcome = 'succeeded' and not s.partial
      order by s.id desc limit 1), '00000000-0000-0000-0000-000000000000')
  order by r.id limit 1
$function$
;

CREATE OR REPLACE FUNCTION runs.make_partition(parent text, day text, low uuid, high uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
declare
  child text := parent || '_' || day;
  key text := case parent when 'run' then 'id' else 'run_id' end;
begin
  if parent not in ('run', 'attempt', 'failed_item', 'log_chunk') or day !~ '^[0-9]{8}$' then
    raise exception 'no partition % of %', day, parent;
  end if;
  perform pg_advisory_xact_lock(418021);
  if to_regclass('runs.' || child) is not null then return false; end if;
  execute format('create table runs.%I (like runs.%I including defaults including constraints)', child, parent);
  execute format('with moved as (delete from runs.%I where %I >= %L and %I < %L returning *) insert into runs.%I select * from moved',
    parent || '_default', key, low, key, high, child);
  execute format('alter table runs.%I attach partition runs.%I for values from (%L) to (%L)', parent, child, low, high);
  execute format('alter table runs.%I enable row level security', child);
  return true;
end $function$
;
grant execute on function runs.make_partition(text,text,uuid,uuid) to stoa_wide;

CREATE OR REPLACE FUNCTION runs.note_limit_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  update runs.limit_change set version = version + 1;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION runs.running_here()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
  select r.run_id from (select distinct i.id from runs.handed c cross join lateral unnest(c.run_ids) as i (id)) h
    cross join lateral (select r.* from runs.ready r where r.run_id = h.id and r.state = 'running' offset 0) r
  where r.customer_id = base.customer_id() or r.publisher_id = base.publisher_id() or r.side_id = base.side_id()
$function$
;
grant execute on function runs.running_here() to stoa_app;

create type runs.ending as (
  fact_id uuid,
  run_id uuid,
  attempt integer,
  runner_id uuid,
  ended_at double precision,
  outcome text,
  failure_class text,
  owner text,
  created integer,
  updated integer,
  skipped integer,
  failed integer,
  failed_total integer,
  release_id uuid,
  state_after bigint,
  cpu_us bigint,
  memory_kib_ms bigint,
  wall_ms bigint,
  egress_bytes bigint,
  ingress_bytes bigint,
  storage_bytes bigint,
  exit_code integer,
  log_lines bigint,
  log_bytes bigint,
  rule text,
  sentence text,
  evidence text,
  config_digest text,
  result text,
  contacted text,
  signal text,
  box text
);

create table runs.asked (
  customer_id uuid not null,
  asker text not null,
  id text not null,
  side_id uuid not null,
  verb text not null,
  body_digest bytea not null,
  run_id uuid not null,
  asked_at timestamp with time zone not null,
  constraint asked_asker_check CHECK ((asker = ANY (ARRAY['customer'::text, 'side'::text, 'operator'::text]))),
  constraint asked_id_check CHECK (((length(id) >= 8) AND (length(id) <= 100))),
  constraint asked_pkey PRIMARY KEY (customer_id, asker, id)
);
alter table runs.asked enable row level security;
grant delete, insert, select, update on runs.asked to stoa_app;
grant delete, insert, select, update on runs.asked to stoa_wide;

create table runs.attempt (
  run_id uuid not null,
  attempt integer not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  runner_id uuid,
  claimed_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  outcome text not null,
  failure_class text,
  rule text,
  sentence text,
  exit_code integer,
  signal text,
  retry_at timestamp with time zone,
  cpu_us bigint default 0 not null,
  memory_kib_ms bigint default 0 not null,
  wall_ms bigint default 0 not null,
  egress_bytes bigint default 0 not null,
  log_lines bigint default 0 not null,
  log_bytes bigint default 0 not null,
  ingress_bytes bigint default 0 not null,
  storage_bytes bigint default 0 not null,
  box text,
  log_collected_at timestamp with time zone,
  constraint attempt_outcome_check CHECK ((outcome = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text, 'lost'::text, 'returned'::text]))),
  constraint attempt_pkey PRIMARY KEY (run_id, attempt)
) partition by range (run_id);
alter table runs.attempt enable row level security;
grant delete, insert, select, update on runs.attempt to stoa_app;
grant delete, insert, select, update on runs.attempt to stoa_wide;

create table runs.config_snapshot (
  installation_id uuid not null,
  digest text not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  config jsonb not null,
  constraint config_snapshot_pkey PRIMARY KEY (installation_id, digest)
);
alter table runs.config_snapshot enable row level security;
grant delete, insert, select, update on runs.config_snapshot to stoa_app;
grant delete, insert, select, update on runs.config_snapshot to stoa_wide;

create table runs.contact_day (
  integration_id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  day date not null,
  declared text not null,
  runs bigint not null,
  connections bigint not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  refused bigint not null,
  constraint contact_day_pkey PRIMARY KEY (integration_id, side_id, day, declared)
);
alter table runs.contact_day enable row level security;
grant delete, insert, select, update on runs.contact_day to stoa_app;
grant delete, insert, select, update on runs.contact_day to stoa_wide;

create table runs.cooling (
  account_key uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  run_id uuid not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  times integer default 1 not null,
  constraint cooling_pkey PRIMARY KEY (account_key)
);
alter table runs.cooling enable row level security;
grant delete, insert, select, update on runs.cooling to stoa_app;
grant delete, insert, select, update on runs.cooling to stoa_wide;

create table runs.delivery (
  id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  installation_id uuid not null,
  run_id uuid not null,
  kind text not null,
  dedupe_id text,
  received_at timestamp with time zone not null,
  headers jsonb not null,
  body bytea not null,
  constraint delivery_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'api'::text]))),
  constraint delivery_pkey PRIMARY KEY (id)
);
alter table runs.delivery enable row level security;
grant delete, insert, select, update on runs.delivery to stoa_app;
grant delete, insert, select, update on runs.delivery to stoa_wide;

create table runs.event_address (
  id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  integration_id uuid not null,
  listing_id uuid not null,
  provider text not null,
  owner text not null,
  title text not null,
  created_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint event_address_owner_check CHECK ((owner = ANY (ARRAY['side'::text, 'publisher'::text]))),
  constraint event_address_pkey PRIMARY KEY (id)
);
alter table runs.event_address enable row level security;
grant delete, insert, select, update on runs.event_address to stoa_app;
grant delete, insert, select, update on runs.event_address to stoa_wide;

create table runs.event_day (
  address_id uuid not null,
  day date not null,
  outcome text not null,
  shard smallint not null,
  count bigint not null,
  last_at timestamp with time zone not null,
  constraint event_day_outcome_check CHECK ((outcome = ANY (ARRAY['delivered'::text, 'repeated'::text, 'unknown'::text, 'full'::text, 'refused'::text, 'limited'::text]))) NOT VALID,
  constraint event_day_address_id_fkey FOREIGN KEY (address_id) REFERENCES runs.event_address(id),
  constraint event_day_pkey PRIMARY KEY (address_id, day, outcome, shard)
);
alter table runs.event_day enable row level security;
grant delete, insert, select, update on runs.event_day to stoa_app;
grant delete, insert, select, update on runs.event_day to stoa_wide;

create table runs.event_seen (
  address_id uuid not null,
  key bytea not null,
  received_at timestamp with time zone not null,
  constraint event_seen_address_id_fkey FOREIGN KEY (address_id) REFERENCES runs.event_address(id),
  constraint event_seen_pkey PRIMARY KEY (address_id, key)
);
grant delete, insert, select, update on runs.event_seen to stoa_wide;

create table runs.failed_item (
  run_id uuid not null,
  "position" integer not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  item text not null,
  reason text not null,
  constraint failed_item_pkey PRIMARY KEY (run_id, "position")
) partition by range (run_id);
alter table runs.failed_item enable row level security;
grant delete, insert, select, update on runs.failed_item to stoa_app;
grant delete, insert, select, update on runs.failed_item to stoa_wide;

create table runs.failing (
  installation_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  run_id uuid not null,
  since timestamp with time zone not null,
  constraint failing_pkey PRIMARY KEY (installation_id)
);
alter table runs.failing enable row level security;
grant insert, select, update on runs.failing to stoa_app;
grant delete, insert, select, update on runs.failing to stoa_wide;

create table runs.handed (
  id bigint generated always as identity not null,
  runner_id uuid not null,
  run_ids uuid[] not null,
  constraint handed_pkey PRIMARY KEY (id)
);
grant delete, insert, select on runs.handed to stoa_wide;

create table runs.hook (
  installation_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  token_hash bytea not null,
  secret_id uuid not null,
  rotated_at timestamp with time zone not null,
  constraint hook_pkey PRIMARY KEY (installation_id)
);
alter table runs.hook enable row level security;
grant delete, insert, select, update on runs.hook to stoa_app;
grant delete, insert, select, update on runs.hook to stoa_wide;

create table runs.installation_day (
  installation_id uuid not null,
  day date not null,
  result text not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  runs bigint not null,
  constraint installation_day_pkey PRIMARY KEY (installation_id, day, result)
);
alter table runs.installation_day enable row level security;
grant delete, insert, select, update on runs.installation_day to stoa_app;
grant delete, insert, select, update on runs.installation_day to stoa_wide;

create table runs.leader (
  name text not null,
  epoch bigint not null,
  holder uuid not null,
  lease_until timestamp with time zone not null,
  about jsonb default '{}'::jsonb not null,
  constraint leader_pkey PRIMARY KEY (name)
);
grant delete, insert, select, update on runs.leader to stoa_wide;

create table runs.limit_change (
  one boolean default true not null,
  version bigint not null,
  constraint limit_change_one_check CHECK (one),
  constraint limit_change_pkey PRIMARY KEY (one)
);
grant select on runs.limit_change to stoa_wide;

create table runs.listing_day (
  side_id uuid not null,
  integration_id uuid not null,
  day date not null,
  result text not null,
  publisher_id uuid not null,
  runs bigint not null,
  constraint listing_day_pkey PRIMARY KEY (side_id, integration_id, day, result)
);
alter table runs.listing_day enable row level security;
grant delete, insert, select, update on runs.listing_day to stoa_app;
grant delete, insert, select, update on runs.listing_day to stoa_wide;

create table runs.log_chunk (
  run_id uuid not null,
  attempt integer not null,
  seq integer not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  first_line bigint not null,
  lines bigint not null,
  first_at timestamp with time zone not null,
  raw_bytes bigint not null,
  stored_bytes bigint not null,
  hash text not null,
  blob_key text,
  inline bytea,
  constraint log_chunk_check CHECK (((blob_key IS NULL) <> (inline IS NULL))),
  constraint log_chunk_pkey PRIMARY KEY (run_id, attempt, seq)
) partition by range (run_id);
alter table runs.log_chunk enable row level security;
grant delete, insert, select, update on runs.log_chunk to stoa_app;
grant delete, insert, select, update on runs.log_chunk to stoa_wide;

create table runs.queue_limit (
  id uuid not null,
  kind text not null,
  subject_id uuid,
  side_id uuid,
  customer_id uuid,
  plan text,
  set_by text not null,
  weight real,
  at_once integer,
  per_minute integer,
  waiting integer,
  wait_minutes integer,
  version bigint default 1 not null,
  changed_at timestamp with time zone not null,
  constraint queue_limit_at_once_check CHECK ((at_once >= 0)),
  constraint queue_limit_check CHECK (((kind = 'plan'::text) = (subject_id IS NULL))),
  constraint queue_limit_check1 CHECK (((kind <> 'plan'::text) OR ((plan IS NOT NULL) AND (side_id IS NOT NULL)))),
  constraint queue_limit_check2 CHECK (((set_by = 'operator'::text) OR (side_id IS NOT NULL))),
  constraint queue_limit_kind_check CHECK ((kind = ANY (ARRAY['host'::text, 'plan'::text, 'integration'::text, 'customer'::text, 'account'::text]))),
  constraint queue_limit_per_minute_check CHECK ((per_minute > 0)),
  constraint queue_limit_set_by_check CHECK ((set_by = ANY (ARRAY['operator'::text, 'host'::text]))),
  constraint queue_limit_wait_minutes_check CHECK ((wait_minutes > 0)),
  constraint queue_limit_waiting_check CHECK ((waiting >= 0)),
  constraint queue_limit_weight_check CHECK ((weight > (0)::double precision)),
  constraint queue_limit_pkey PRIMARY KEY (id)
);
alter table runs.queue_limit enable row level security;
grant delete, insert, select, update on runs.queue_limit to stoa_app;
grant delete, insert, select, update on runs.queue_limit to stoa_wide;

create table runs.rate (
  key text not null,
  tokens double precision not null,
  filled_at timestamp with time zone not null,
  constraint rate_pkey PRIMARY KEY (key)
);
grant delete, insert, select, update on runs.rate to stoa_wide;

create table runs.ready (
  run_id uuid not null,
  kind text not null,
  mode text not null,
  trigger_kind text not null,
  side_id uuid not null,
  host_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  integration_id uuid not null,
  installation_id uuid not null,
  release_id uuid,
  state text not null,
  version bigint default 1 not null,
  priority smallint not null,
  due_at timestamp with time zone not null,
  queued_at timestamp with time zone not null,
  started_at timestamp with time zone,
  claimed_at timestamp with time zone,
  attempt integer default 0 not null,
  failures integer default 0 not null,
  losses integer default 0 not null,
  runner_id uuid,
  bundle text,
  trigger_count integer default 1 not null,
  trigger_bytes integer default 0 not null,
  actor_kind text not null,
  actor_id uuid,
  rerun_of uuid,
  scheduled_for timestamp with time zone,
  cancel_at timestamp with time zone,
  last_class text,
  state_before bigint,
  config_digest text,
  progress jsonb,
  counts jsonb,
  active_key uuid generated always as (
CASE
    WHEN ((kind = 'work'::text) AND (state = ANY (ARRAY['queued'::text, 'later'::text, 'running'::text]))) THEN installation_id
    ELSE NULL::uuid
END) stored,
  account_id uuid,
  account_key uuid generated always as (COALESCE(account_id, installation_id)) stored,
  own_line uuid,
  line_id uuid generated always as (COALESCE(own_line, integration_id)) stored,
  ready_at timestamp with time zone default date_trunc('milliseconds'::text, statement_timestamp()) not null,
  standing text generated always as (
CASE state
    WHEN 'running'::text THEN 'queued'::text
    ELSE state
END) stored,
  constraint ready_kind_check CHECK ((kind = ANY (ARRAY['work'::text, 'probe'::text]))),
  constraint ready_mode_check CHECK ((mode = ANY (ARRAY['run'::text, 'preview'::text, 'options'::text, 'check'::text]))),
  constraint ready_state_check CHECK ((state = ANY (ARRAY['behind'::text, 'held'::text, 'later'::text, 'queued'::text, 'running'::text]))),
  constraint ready_trigger_kind_check CHECK ((trigger_kind = ANY (ARRAY['cron'::text, 'webhook'::text, 'api'::text, 'person'::text]))),
  constraint ready_pkey PRIMARY KEY (run_id)
);
alter table runs.ready enable row level security;
grant delete, insert, select, update on runs.ready to stoa_app;
grant delete, insert, select, update on runs.ready to stoa_wide;

create table runs.run (
  id uuid not null,
  kind text not null,
  mode text not null,
  trigger_kind text not null,
  side_id uuid not null,
  host_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  integration_id uuid not null,
  installation_id uuid not null,
  release_id uuid,
  version bigint not null,
  due_at timestamp with time zone not null,
  queued_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone not null,
  outcome text not null,
  failure_class text,
  rule text not null,
  owner text,
  sentence text not null,
  evidence jsonb,
  created integer default 0 not null,
  updated integer default 0 not null,
  skipped integer default 0 not null,
  failed integer default 0 not null,
  failed_total integer default 0 not null,
  attempts integer not null,
  trigger_count integer not null,
  actor_kind text not null,
  actor_id uuid,
  rerun_of uuid,
  scheduled_for timestamp with time zone,
  state_before bigint,
  state_after bigint,
  config_digest text,
  cpu_us bigint default 0 not null,
  memory_kib_ms bigint default 0 not null,
  wall_ms bigint default 0 not null,
  egress_bytes bigint default 0 not null,
  result text,
  contacted jsonb,
  ingress_bytes bigint default 0 not null,
  storage_bytes bigint default 0 not null,
  partial boolean default false not null,
  runner_id uuid,
  exit_code integer,
  signal text,
  log_lines bigint,
  log_bytes bigint,
  box text,
  log_collected_at timestamp with time zone,
  constraint run_outcome_check CHECK ((outcome = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text]))),
  constraint run_pkey PRIMARY KEY (id)
) partition by range (id);
alter table runs.run enable row level security;
grant delete, insert, select, update on runs.run to stoa_app;
grant delete, insert, select, update on runs.run to stoa_wide;

create table runs.run_input (
  run_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  config jsonb,
  state_kind text not null,
  state_version bigint,
  state_value text,
  save_state boolean not null,
  items jsonb,
  constraint run_input_state_kind_check CHECK ((state_kind = ANY (ARRAY['current'::text, 'original'::text, 'given'::text]))),
  constraint run_input_pkey PRIMARY KEY (run_id)
);
alter table runs.run_input enable row level security;
grant delete, insert, select, update on runs.run_input to stoa_app;
grant delete, insert, select, update on runs.run_input to stoa_wide;

create table runs.runner (
  id uuid not null,
  place text not null,
  state text not null,
  work_slots integer not null,
  probe_slots integer not null,
  about jsonb default '{}'::jsonb not null,
  started_at timestamp with time zone default clock_timestamp() not null,
  beat_at timestamp with time zone default clock_timestamp() not null,
  lease_until timestamp with time zone not null,
  ahead integer default 0 not null,
  constraint runner_ahead_check CHECK ((ahead >= 0)),
  constraint runner_state_check CHECK ((state = ANY (ARRAY['up'::text, 'draining'::text, 'gone'::text]))),
  constraint runner_pkey PRIMARY KEY (id)
);
grant delete, insert, select, update on runs.runner to stoa_wide;

create table runs.schedule (
  installation_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  next_due timestamp with time zone,
  fire_at timestamp with time zone,
  version integer default 1 not null,
  jitter_seconds smallint default 30 not null,
  active boolean not null,
  backfill text default 'last'::text not null,
  cron text not null,
  zone text not null,
  constraint schedule_backfill CHECK ((backfill = ANY (ARRAY['none'::text, 'last'::text, 'all'::text]))),
  constraint schedule_pkey PRIMARY KEY (installation_id)
);
alter table runs.schedule enable row level security;
grant delete, insert, select, update on runs.schedule to stoa_app;
grant delete, insert, select, update on runs.schedule to stoa_wide;

create table runs.state (
  installation_id uuid not null,
  channel text not null,
  version bigint not null,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  run_id uuid not null,
  attempt integer not null,
  at timestamp with time zone not null,
  form text not null,
  value text,
  blob_key text,
  bytes bigint not null,
  constraint state_channel_check CHECK ((channel = ANY (ARRAY['sync'::text, 'options'::text, 'result'::text]))),
  constraint state_check CHECK (((value IS NULL) <> (blob_key IS NULL))),
  constraint state_form_check CHECK ((form = ANY (ARRAY['json'::text, 'directory'::text]))),
  constraint state_pkey PRIMARY KEY (installation_id, channel, version)
);
alter table runs.state enable row level security;
grant delete, insert, select, update on runs.state to stoa_app;
grant delete, insert, select, update on runs.state to stoa_wide;

create table runs.usage_month (
  customer_id uuid not null,
  month date not null,
  integration_id uuid not null,
  side_id uuid not null,
  publisher_id uuid not null,
  runs bigint not null,
  attempts bigint not null,
  cpu_micros bigint not null,
  memory_micros bigint not null,
  wall_micros bigint not null,
  egress_bytes bigint not null,
  ingress_bytes bigint not null,
  storage_bytes bigint not null,
  constraint usage_month_pkey PRIMARY KEY (customer_id, month, integration_id)
);
alter table runs.usage_month enable row level security;
grant delete, insert, select, update on runs.usage_month to stoa_app;
grant delete, insert, select, update on runs.usage_month to stoa_wide;

CREATE INDEX asked_at ON runs.asked USING btree (asked_at);

CREATE INDEX contact_day_old ON runs.contact_day USING btree (day);

CREATE INDEX delivery_run ON runs.delivery USING btree (run_id, id);

CREATE UNIQUE INDEX delivery_once ON runs.delivery USING btree (installation_id, dedupe_id) WHERE (dedupe_id IS NOT NULL);

CREATE INDEX event_address_publisher ON runs.event_address USING btree (publisher_id, id) WHERE ((owner = 'publisher'::text) AND (removed_at IS NULL));

CREATE INDEX event_address_side ON runs.event_address USING btree (side_id, id) WHERE ((owner = 'side'::text) AND (removed_at IS NULL));

CREATE UNIQUE INDEX event_address_once ON runs.event_address USING btree (listing_id, provider, owner) WHERE (removed_at IS NULL);

CREATE INDEX event_day_day ON runs.event_day USING btree (day);

CREATE INDEX event_seen_received ON runs.event_seen USING btree (received_at);

CREATE INDEX failing_side ON runs.failing USING btree (side_id, installation_id);

CREATE INDEX handed_runner ON runs.handed USING btree (runner_id);

CREATE INDEX installation_day_customer ON runs.installation_day USING btree (customer_id, day);

CREATE INDEX installation_day_old ON runs.installation_day USING btree (day);

CREATE INDEX installation_day_side ON runs.installation_day USING btree (side_id, day);

CREATE INDEX listing_day_old ON runs.listing_day USING btree (day);

CREATE INDEX queue_limit_customer ON runs.queue_limit USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX queue_limit_side ON runs.queue_limit USING btree (side_id, id);

CREATE UNIQUE INDEX queue_limit_of ON runs.queue_limit USING btree (kind, subject_id, side_id, set_by, (
CASE
    WHEN (kind = 'plan'::text) THEN plan
    ELSE NULL::text
END)) NULLS NOT DISTINCT;

CREATE INDEX ready_behind ON runs.ready USING btree (installation_id, priority, run_id) WHERE (standing = ANY (ARRAY['behind'::text, 'held'::text]));

CREATE INDEX ready_claim ON runs.ready USING btree (kind, customer_id, line_id, priority, ready_at, run_id) WHERE (standing = 'queued'::text);

CREATE INDEX ready_customer ON runs.ready USING btree (customer_id, run_id);

CREATE INDEX ready_known_account ON runs.ready USING btree (account_id) WHERE ((standing = ANY (ARRAY['queued'::text, 'later'::text])) AND (account_id IS NOT NULL));

CREATE INDEX ready_later ON runs.ready USING btree (due_at) WHERE (standing = 'later'::text);

CREATE UNIQUE INDEX ready_active ON runs.ready USING btree (active_key) WHERE (active_key IS NOT NULL);

CREATE UNIQUE INDEX ready_bundle ON runs.ready USING btree (installation_id, bundle) WHERE (bundle IS NOT NULL);

CREATE UNIQUE INDEX ready_scheduled ON runs.ready USING btree (installation_id, scheduled_for) WHERE (scheduled_for IS NOT NULL);

CREATE INDEX run_cancelled ON ONLY runs.run USING btree (id) WHERE (outcome = 'cancelled'::text);

CREATE INDEX run_class ON ONLY runs.run USING btree (failure_class, id) WHERE (failure_class IS NOT NULL);

CREATE INDEX run_customer ON ONLY runs.run USING btree (customer_id, id);

CREATE INDEX run_installation ON ONLY runs.run USING btree (installation_id, id);

CREATE INDEX run_integration ON ONLY runs.run USING btree (integration_id, id);

CREATE INDEX run_publisher ON ONLY runs.run USING btree (publisher_id, id);

CREATE INDEX run_side ON ONLY runs.run USING btree (side_id, id);

CREATE INDEX runner_live ON runs.runner USING btree (state) WHERE (state <> 'gone'::text);

CREATE INDEX schedule_due ON runs.schedule USING btree (fire_at) WHERE active;

CREATE INDEX usage_month_month ON runs.usage_month USING btree (month);

CREATE INDEX usage_month_publisher ON runs.usage_month USING btree (publisher_id, month);

CREATE INDEX usage_month_side ON runs.usage_month USING btree (side_id, month);

create policy scope on runs.asked for all to stoa_app using (((customer_id = base.customer_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (side_id = base.side_id())));

create policy scope on runs.attempt for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on runs.config_snapshot for all to stoa_app using (((customer_id = base.customer_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (side_id = base.side_id())));

create policy scope on runs.contact_day for all to stoa_app using (((publisher_id = base.publisher_id()) OR (side_id = base.side_id()) OR (side_id = base.at_side()))) with check (false);

create policy scope on runs.cooling for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on runs.delivery for all to stoa_app using (((customer_id = base.customer_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (side_id = base.side_id())));

create policy scope on runs.event_address for all to stoa_app using ((((owner = 'side'::text) AND (side_id = base.side_id())) OR ((owner = 'publisher'::text) AND (publisher_id = base.publisher_id())))) with check ((((owner = 'side'::text) AND (side_id = base.side_id())) OR ((owner = 'publisher'::text) AND (publisher_id = base.publisher_id()))));

create policy scope on runs.event_day for all to stoa_app using ((EXISTS ( SELECT
   FROM runs.event_address a
  WHERE (a.id = event_day.address_id)))) with check ((EXISTS ( SELECT
   FROM runs.event_address a
  WHERE (a.id = event_day.address_id))));

create policy scope on runs.failed_item for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on runs.failing for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (false);

create policy scope on runs.hook for all to stoa_app using (((customer_id = base.customer_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (side_id = base.side_id())));

create policy scope on runs.installation_day for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (false);

create policy scope on runs.listing_day for all to stoa_app using (((publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (false);

create policy scope on runs.log_chunk for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy keep on runs.queue_limit for all to stoa_app using (((set_by = 'host'::text) AND (side_id = base.side_id()))) with check (((set_by = 'host'::text) AND (side_id = base.side_id())));

create policy see on runs.queue_limit for select to stoa_app using (((customer_id = base.customer_id()) OR (side_id = base.side_id()) OR ((kind = 'plan'::text) AND (side_id = base.at_side())) OR ((kind = 'host'::text) AND (subject_id = base.host_id()))));

create policy scope on runs.ready for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on runs.run for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on runs.run_input for all to stoa_app using (((customer_id = base.customer_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (side_id = base.side_id())));

create policy scope on runs.schedule for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on runs.state for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

create policy scope on runs.usage_month for all to stoa_app using (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id()))) with check (((customer_id = base.customer_id()) OR (publisher_id = base.publisher_id()) OR (side_id = base.side_id())));

CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON runs.queue_limit FOR EACH STATEMENT EXECUTE FUNCTION runs.note_limit_change();

create view runs.every_attempt with (security_invoker=true) as
 SELECT attempt.run_id,
    attempt.attempt,
    attempt.side_id,
    attempt.customer_id,
    attempt.publisher_id,
    attempt.runner_id,
    attempt.claimed_at,
    attempt.ended_at,
    attempt.outcome,
    attempt.failure_class,
    attempt.rule,
    attempt.sentence,
    attempt.exit_code,
    attempt.signal,
    attempt.retry_at,
    attempt.cpu_us,
    attempt.memory_kib_ms,
    attempt.wall_ms,
    attempt.egress_bytes,
    attempt.ingress_bytes,
    attempt.storage_bytes,
    attempt.log_lines,
    attempt.log_bytes,
    attempt.log_collected_at,
    attempt.box
   FROM runs.attempt
UNION ALL
 SELECT run.id AS run_id,
    1 AS attempt,
    run.side_id,
    run.customer_id,
    run.publisher_id,
    run.runner_id,
    run.started_at AS claimed_at,
    run.ended_at,
    run.outcome,
    run.failure_class,
    run.rule,
    run.sentence,
    run.exit_code,
    run.signal,
    NULL::timestamp with time zone AS retry_at,
    run.cpu_us,
    run.memory_kib_ms,
    run.wall_ms,
    run.egress_bytes,
    run.ingress_bytes,
    run.storage_bytes,
    run.log_lines,
    run.log_bytes,
    run.log_collected_at,
    run.box
   FROM runs.run
  WHERE run.attempts = 1 AND run.runner_id IS NOT NULL;
grant select on runs.every_attempt to stoa_app;
grant select on runs.every_attempt to stoa_wide;

create view runs.v_active with (security_invoker=true) as
 SELECT active_key AS installation_id,
    run_id,
    state,
    queued_at,
    started_at
   FROM runs.ready
  WHERE active_key IS NOT NULL;
grant select on runs.v_active to stoa_app;
grant select on runs.v_active to stoa_wide;

create view runs.v_failing with (security_invoker=true) as
 SELECT installation_id,
    side_id,
    customer_id,
    publisher_id,
    run_id,
    since
   FROM runs.failing;
grant select on runs.v_failing to stoa_app;
grant select on runs.v_failing to stoa_wide;

create view runs.v_installation_day with (security_invoker=true) as
 SELECT installation_id,
    day,
    result,
    side_id,
    customer_id,
    publisher_id,
    runs
   FROM runs.installation_day;
grant select on runs.v_installation_day to stoa_app;
grant select on runs.v_installation_day to stoa_wide;

create view runs.v_listing_day with (security_invoker=true) as
 SELECT side_id,
    integration_id,
    day,
    result,
    publisher_id,
    runs
   FROM runs.listing_day;
grant select on runs.v_listing_day to stoa_app;
grant select on runs.v_listing_day to stoa_wide;

create view runs.v_run with (security_invoker=true) as
 SELECT id,
    kind,
    trigger_kind,
    side_id,
    customer_id,
    publisher_id,
    installation_id,
    ended_at,
    outcome,
    failure_class,
    sentence,
    partial
   FROM runs.run;
grant select on runs.v_run to stoa_app;
grant select on runs.v_run to stoa_wide;

create view runs.v_runner with (security_invoker=true) as
 SELECT id,
    state,
    lease_until
   FROM runs.runner;
grant select on runs.v_runner to stoa_wide;

create view runs.v_schedule with (security_invoker=true) as
 SELECT installation_id,
    side_id,
    customer_id,
    publisher_id,
    active,
    next_due,
    fire_at,
    jitter_seconds
   FROM runs.schedule;
grant select on runs.v_schedule to stoa_app;
grant select on runs.v_schedule to stoa_wide;

create schema signin;
grant usage on schema signin to stoa_app;
grant usage on schema signin to stoa_wide;

create table signin.flow (
  id uuid not null,
  provider_id uuid not null,
  secret_hash bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  spent_at timestamp with time zone,
  address text,
  constraint flow_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES signin.provider(id),
  constraint flow_pkey PRIMARY KEY (id),
  constraint flow_secret_hash_key UNIQUE (secret_hash)
);
alter table signin.flow enable row level security;
grant delete, insert, select, update on signin.flow to stoa_app;
grant delete, insert, select, update on signin.flow to stoa_wide;

create table signin.provider (
  id uuid not null,
  host_id uuid,
  side_id uuid,
  name text not null,
  issuer text not null,
  client_id text not null,
  secret_id uuid not null,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  publisher_id uuid,
  constraint provider_check CHECK (((host_id IS NULL) = (side_id IS NULL))),
  constraint provider_check1 CHECK (((host_id IS NULL) OR (publisher_id IS NULL))),
  constraint provider_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint provider_host_id_fkey FOREIGN KEY (host_id) REFERENCES identity.host(id),
  constraint provider_publisher_id_fkey FOREIGN KEY (publisher_id) REFERENCES identity.publisher(id),
  constraint provider_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint provider_pkey PRIMARY KEY (id)
);
alter table signin.provider enable row level security;
grant delete, insert, select, update on signin.provider to stoa_app;
grant delete, insert, select, update on signin.provider to stoa_wide;

create table signin.subject (
  provider_id uuid not null,
  subject text not null,
  person_id uuid not null,
  created_at timestamp with time zone not null,
  constraint subject_person_id_fkey FOREIGN KEY (person_id) REFERENCES identity.person(id),
  constraint subject_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES signin.provider(id),
  constraint subject_pkey PRIMARY KEY (provider_id, subject)
);
alter table signin.subject enable row level security;
grant delete, insert, select, update on signin.subject to stoa_app;
grant delete, insert, select, update on signin.subject to stoa_wide;

CREATE INDEX flow_address ON signin.flow USING btree (address, created_at);

CREATE INDEX flow_expires ON signin.flow USING btree (expires_at);

CREATE UNIQUE INDEX provider_once_each ON signin.provider USING btree (COALESCE(host_id, publisher_id, '00000000-0000-0000-0000-000000000000'::uuid), issuer) WHERE (removed_at IS NULL);

create policy scope on signin.flow for all to stoa_app using (false) with check (false);

create policy scope on signin.provider for all to stoa_app using (((host_id = base.host_id()) OR (publisher_id = base.publisher_id()))) with check (((host_id = base.host_id()) OR (publisher_id = base.publisher_id())));

create policy scope on signin.subject for all to stoa_app using (false) with check (false);

create schema trust;
grant usage on schema trust to stoa_app;
grant usage on schema trust to stoa_wide;

create table trust.authority (
  side_id uuid not null,
  certificate text not null,
  wrapped_key bytea not null,
  created_at timestamp with time zone not null,
  constraint authority_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint authority_pkey PRIMARY KEY (side_id)
);
alter table trust.authority enable row level security;
grant delete, insert, select, update on trust.authority to stoa_app;
grant delete, insert, select, update on trust.authority to stoa_wide;

create table trust.data_key (
  id uuid not null,
  owner_kind text not null,
  owner_id uuid not null,
  wrapped bytea not null,
  created_at timestamp with time zone not null,
  rotated_at timestamp with time zone,
  constraint data_key_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['customer'::text, 'publisher'::text, 'operator'::text, 'side'::text]))),
  constraint data_key_pkey PRIMARY KEY (id),
  constraint data_key_owner_kind_owner_id_key UNIQUE (owner_kind, owner_id)
);
alter table trust.data_key enable row level security;
grant delete, insert, select, update on trust.data_key to stoa_app;
grant delete, insert, select, update on trust.data_key to stoa_wide;

create table trust.secret (
  id uuid not null,
  owner_kind text not null,
  owner_id uuid not null,
  data_key_id uuid not null,
  name text not null,
  sealed bytea not null,
  created_at timestamp with time zone not null,
  constraint secret_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['customer'::text, 'publisher'::text, 'operator'::text, 'side'::text]))),
  constraint secret_data_key_id_fkey FOREIGN KEY (data_key_id) REFERENCES trust.data_key(id),
  constraint secret_pkey PRIMARY KEY (id)
);
alter table trust.secret enable row level security;
grant delete, insert, select, update on trust.secret to stoa_app;
grant delete, insert, select, update on trust.secret to stoa_wide;

create table trust.signing_key (
  side_id uuid not null,
  kid text not null,
  public_jwk jsonb not null,
  wrapped_key bytea not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint signing_key_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint signing_key_pkey PRIMARY KEY (side_id, kid)
);
alter table trust.signing_key enable row level security;
grant delete, insert, select, update on trust.signing_key to stoa_app;
grant delete, insert, select, update on trust.signing_key to stoa_wide;

CREATE INDEX secret_owner ON trust.secret USING btree (owner_id);

create policy scope on trust.authority for all to stoa_app using ((side_id = base.side_id())) with check ((side_id = base.side_id()));

create policy scope on trust.data_key for all to stoa_app using ((owner_id =
CASE owner_kind
    WHEN 'customer'::text THEN base.customer_id()
    WHEN 'publisher'::text THEN base.publisher_id()
    WHEN 'side'::text THEN base.side_id()
    ELSE NULL::uuid
END)) with check ((owner_id =
CASE owner_kind
    WHEN 'customer'::text THEN base.customer_id()
    WHEN 'publisher'::text THEN base.publisher_id()
    WHEN 'side'::text THEN base.side_id()
    ELSE NULL::uuid
END));

create policy scope on trust.secret for all to stoa_app using ((owner_id =
CASE owner_kind
    WHEN 'customer'::text THEN base.customer_id()
    WHEN 'publisher'::text THEN base.publisher_id()
    WHEN 'side'::text THEN base.side_id()
    ELSE NULL::uuid
END)) with check ((owner_id =
CASE owner_kind
    WHEN 'customer'::text THEN base.customer_id()
    WHEN 'publisher'::text THEN base.publisher_id()
    WHEN 'side'::text THEN base.side_id()
    ELSE NULL::uuid
END));

create policy scope on trust.signing_key for all to stoa_app using ((side_id = base.side_id())) with check ((side_id = base.side_id()));

create schema webhooks;
grant usage on schema webhooks to stoa_app;
grant usage on schema webhooks to stoa_wide;

create table webhooks.delivery (
  id uuid not null,
  side_id uuid not null,
  endpoint_id uuid not null,
  message_id uuid not null,
  state text default 'waiting'::text not null,
  attempts integer default 0 not null,
  tries integer default 0 not null,
  due_at timestamp with time zone not null,
  status integer,
  error text,
  answered_ms integer,
  tried_at timestamp with time zone,
  delivered_at timestamp with time zone,
  created_at timestamp with time zone not null,
  leased_until timestamp with time zone,
  customer_id uuid,
  owner_id uuid generated always as (COALESCE(customer_id, side_id)) stored not null,
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text]))),
  constraint delivery_endpoint_id_owner_id_fkey FOREIGN KEY (endpoint_id, owner_id) REFERENCES webhooks.endpoint(id, owner_id),
  constraint delivery_endpoint_id_side_id_fkey FOREIGN KEY (endpoint_id, side_id) REFERENCES webhooks.endpoint(id, side_id),
  constraint delivery_message_id_owner_id_fkey FOREIGN KEY (message_id, owner_id) REFERENCES webhooks.message(id, owner_id) ON DELETE CASCADE,
  constraint delivery_message_id_side_id_fkey FOREIGN KEY (message_id, side_id) REFERENCES webhooks.message(id, side_id) ON DELETE CASCADE,
  constraint delivery_pkey PRIMARY KEY (id),
  constraint delivery_message_id_endpoint_id_key UNIQUE (message_id, endpoint_id)
);
alter table webhooks.delivery enable row level security;
grant delete, insert, select, update on webhooks.delivery to stoa_app;
grant delete, insert, select, update on webhooks.delivery to stoa_wide;

create table webhooks.endpoint (
  id uuid not null,
  side_id uuid not null,
  url text not null,
  name text not null,
  events text[] default '{}'::text[] not null,
  state text default 'on'::text not null,
  secret_id uuid not null,
  previous_secret_id uuid,
  previous_until timestamp with time zone,
  failing_since timestamp with time zone,
  last_ok_at timestamp with time zone,
  error text,
  version bigint default 1 not null,
  created_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  customer_id uuid,
  owner_id uuid generated always as (COALESCE(customer_id, side_id)) stored not null,
  testing_until timestamp with time zone,
  tests_since timestamp with time zone,
  tests integer default 0 not null,
  key_id uuid,
  public_key text,
  previous_key_id uuid,
  previous_public_key text,
  constraint endpoint_check CHECK (((key_id IS NULL) = (public_key IS NULL))),
  constraint endpoint_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint endpoint_state_check CHECK ((state = ANY (ARRAY['on'::text, 'off'::text]))),
  constraint endpoint_side_id_fkey FOREIGN KEY (side_id) REFERENCES identity.side(id),
  constraint endpoint_pkey PRIMARY KEY (id),
  constraint endpoint_id_owner_id_key UNIQUE (id, owner_id),
  constraint endpoint_id_side_id_key UNIQUE (id, side_id)
);
alter table webhooks.endpoint enable row level security;
grant delete, insert, select, update on webhooks.endpoint to stoa_app;
grant delete, insert, select, update on webhooks.endpoint to stoa_wide;

create table webhooks.message (
  id uuid not null,
  side_id uuid not null,
  type text not null,
  subject uuid not null,
  body text not null,
  at timestamp with time zone not null,
  customer_id uuid,
  owner_id uuid generated always as (COALESCE(customer_id, side_id)) stored not null,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_id_owner_id_key UNIQUE (id, owner_id),
  constraint message_id_side_id_key UNIQUE (id, side_id)
);
alter table webhooks.message enable row level security;
grant delete, insert, select, update on webhooks.message to stoa_app;
grant delete, insert, select, update on webhooks.message to stoa_wide;

CREATE INDEX delivery_due ON webhooks.delivery USING btree (endpoint_id, due_at) WHERE (state = 'waiting'::text);

CREATE INDEX delivery_leased ON webhooks.delivery USING btree (side_id, endpoint_id) WHERE (leased_until IS NOT NULL);

CREATE INDEX delivery_owner ON webhooks.delivery USING btree (owner_id, id);

CREATE INDEX endpoint_owner ON webhooks.endpoint USING btree (owner_id) WHERE (removed_at IS NULL);

CREATE INDEX endpoint_removed ON webhooks.endpoint USING btree (owner_id, removed_at) WHERE (removed_at IS NOT NULL);

CREATE INDEX endpoint_unkeyed ON webhooks.endpoint USING btree (id) WHERE ((key_id IS NULL) AND (removed_at IS NULL));

CREATE INDEX message_at ON webhooks.message USING btree (at);

create policy scope on webhooks.delivery for all to stoa_app using (((owner_id = base.customer_id()) OR (owner_id = base.side_id()))) with check (((owner_id = base.customer_id()) OR (owner_id = base.side_id())));

create policy scope on webhooks.endpoint for all to stoa_app using (((owner_id = base.customer_id()) OR (owner_id = base.side_id()))) with check (((owner_id = base.customer_id()) OR (owner_id = base.side_id())));

create policy scope on webhooks.message for all to stoa_app using (((owner_id = base.customer_id()) OR (owner_id = base.side_id()))) with check (((owner_id = base.customer_id()) OR (owner_id = base.side_id())));
