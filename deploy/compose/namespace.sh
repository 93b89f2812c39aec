#!/bin/sh
# Makes the namespace `default` of the server at TEMPORAL_ADDRESS, when there is none, and waits until the server serves it. Can be run again.
set -eu

until_done() {
  tries=60
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || exit 1
    sleep 1
  done
}

# Its port is open before all of its services have found each other.
until_done temporal operator cluster health
temporal operator namespace describe --namespace default > /dev/null 2>&1 ||
  temporal operator namespace create --namespace default --retention 30d
# The server looks for new namespaces every few seconds, and until then says that there is none.
until_done temporal operator search-attribute list --namespace default
