# A checkpoint first: what was saved before the end must be kept.
echo 'state {"cursor":1}' >&3
trap 'echo "asked to stop, not stopping" >&2' TERM
echo "waiting for a lock"
while true; do sleep 60 & wait; done
