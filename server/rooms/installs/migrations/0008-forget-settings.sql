-- Undo: nothing; what is erased stays so.
-- What uninstalling erases since, of what was uninstalled before.
select base.erase_settings(customer_id, id) from installs.installation where state = 'removed';
