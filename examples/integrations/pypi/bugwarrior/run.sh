# The task list lives in the state directory; keys are read from the environment when bugwarrior asks for them.
set -eu
mkdir -p "$STOA_STATE_DIR/tasks"
printf 'data.location=%s\nconfirmation=no\n' "$STOA_STATE_DIR/tasks" > "$STOA_STATE_DIR/taskrc"
export TASKRC="$STOA_STATE_DIR/taskrc" BUGWARRIORRC="$TMPDIR/bugwarrior.toml" PYTHONPATH="$PWD/lib"
cat > "$BUGWARRIORRC" <<END
[general]
targets = ["first", "second"]
taskrc = "$TASKRC"
[first]
service = "redmine"
url = "$STOA_CFG_FIRST_URL"
key = "@oracle:eval:printenv STOA_SECRET_FIRST_KEY"
only_if_assigned = ""
[second]
service = "redmine"
url = "$STOA_CFG_SECOND_URL"
key = "@oracle:eval:printenv STOA_SECRET_SECOND_KEY"
END
exec python3 lib/bin/bugwarrior pull
