-- Undo: drop table catalog.wish_vote, catalog.wish;
-- Integrations that a side's customers ask for: one row for each, under one name, and a vote for each customer that wants it.
create table catalog.wish (
  id uuid primary key,
  side_id uuid not null references identity.side (id),
  name text not null check (length(name) between 1 and 80),
  -- By which two of the same name are known as one.
  folded text not null,
  state text not null check (state in ('open', 'planned', 'declined', 'there', 'merged')),
  answer text,
  listing_id uuid,
  merged_into uuid,
  votes int not null default 0 check (votes >= 0),
  created_at timestamptz not null,
  decided_at timestamptz,
  version bigint not null default 1,
  unique (id, side_id),
  unique (side_id, folded),
  foreign key (listing_id, side_id) references catalog.listing (id, side_id),
  foreign key (merged_into, side_id) references catalog.wish (id, side_id)
);
create index wish_side on catalog.wish (side_id, votes desc, id desc);
create index wish_merged on catalog.wish (merged_into) where merged_into is not null;

create table catalog.wish_vote (
  wish_id uuid not null,
  side_id uuid not null,
  customer_id uuid not null,
  person_id uuid,
  -- What they want it for; only their host reads it.
  why text check (length(why) <= 500),
  voted_at timestamptz not null,
  -- When they closed the notice that it is there.
  seen_at timestamptz,
  primary key (wish_id, customer_id),
  foreign key (wish_id, side_id) references catalog.wish (id, side_id),
  foreign key (customer_id, side_id) references identity.customer (id, side_id)
);
create index wish_vote_customer on catalog.wish_vote (customer_id, wish_id);
create index wish_vote_side on catalog.wish_vote (side_id, voted_at);

-- Names are read by every customer of the side; who wants it and why by its host alone.
call base.guard('catalog.wish', 'side_id = base.at_side()');
call base.guard('catalog.wish_vote', 'customer_id = base.customer_id() or side_id = base.side_id()');
revoke delete on catalog.wish from stoa_app, stoa_wide;
