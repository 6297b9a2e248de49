# sh remove-tree.sh tree
rm -rf "$1"
