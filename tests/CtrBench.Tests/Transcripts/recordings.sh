#!/usr/bin/env bash
# Packs and unpacks recordings.tar.gz, what real engines did with given records: the twins are compared with each of its files.
#
#   recordings.sh unpack FOLDER     FOLDER/spark/*.json and FOLDER/flink/*.json
#   recordings.sh pack FOLDER       the archive again, of FOLDER/spark and FOLDER/flink
#
# The same files give the same bytes, so the archive changes only when a recording does: names in order, no times, no owners.
# Needs GNU tar and gzip. A new recording: unpack, put its file in, pack.
set -euo pipefail
archive="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/recordings.tar.gz"

usage() {
    sed -n 's/^#   //p' "${BASH_SOURCE[0]}" >&2
    exit 2
}

[ $# -eq 2 ] || usage
case $1 in
    unpack)
        mkdir -p "$2"
        tar -xzf "$archive" -C "$2"
        ;;
    pack)
        cd "$2"
        find spark flink -name '*.json' | LC_ALL=C sort \
            | tar -c --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=0644 --files-from=- \
            | gzip -9n > "$archive.new"
        mv "$archive.new" "$archive"
        ls -l "$archive"
        ;;
    *) usage ;;
esac
