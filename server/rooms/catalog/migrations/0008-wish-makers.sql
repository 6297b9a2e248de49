-- Undo: drop table catalog.wish_maker; create index wish_side on catalog.wish (side_id, votes desc, id desc); drop index catalog.wish_wanted, catalog.wish_host;
-- How many wishes a customer made on the last day it made any: a wish stays when its votes are taken back.
create table catalog.wish_maker (
  customer_id uuid primary key,
  side_id uuid not null,
  day date not null,
  made int not null,
  foreign key (customer_id, side_id) references identity.customer (id, side_id)
);
call base.guard('catalog.wish_maker', 'customer_id = base.customer_id()');

-- Lists step over what nobody wants any more.
create index wish_wanted on catalog.wish (side_id, votes desc, id desc) where votes > 0;
create index wish_host on catalog.wish (side_id, votes desc, id desc) where state <> 'merged' and (votes > 0 or state <> 'open');
drop index catalog.wish_side;
