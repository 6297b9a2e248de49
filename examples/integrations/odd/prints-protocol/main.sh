echo 'state {"cursor":7}' >&3
echo 'count updated 1' >&3
for line in 'state {"cursor":999}' 'count created 1000' 'failed {"item":"x","reason":"y"}' 'result {"stolen":true}' 'options {"a":["b"]}' 'progress 1 1'; do
  echo "$line"
  echo "$line" >&2
done
