-- Undo: drop table home.help; drop table home.mail;
-- Mails that are to go, or went: to a customer's people, and for them to who gives help.
create table home.mail (
  id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  -- Whose it is, of those to the customer's own people.
  person_id uuid,
  address text not null,
  reply_to text,
  subject text not null,
  body text not null,
  -- A run whose log goes with it, hidden parts hidden.
  log_run_id uuid,
  -- It ends with a way to get no more of these.
  unsubscribes boolean not null default false,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  due_at timestamptz not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  error text
);
create index mail_due on home.mail (due_at) where state = 'waiting';
create index mail_created on home.mail (created_at);
call base.guard('home.mail', 'customer_id = base.customer_id()');

-- Who asked a listing's publisher for help, when, and what was sent.
create table home.help (
  id uuid primary key,
  side_id uuid not null,
  customer_id uuid not null,
  publisher_id uuid not null,
  installation_id uuid not null,
  run_id uuid not null,
  mail_id uuid not null,
  person_id uuid,
  asked_by text not null,
  address text not null,
  sentence text not null,
  words text not null,
  with_log boolean not null,
  at timestamptz not null,
  answered_at timestamptz,
  answer text
);
create index help_installation on home.help (installation_id, id);
create index help_customer on home.help (customer_id, id);
create index help_publisher on home.help (publisher_id, id);
create index help_side on home.help (side_id, id);
create index help_run on home.help (run_id, id);
call base.guard('home.help', 'customer_id = base.customer_id() or publisher_id = base.publisher_id() or side_id = base.side_id()');
