# image.sh ROOT: what makes a fresh Debian with systemd the guest: its people, the service that starts what the second disk holds, quick boot.
set -eu
root=$1
echo guest >"$root/etc/hostname"
printf '127.0.0.1 localhost guest\n::1 localhost\n' >"$root/etc/hosts"
printf '/dev/vda / ext4 rw,noatime 0 1\n' >"$root/etc/fstab"
# pat's systemd is there from boot on, as after a login; quin has none.
chroot "$root" useradd --create-home --shell /bin/bash pat
chroot "$root" useradd --create-home --shell /bin/bash quin
mkdir -p "$root/var/lib/systemd/linger" "$root/srv/stoa"
touch "$root/var/lib/systemd/linger/pat"
cat >"$root/etc/systemd/system/stoa-guest.service" <<'UNIT'
[Unit]
Description=What the second disk holds
After=multi-user.target dbus.service systemd-logind.service

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'mount -o noatime /dev/vdb /srv/stoa && exec sh /srv/stoa/clone/tools/guest/inside.sh'
ExecStopPost=/bin/systemctl poweroff --force --force
StandardOutput=tty
StandardError=inherit
TTYPath=/dev/ttyS1
TimeoutStartSec=infinity

[Install]
WantedBy=graphical.target
UNIT
chroot "$root" systemctl --quiet enable stoa-guest.service
chroot "$root" systemctl --quiet set-default graphical.target
# Nothing else asks for a login, nor waits for devices that nobody announces.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
  systemd-udev-trigger.service systemd-timesyncd.service getty@tty1.service serial-getty@ttyS0.service serial-getty@ttyS1.service systemd-update-utmp.service; do
  chroot "$root" systemctl --quiet mask "$unit"
done
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin
