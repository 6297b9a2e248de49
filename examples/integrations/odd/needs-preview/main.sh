for number in 1 2 3; do
  if [ "$STOA_MODE" = preview ]; then echo "would {\"delete\":\"record $number\"}" >&3; continue; fi
  echo "count updated 1" >&3
done
# Even when it is careless and saves state in a preview, nothing may come of it.
echo "state {\"deleted\":3}" >&3
echo "mode $STOA_MODE"
