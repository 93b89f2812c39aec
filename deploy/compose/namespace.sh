#!/bin/sh
# Makes the namespace `default` of the server at TEMPORAL_ADDRESS, when there is none. Can be run again.
set -eu

# Its port is open before all of its services have found each other.
tries=60
until temporal operator cluster health; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || exit 1
  sleep 1
done
temporal operator namespace describe --namespace default > /dev/null 2>&1 ||
  temporal operator namespace create --namespace default --retention 30d
