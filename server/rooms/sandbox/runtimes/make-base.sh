# sh make-base.sh tree release package,package path ...: a Debian of its essential packages and these, without what lies at these paths, with apt's
# lists left in it, so that packages can be added without fetching them again. Package sources come in by stdin.
set -e
tree=$1 release=$2 packages=$3
shift 3
leaves=$({
  printf 'path-exclude=%s/*\n' "$@"
  echo 'path-include=/usr/share/doc/*/copyright'
})
export leaves
# Given as dpkg's own setting: by --dpkgopt mmdebstrap filters each archive through a script of Python's, which takes a third of the time.
mmdebstrap --mode=root --variant=apt --format=directory --skip=cleanup/apt/lists,output/dev --include="$packages" \
  --setup-hook='mkdir -p "$1/etc/dpkg/dpkg.cfg.d" && echo "$leaves" > "$1/etc/dpkg/dpkg.cfg.d/runtime"' "$release" "$tree" -
for path; do
  [ -d "$tree$path" ] || continue
  find "$tree$path" -mindepth 1 ! -type d ! -path '*/usr/share/doc/*/copyright' -delete
  find "$tree$path" -mindepth 1 -type d -empty -delete
done
sh "$(dirname "$0")/even-out.sh" "$tree"
