echo "2026-03-01 09:00:00 INFO starting export"
echo "2026-03-01 09:00:01 ERROR export failed: the template invoice.tpl is broken" >&2
echo "2026-03-01 09:00:01 INFO finished"
exit 0
