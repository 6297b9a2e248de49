-- Undo: nothing: what was chosen before stands with the person too.
-- The column stays for a release that goes back; it is read no more.
update identity.v_person p set language = r.language
from (select distinct on (person_id) person_id, language from home.reader where language <> 'en' order by person_id) r
where r.person_id = p.id and p.language is null;
