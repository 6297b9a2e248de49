# Careless on purpose: every secret in every spelling, in the log and in messages. Not in arguments: those of a box can be seen outside.
for secret in "$STOA_SECRET_API_KEY" "$PUBLISHER_KEY"; do
  [ -n "$secret" ] || exit 3
  export secret
  echo "key is $secret"
  echo "as an address: https://user:$(jq -rn 'env.secret | @uri')@example.com/" >&2
  for before in "" x xy; do printf '%s%s' "$before" "$secret" | base64 -w 0; echo; done
  printf %s "$secret" | od -An -tx1 | tr -d ' \n'; echo
  printf '%s' "${secret:0:9}"; sleep 0.1; echo "${secret:9}"
  printf '%s' "$secret" | base64 -w 12
  jq -cn '{said: env.secret}'; jq -acn '{said: env.secret}' >&2; jq -cn '{said: env.secret}' | sed 's,/,\\/,g'
  echo "a message that is none: $secret" >&3
  jq -cn '{create: env.secret}' | sed 's/^/would /' >&3
  jq -acn '{(env.secret): env.secret}' | sed 's/^/state /' >&3
  echo "progress 1 2 using $secret" >&3
  jq -cn '{item: "one", reason: "refused \(env.secret)"}' | sed 's/^/failed /' >&3
  jq -cn '{used: env.secret}' | sed 's/^/result /' >&3
  jq -cn '{last: env.secret}' | sed 's/^/state /' >&3
done
