#!/bin/bash
# Reads a CSV file over HTTP and creates or updates a contact for each of its rows.
set -euo pipefail

work=$(mktemp -d)

say() { echo "$*" >&3; }
stop() { echo "$*" >&2; exit 1; }
# told ENGLISH GERMAN: what people read, in the installation's language
told() { if [ "${STOA_LANGUAGE:-en}" = de ]; then echo "$2"; else echo "$1"; fi; }
# A setting that is to be changed: what is said is what the customer reads.
stop_for_settings() { say "say $(told "$1" "$2")"; told "$1" "$2" >&2; exit 78; }
# finish ENGLISH GERMAN: how it went, over the run and in its log
finish() { say "say $(told "$1" "$2")"; told "$1" "$2"; }

# address ENTERED TITLE GERMAN_TITLE: with the scheme it was entered without; inside a network few servers speak TLS
address() {
  local text=${1%/}
  case $text in
    *://*) ;;
    localhost* | 127.* | 10.* | 192.168.*) text=http://$text ;;
    *) text=https://$text ;;
  esac
  [[ $text =~ ^https?://[^[:space:]/:]+(:[0-9]+)?(/[^[:space:]]*)?$ ]] ||
    stop_for_settings "\"$2\" holds \"$1\", which is not an address such as https://app.example.com." \
      "In \"$3\" steht \"$1\"; das ist keine Adresse wie https://app.example.com."
  echo "$text"
}

feed=$(address "$STOA_CFG_FEED_URL" "Address of the list" "Adresse der Liste")

# call METHOD PATH [BODY]: prints the status; the answer is in $work/answer. Stoa adds who calls, and for whom, on the way: this program has no key.
call() {
  curl --silent --show-error --max-time 30 --request "$1" ${3+--json "$3"} \
    --output "$work/answer" --write-out '%{http_code}' "$STOA_HOST_API$2"
}

# cells: the CSV on stdin, a JSON list a line. Commas, semicolons or tabs, whichever its first line holds most of.
cells() {
  sed '1s/^\xEF\xBB\xBF//' | gawk '
    NR == 1 { by = ","; for (i = split("; \t", other, " "); i > 0; i--) if (gsub(other[i], "&") > gsub(by, "&")) by = other[i]
      FPAT = "([^" by "]*)|(\"([^\"]|\"\")*\")"; $0 = $0 }
    { sub(/\r$/, ""); for (i = 1; i <= NF; i++) { f = $i; if (f ~ /^"/) { f = substr(f, 2, length(f) - 2); gsub(/""/, "\"", f) }
        gsub(/\037/, " ", f); printf "%s%s", f, (i < NF ? "\037" : "\n") } }' |
    jq --raw-input --compact-output 'select(. != "") | split("\u001f")'
}

# What the columns of a list are often called, letters alone.
names='{
  name: ["name", "fullname", "contact", "contactname", "kontakt", "ansprechpartner", "kunde", "customer"],
  first: ["firstname", "givenname", "vorname"], last: ["lastname", "surname", "familyname", "nachname", "familienname"],
  organisation: ["organisation", "organization", "company", "companyname", "firma", "unternehmen"],
  email: ["email", "mail", "emailaddress", "emailadresse", "mailadresse"],
  phone: ["phone", "telephone", "phonenumber", "tel", "telefon", "telefonnummer", "mobile", "mobil"]
}'

# columns: the heading line as where each field stands, such as {"name": 0, "email": 2}: by what was chosen, else by its heading
columns() {
  jq --compact-output --argjson chosen "$chosen" "$names"' as $names | . as $line | map(ascii_downcase | gsub("[^a-z]"; "")) as $found
    | ($names | map_values(map(. as $name | $found | index($name)) | map(values) | first) | map_values(values))
    + ($chosen | map({ key: .target, value: (.source as $source | $line | index($source)) }) | from_entries | map_values(values))
    | if ($chosen | any(.target == "first" or .target == "last")) and ($chosen | all(.target != "name")) then del(.name) else . end' <<< "$1"
}

# rows: the cells on stdin as one JSON object a row
rows() {
  jq --compact-output --argjson at "$1" '. as $cells | def cell($field): ($cells[$at[$field] // -1 | if . < 0 then 1000000 else . end] // "") | gsub("^ +| +$"; "");
    { name: (if $at.name != null then cell("name") else [cell("first"), cell("last")] | map(select(. != "")) | join(" ") end),
      organisation: cell("organisation"), email: cell("email"), phone: cell("phone") }'
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
    401 | 403) stop "Ledgerline refused it (HTTP status $status): $(head --bytes 300 "$work/answer")" ;;
    *) stop "Ledgerline answered $status: $(head --bytes 300 "$work/answer")" ;;
  esac
}

chosen=$(jq --compact-output '.columns // []' "$STOA_CONFIG")
# A list that is read otherwise now is read again, also where it is the same.
etag=$(jq --raw-output --argjson chosen "$chosen" 'if (.columns // []) == $chosen then .etag // "" else "" end' <<< "${STOA_STATE:-null}")
if [ -n "${STOA_RETRY_ITEMS:-}" ]; then etag=; fi
status=$(curl --silent --show-error --location --max-time 60 --header "if-none-match: $etag" --dump-header "$work/headers" \
  --output "$work/feed" --write-out '%{http_code}' "$feed") || stop "$feed cannot be reached"
if [ "$status" = 304 ]; then finish "The list has not changed since the last run." "Die Liste hat sich seit dem letzten Lauf nicht geändert."; exit 0; fi
[ "$status" = 200 ] || stop "$feed cannot be read: HTTP status $status"
cells < "$work/feed" > "$work/cells"
headings=$(head --lines 1 "$work/cells")
[ -n "$headings" ] || stop_for_settings "The list in \"Address of the list\" is empty." "Die Liste in \"Adresse der Liste\" ist leer."
if [ "$STOA_MODE" = options ]; then say "options $(jq --compact-output '{headings: map(select(. != ""))}' <<< "$headings")"; exit 0; fi
missing=$(jq --raw-output --argjson chosen "$chosen" '. as $line | $chosen | map(.source) | map(select(. as $source | $line | index($source) | not)) | first // ""' <<< "$headings")
[ -z "$missing" ] || stop_for_settings "The list has no column \"${missing:0:40}\" any more; choose its columns again." \
  "Die Liste hat keine Spalte \"${missing:0:40}\" mehr; wählen Sie die Spalten neu."
at=$(columns "$headings")
if ! jq --exit-status '.name != null or (.first != null and .last != null)' <<< "$at" > /dev/null; then
  found=$(jq --raw-output 'map(.[:18]) | .[:4] | join(", ")' <<< "$headings")
  stop_for_settings "The list has no column for the name. Found: $found. Needed: name, or first name and last name; choose which they are." \
    "Der Liste fehlt eine Spalte für den Namen. Gefunden: $found. Nötig: Name, oder Vor- und Nachname; wählen Sie, welche es sind."
fi
if [ "$STOA_MODE" = check ]; then echo "The list can be read."; exit 0; fi

tail --lines +2 "$work/cells" | rows "$at" > "$work/rows"
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
rows=$([ "$total" = 1 ] && echo "1 row" || echo "$total rows")
zeilen=$([ "$total" = 1 ] && echo "1 Zeile" || echo "$total Zeilen")
finish "$rows of the list: $created new, $updated changed, $skipped as before." \
  "$zeilen in der Liste: $created neu, $updated geändert, $skipped unverändert."
# A list with refused rows is read again next time, so that they are not forgotten.
if [ "$failed" -gt 0 ]; then exit 0; fi
etag=$(gawk 'tolower($1) == "etag:" { sub(/\r$/, ""); print $2 }' "$work/headers" | tail --lines 1)
say "state $(jq --null-input --compact-output --arg etag "$etag" --argjson chosen "$chosen" '{etag: $etag, columns: $chosen}')"
