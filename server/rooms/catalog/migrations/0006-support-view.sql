-- Undo: drop view catalog.v_support;
-- Where a listing's customers get help, for higher rooms.
create view catalog.v_support with (security_invoker = true) as select id, side_id, publisher_id, title, support from catalog.listing;
grant select on catalog.v_support to stoa_app, stoa_wide;
