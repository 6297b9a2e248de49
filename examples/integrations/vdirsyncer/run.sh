# What both sides looked like after the last run is kept in the state directory; that is how deletions are told from additions.
set -eu
mkdir -p "$STOA_STATE_DIR/status"
sed "s#@STATE@#$STOA_STATE_DIR#" config > "$TMPDIR/config"
vdirsyncer -c "$TMPDIR/config" discover calendars
exec vdirsyncer -c "$TMPDIR/config" sync calendars
