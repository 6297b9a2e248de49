# sh even-out.sh tree: a tree as a runtime's is, whoever made it: ours alone, readable by every slot, without rights, devices and sockets.
set -e
cd "$1"
[ ! -d dev ] || find dev -xdev -mindepth 1 -delete
find . -xdev ! -type f ! -type d ! -type l -delete
chown -hR 0:0 .
find . -xdev \( -type d -o -type f -perm /111 \) ! -perm 755 -exec chmod 755 {} + -o -type f ! -perm /111 ! -perm 644 -exec chmod 644 {} +
