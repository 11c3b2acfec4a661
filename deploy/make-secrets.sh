#!/bin/sh
# Makes every secret that docker-compose.yml and deploy/kubernetes ask for, in ./secrets. What is there stays as it is.
# Keep a copy of storage_key apart from all backups: without it nothing that is stored can be read.
set -eu
folder=${1:-secrets}
umask 077
mkdir -p "$folder"
make() {
  [ -e "$folder/$1" ] || printf '%s' "$2" > "$folder/$1"
}
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

make postgres_password "$(random 24)"
make redis_password "$(random 24)"
make storage_key "$(random 32)"
make api_key "$(random 24)"
make turn_secret "$(random 32)"
make metrics_token "$(random 24)"
make analyzer_token "$(random 32)"
# Keys of services that an administrator may name. Empty: they want none.
make speech_key ''
make draft_key ''
make database_url "postgres://attune:$(cat "$folder/postgres_password")@postgres:5432/attune"
make redis_url "redis://:$(cat "$folder/redis_password")@redis:6379"
# The containers' users (1000, 999) read the files, which Docker mounts one by one; the folder keeps everybody on this host out.
chmod 0444 "$folder"/*
chmod 0700 "$folder"
echo "The secrets are in $folder. Keep a copy of $folder/storage_key in a safe place, apart from the backups."
