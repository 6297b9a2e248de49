# sh add-packages.sh tree release package ...: adds packages to a copy of a base, by apt from outside the tree, and takes apt's lists out of it.
# Package sources come in by stdin.
set -e
tree=$1 release=$2
shift 2
chmod 1777 "$tree/tmp" "$tree/var/tmp"
# In the words mmdebstrap itself uses to install into a tree.
PACKAGES="$*" mmdebstrap --mode=root --variant=custom --format=directory --skip=check/empty,update,output/dev \
  --customize-hook='[ -z "$PACKAGES" ] || APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -qq --yes -oDir::Bin::dpkg=env \
    -oDPkg::Options::=--unset=TMPDIR -oDPkg::Options::=dpkg -oDPkg::Chroot-Directory="$1" install $PACKAGES >&2' \
  "$release" "$tree" -
sh "$(dirname "$0")/even-out.sh" "$tree"
