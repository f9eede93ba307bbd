#!/bin/sh
# Copies the jars of a class path, and of the launcher, into a folder with a class path of their own.
# collect.sh CLASSPATH-FILE FOLDER
set -eu

to=$2
mkdir -p "$to/lib"
path=
for jar in launcher/target/launcher-*.jar $(tr ':' ' ' <"$1"); do
  cp "$jar" "$to/lib/"
  path=$path${path:+:}$to/lib/${jar##*/}
done
printf '%s' "$path" >"$to/classpath"
