# For the launchers of this project, which set first: name (in messages), root (of the project), module (what they start).
# Finds a JDK of 25 or newer: java_home, java_build. Builds the module where it is missing or older than its sources. It uses a
# build folder of its own, so that a full build may run at the same time. Sets plain, an option of java for redirected output: else
# picocli puts colours into a file of errors while standard output is a terminal.
target=$root/$module/target/quick
jar=$target/$module.jar
plain=
[ -t 1 ] && [ -t 2 ] || plain=-Dpicocli.ansi=false

fail() {
  echo "$name: $*" >&2
  exit 69
}

# Whether $1 is a JDK new enough, by its release file: to start it would take longer than most commands.
suits() {
  java_home=$1 java_major= java_build=
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS='="' read -r key _ value _; do
    case $key in
      JAVA_VERSION) java_major=${value%%[!0-9]*} ;;
      JAVA_RUNTIME_VERSION) java_build=$value ;;
    esac
  done < "$1/release"
  [ "${java_major:-0}" -ge 25 ]
}

find_java() {
  if [ -n "$MMAP_JAVA_HOME" ]; then
    suits "$MMAP_JAVA_HOME" && return
    fail "MMAP_JAVA_HOME, $MMAP_JAVA_HOME, is no JDK of 25 or newer; correct it, or unset it to search for one"
  fi
  on_path=$(readlink -f "$(command -v java)" 2> /dev/null)
  for home in "$JAVA_HOME" "${on_path%/bin/java}" /usr/*/jvm/* /opt/*jdk* /opt/*java* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    suits "$home" && return
  done
  fail "no JDK of 25 or newer found; install one, or set MMAP_JAVA_HOME to its folder"
}

stale() {
  [ ! -f "$jar" ] || [ -n "$(find "$root"/pom.xml "$root"/mmap-*/pom.xml "$root"/mmap-*/src/[!t]* -newer "$jar" 2> /dev/null)" ]
}

build() {
  locks=$root/target
  mkdir -p "$target" "$locks" 2> /dev/null
  if [ ! -w "$target" ] || [ ! -w "$locks" ]; then
    [ -f "$jar" ] && return # Cannot be built here, but be run.
    fail "is not built, and cannot be: $target or $locks is not writable; copy the folder, or build as its owner"
  fi
  echo "$name: building, which takes a minute the first time" >&2
  command -v mvn > /dev/null || fail "no mvn on the PATH to build with; install Maven 3.8 or newer"
  # One build at a time, whatever the module: they share others. The lock names its owner, so that one left behind is known.
  lock=$locks/building
  until ln -s $$ "$lock" 2> /dev/null; do
    owner=$(readlink "$lock") && { kill -0 "$owner" 2> /dev/null || rm -f "$lock"; }
    sleep 1
  done
  trap 'rm -f "$lock"' EXIT
  trap 'exit 130' HUP INT TERM
  if stale; then
    : > "$target/started"
    # No escape codes: at its end Maven writes a reset even into a file, unless its console library is told not to.
    (cd "$root" && JAVA25_HOME=${JAVA25_HOME:-$java_home} MAVEN_OPTS="$MAVEN_OPTS -Djansi.mode=strip -Djansi.noreset=true" \
      mvn -B -q -Dstyle.color=never -Pquick package -pl "$module" -am) >&2 ||
      fail "the build failed, as said above"
    touch -r "$target/started" "$jar" # So that what was edited meanwhile is newer.
  fi
  rm -f "$lock"
  trap - EXIT HUP INT TERM
}
