#!/bin/bash
# Reads a CSV file over HTTP and creates or updates a contact for each of its rows.
set -euo pipefail

api=${STOA_CFG_LEDGERLINE_URL%/}/api
work=$(mktemp -d)
# The key goes to curl by a file: arguments of a process can be read by its neighbours.
printf 'header = "authorization: Bearer %s"\n' "$STOA_SECRET_API_KEY" > "$work/key"

say() { echo "$*" >&3; }
stop() { echo "$*" >&2; exit 1; }

# call METHOD PATH [BODY]: prints the status; the answer is in $work/answer
call() {
  curl --silent --show-error --max-time 30 --config "$work/key" --request "$1" ${3+--json "$3"} \
    --output "$work/answer" --write-out '%{http_code}' "$api$2"
}

# rows: the CSV on stdin as one JSON object a row, by the names of its header line
rows() {
  gawk 'BEGIN { FPAT = "([^,]*)|(\"([^\"]|\"\")*\")" }
    { sub(/\r$/, ""); for (i = 1; i <= NF; i++) { f = $i; if (f ~ /^"/) { f = substr(f, 2, length(f) - 2); gsub(/""/, "\"", f) }
        gsub(/\037/, " ", f); printf "%s%s", f, (i < NF ? "\037" : "\n") } }' |
    jq --raw-input --slurp --compact-output 'split("\n") | map(select(. != "") | split("\u001f")) | .[0] as $names | .[1:][]
      | [$names, .] | transpose | map({(.[0] // "extra"): (.[1] // "")}) | add | {name, organisation, email, phone} | map_values(. // "")'
}

save_row() {
  local row=$1 status id
  status=$(call POST /contacts "$row") || stop "Ledgerline cannot be reached"
  if [ "$status" = 409 ]; then
    call GET "/contacts?email=$(jq --raw-output '.email | @uri' <<< "$row")" > /dev/null
    id=$(jq --raw-output '.data[0].id' "$work/answer")
    if jq --exit-status --argjson row "$row" '.data[0] | {name, organisation, email, phone} == $row' "$work/answer" > /dev/null; then
      skipped=$((skipped + 1)); return
    fi
    status=$(call PATCH "/contacts/$id" "$row")
  fi
  case $status in
    201) created=$((created + 1)) ;;
    200) updated=$((updated + 1)) ;;
    422) failed=$((failed + 1)); say "failed $(jq --compact-output --argjson row "$row" '{item: ($row.name + " <" + $row.email + ">"), reason: (.error.fields | to_entries | map(.key + ": " + .value) | join("; "))}' "$work/answer")" ;;
    401 | 403) stop "Ledgerline refused the API key (HTTP status $status)" ;;
    *) stop "Ledgerline answered $status: $(head --bytes 300 "$work/answer")" ;;
  esac
}

etag=$(jq --raw-output '.etag // ""' <<< "${STOA_STATE:-null}")
if [ -n "${STOA_RETRY_ITEMS:-}" ]; then etag=; fi
status=$(curl --silent --show-error --location --max-time 60 --header "if-none-match: $etag" --dump-header "$work/headers" \
  --output "$work/feed" --write-out '%{http_code}' "$STOA_CFG_FEED_URL") || stop "$STOA_CFG_FEED_URL cannot be reached"
if [ "$status" = 304 ]; then say "say The list has not changed since the last run."; echo "The list has not changed since the last run."; exit 0; fi
[ "$status" = 200 ] || stop "$STOA_CFG_FEED_URL cannot be read: HTTP status $status"
if [ "$STOA_MODE" = check ]; then echo "The list can be read."; exit 0; fi

rows < "$work/feed" > "$work/rows"
if [ -n "${STOA_RETRY_ITEMS:-}" ]; then
  # Only rows that were refused before, by the name they were reported with.
  jq --compact-output --slurpfile items "$STOA_RETRY_ITEMS" 'select((.name + " <" + .email + ">") as $row | $items[0] | index($row))' \
    "$work/rows" > "$work/again"
  mv "$work/again" "$work/rows"
fi
total=$(wc --lines < "$work/rows")
created=0 updated=0 skipped=0 failed=0 done=0
while read -r row; do
  save_row "$row"
  done=$((done + 1))
  say "progress $done $total"
done < "$work/rows"
say "count created $created"
say "count updated $updated"
say "count skipped $skipped"
say "say $total rows of the list: $created created, $updated updated, $skipped as before."
echo "$total rows: $created created, $updated updated, $skipped as before, $failed refused"
# A list with refused rows is read again next time, so that they are not forgotten.
if [ "$failed" -gt 0 ]; then exit 0; fi
etag=$(gawk 'tolower($1) == "etag:" { sub(/\r$/, ""); print $2 }' "$work/headers" | tail --lines 1)
say "state $(jq --null-input --compact-output --arg etag "$etag" '{etag: $etag}')"
