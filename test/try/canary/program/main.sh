# Careless on purpose: every secret in every spelling, in the log, in messages, and in the arguments of a process.
encode() { jq -rn --arg text "$1" '$text | @uri'; }
for secret in "$STOA_SECRET_API_KEY" "$PUBLISHER_KEY"; do
  [ -n "$secret" ] || exit 3
  echo "key is $secret"
  echo "as an address: https://user:$(encode "$secret")@example.com/" >&2
  for before in "" x xy; do printf '%s%s' "$before" "$secret" | base64 -w 0; echo; done
  printf %s "$secret" | od -An -tx1 | tr -d ' \n'; echo
  printf '%s' "${secret:0:9}"; sleep 0.1; echo "${secret:9}"
  echo "progress 1 2 using $secret" >&3
  jq -cn --arg text "$secret" '{item: "one", reason: "refused \($text)"}' | sed 's/^/failed /' >&3
  jq -cn --arg text "$secret" '{used: $text}' | sed 's/^/result /' >&3
  jq -cn --arg text "$secret" '{last: $text}' | sed 's/^/state /' >&3
done
