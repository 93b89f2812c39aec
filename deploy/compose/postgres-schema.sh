#!/bin/sh
# Makes Temporal's two databases and brings their schemas to the version of this temporal-sql-tool. Can be run again.
# Reads SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD, as the tool does. The schemas are those built into it.
set -eu

for schema in temporal visibility; do
  case "$schema" in
    temporal) database=temporal ;;
    visibility) database=temporal_visibility ;;
  esac
  sql() { temporal-sql-tool --plugin postgres12 --database "$database" "$@"; }
  sql create-database
  sql setup-schema --version 0.0
  sql update-schema --schema-name "postgresql/v12/$schema"
done
