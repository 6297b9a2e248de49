# sh make-base.sh tree release package,package [mmdebstrap option ...]: a Debian of its essential packages and these, with apt's lists left in
# it, so that packages can be added without fetching them again. Package sources come in by stdin.
set -e
tree=$1 release=$2 packages=$3
shift 3
mmdebstrap --mode=root --variant=apt --format=directory --skip=cleanup/apt/lists,output/dev --include="$packages" "$@" "$release" "$tree" -
sh "$(dirname "$0")/even-out.sh" "$tree"
