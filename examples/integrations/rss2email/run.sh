# rss2email keeps what it has sent in a data file, which lives in the state directory; its settings are written anew each run.
set -eu
cat > "$TMPDIR/rss2email.cfg" <<END
[DEFAULT]
from = $STOA_CFG_MAIL_FROM
to = $STOA_CFG_MAIL_TO
email-protocol = smtp
smtp-server = $STOA_CFG_SMTP_SERVER
smtp-auth = False
smtp-ssl = False
force-from = True
html-mail = False
[feed.news]
url = $STOA_CFG_FEED_URL
END
exec r2e -c "$TMPDIR/rss2email.cfg" -d "$STOA_STATE_DIR/sent.json" run
