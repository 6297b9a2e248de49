-- Undo: drop trigger keep_wish on catalog.wish; drop function catalog.keep_wish();
-- A customer's vote changes how many want a wish; what it is called and what becomes of it is its host's to say.
create function catalog.keep_wish() returns trigger language plpgsql as $$
begin
  raise exception 'a customer changes only how many want a wish' using errcode = 'insufficient_privilege';
end $$;
create trigger keep_wish before update on catalog.wish for each row
  when (base.customer_id() is not null and (old.side_id, old.name, old.folded, old.state, old.answer, old.listing_id, old.merged_into, old.decided_at)
    is distinct from (new.side_id, new.name, new.folded, new.state, new.answer, new.listing_id, new.merged_into, new.decided_at))
  execute function catalog.keep_wish();
