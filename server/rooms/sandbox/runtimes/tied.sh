# sh tied.sh command [argument ...]: runs the command, and ends it with all it started when whoever started us is gone, however that was.
# Descriptor 3 is a pipe that only the starter holds; we lead a process group, and what the command starts stays in it.
exec 4<&0
"$@" <&4 3<&- 4<&- &
command=$!
exec 4<&-
{
  trap '' TERM
  read -r _
  kill -TERM 0
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.5
    kill -0 "$command" || break
  done
  kill -KILL 0
} <&3 >/dev/null 2>&1 &
watch=$!
wait "$command"
code=$?
kill -KILL "$watch"
exit "$code"
