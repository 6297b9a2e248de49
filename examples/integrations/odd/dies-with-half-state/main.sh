echo 'state {"cursor":3}' >&3
echo 'count created 3' >&3
printf 'state {"cursor":4,"las' >&3
kill -9 $$
