#!/bin/bash
# Greets the next few people and remembers where it stopped.
set -euo pipefail

names=(Ada Grace Edsger Barbara Donald Radia Ken Frances)
say() { echo "$*" >&3; } # messages to Stoa are lines on file descriptor 3

case "$STOA_MODE" in
  options)
    say 'options {"tones":[{"const":"plain","title":"Plain"},{"const":"loud","title":"Loud"}]}'
    exit 0
    ;;
  check)
    echo "nothing to connect to; all is well"
    exit 0
    ;;
esac

cursor=0
if [[ ${STOA_STATE:-null} =~ \"cursor\":([0-9]+) ]]; then cursor=${BASH_REMATCH[1]}; fi
most=${STOA_CFG_PEOPLE:-3}

for ((step = 1; step <= most; step++)); do
  name=${names[cursor % ${#names[@]}]}
  text="${STOA_CFG_GREETING:-Hello}, $name"
  if [[ ${STOA_CFG_TONE:-plain} == loud ]]; then text="${text^^}!"; fi
  if [[ $STOA_MODE == preview ]]; then
    say "would {\"greet\":\"$name\"}"
  else
    echo "$text"
    say "count created 1"
  fi
  cursor=$((cursor + 1))
  say "progress $step $most $name"
done

if [[ $STOA_MODE == run ]]; then say "state {\"cursor\":$cursor}"; fi
