# rclone takes its whole configuration from the environment; passwords are only obscured, through stdin.
set -eu
export RCLONE_CONFIG=/dev/null
export RCLONE_CONFIG_FROM_TYPE=webdav RCLONE_CONFIG_FROM_URL="$STOA_CFG_FROM_URL" RCLONE_CONFIG_FROM_USER="$STOA_CFG_FROM_USER"
export RCLONE_CONFIG_TO_TYPE=webdav RCLONE_CONFIG_TO_URL="$STOA_CFG_TO_URL" RCLONE_CONFIG_TO_USER="$STOA_CFG_TO_USER"
RCLONE_CONFIG_FROM_PASS=$(printf %s "$STOA_SECRET_FROM_PASSWORD" | rclone obscure -)
RCLONE_CONFIG_TO_PASS=$(printf %s "$STOA_SECRET_TO_PASSWORD" | rclone obscure -)
export RCLONE_CONFIG_FROM_PASS RCLONE_CONFIG_TO_PASS
exec rclone copy from: to: --use-json-log --verbose --stats-one-line --retries 2 --low-level-retries 2
