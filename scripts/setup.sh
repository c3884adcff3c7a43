# shellcheck shell=bash
# Makes `.venv` ready, once. Sourced by the other scripts: `set_up run` or `set_up test`.
#
# Everything is said before it is done; done once, it is not done again and needs no network.
# What was stopped halfway is started afresh by the next run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv
python_in_venv=$venv/bin/python
log=$venv/setup.log
# First line: what .venv was made for. Then one line for each kind of set-up that was finished.
stamp=$venv/setup.stamp

# Debian's names of what pip cannot bring. How each is recognised stands in `here`.
run_packages=(gcc libc6-dev python3-dev python3-venv portaudio19-dev libasound2-plugins)
test_packages=(pulseaudio pulseaudio-utils dbus flite sox xvfb openbox xterm xfce4-panel)

say() { printf '%s\n' "$*"; }

die() {
  printf 'Set-up stopped: %s\n' "$*" >&2
  exit 1
}

# Prints "3.11 headers venv" (or "-" for what is missing); fails on a Python that is too old or new.
describe() {
  "$1" -I - 2>/dev/null <<'PYTHON'
import os, sys, sysconfig

if not (3, 11) <= sys.version_info < (3, 14):
    sys.exit(1)
headers = os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h"))
try:
    import ensurepip, venv
except ImportError:
    venv = None
print("%d.%d" % sys.version_info[:2], "headers" if headers else "-", "venv" if venv else "-")
PYTHON
}

# Sets `python` and its `facts`. A name on the PATH proves nothing (version managers leave empty
# shims there), so each one is run. One that can make a .venv as it is goes before one that cannot.
find_python() {
  local names=(python3 python3.13 python3.12 python3.11) name found
  # The one that .venv stands on already goes first, the one that the user names before any.
  [[ ! -x $python_in_venv ]] || names=("$(readlink -f "$python_in_venv")" "${names[@]}")
  [[ -z ${JARVIS_PYTHON:-} ]] || names=("$JARVIS_PYTHON")
  python=
  for name in "${names[@]}"; do
    found=$(describe "$name") || continue
    [[ -n $python && $found != *" venv" ]] || { python=$name facts=$found; }
    [[ $facts != *" venv" ]] || return 0
  done
  [[ -n $python ]] || die "Jarvis needs Python 3.11, 3.12 or 3.13, and none that runs was found" \
    "(tried ${names[*]}). Install one, or name one with JARVIS_PYTHON=/path/to/python3."
}

# Whether the system already has what the package would bring, by whatever means it came.
here() {
  case $1 in
    libc6-dev) [[ -e /usr/include/stdio.h ]] ;;
    python3-dev) [[ $facts == *" headers "* ]] ;;
    python3-venv) [[ $facts == *" venv" ]] ;;
    portaudio19-dev) [[ -e /usr/include/portaudio.h || -e /usr/local/include/portaudio.h ]] ;;
    libasound2-plugins)
      compgen -G '/usr/lib*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null ||
        compgen -G '/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null
      ;;
    dbus) command -v dbus-daemon >/dev/null ;;
    xvfb) command -v Xvfb >/dev/null ;;
    pulseaudio-utils) command -v pactl >/dev/null && command -v parec >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# Sets `missing`: the system packages still to be installed.
find_missing() {
  local wanted=("${run_packages[@]}") package
  [[ $1 == run ]] || wanted+=("${test_packages[@]}")
  missing=()
  for package in "${wanted[@]}"; do
    here "$package" || missing+=("$(package_for_this_python "$package")")
  done
}

# Beside the system's own python3, Debian and Ubuntu name the packages python3.12-dev and so on.
package_for_this_python() {
  local own
  own=$(readlink -f /usr/bin/python3 || true)
  if [[ $1 == python3-* && $(readlink -f "$(command -v "$python")") != "$own" ]]; then
    say "python${facts%% *}-${1#python3-}"
  else
    say "$1"
  fi
}

# Sets `apt_install`, and `by_hand`, the same for a person to type; says what to do instead where
# this system or this user cannot run it.
plan_apt() {
  local sudo=
  # `--no-remove`: where PipeWire has taken the place of pulseaudio, apt would throw it out.
  apt_install=(apt-get install -y --no-install-recommends --no-remove "${missing[@]}")
  command -v apt-get >/dev/null ||
    die "this system has no apt-get; install what Debian calls ${missing[*]}, then run this again."
  [[ $EUID == 0 ]] || sudo='sudo '
  by_hand="${sudo}apt-get update && $sudo${apt_install[*]}"
  [[ -z $sudo ]] || command -v sudo >/dev/null ||
    die "system packages are missing and there is no sudo here; as root, run: ${by_hand//sudo /}"
}

run_apt() {
  local as_root=(env DEBIAN_FRONTEND=noninteractive) why
  [[ $EUID == 0 ]] || as_root=(sudo "${as_root[@]}")
  # A source that is out of order often does no harm: what counts is the install.
  shown "${as_root[@]}" apt-get update || true
  if ! shown "${as_root[@]}" "${apt_install[@]}"; then
    why=$(last_word '^(E|sudo): ')
    ! grep -q 'Failed to fetch' "$log" || why='its sources cannot be reached'
    die "apt-get could not install ${missing[*]} ($why). Mend that, or run this yourself:" \
      "$by_hand; everything it said: $log"
  fi
  find_python
  find_missing "$1"
  [[ ${#missing[@]} == 0 ]] || die "${missing[*]}: installed, and yet $python cannot use it." \
    "Name another Python with JARVIS_PYTHON=/path/to/python3."
}

# Runs a command, seen on a terminal and always written to the log.
shown() {
  if [[ -t 1 ]]; then
    "$@" 2>&1 | tee -a "$log"
  else
    "$@" >>"$log" 2>&1
  fi
}

# The same for pip, which draws its progress bars only where it is not piped.
pip_install() {
  local pip=("$python_in_venv" -I -m pip --disable-pip-version-check --no-input --log "$log")
  if [[ -t 1 ]]; then
    "${pip[@]}" install "$@" || die "$(why_pip_failed)"
  else
    "${pip[@]}" --quiet install "$@" >>"$log" 2>&1 || die "$(why_pip_failed)"
  fi
}

# The last telling line of the log that starts so, without the time of day and its start.
last_word() {
  sed -E 's/^[0-9T:,-]+ +//' "$log" | grep -E "$1" | grep -v subprocess-exited-with-error |
    tail -n 1 | sed -E "s/$1//" | cut -c -160 || true
}

why_pip_failed() {
  local header compiled
  compiled=$(grep -oE 'Failed building wheel for .+' "$log" | head -n 1 || true)
  header=$(grep -oE 'fatal error: [^:]+: No such file' "$log" | tail -n 1 | cut -d : -f 2 || true)
  if grep -q 'No space left on device' "$log"; then
    say "the disk is full; make room, then run this again. Everything pip said: $log"
  elif grep -q 'DO NOT MATCH THE HASHES' "$log"; then
    say "a downloaded package is not the one that was locked, so it was not installed; run this" \
      "again, and report it if it stays so. Everything pip said: $log"
  elif [[ -n $header ]]; then
    say "${compiled##* } could not be compiled, for want of$header; install the system package" \
      "that has it, then run this again. Everything the compiler said: $log"
  elif [[ -n $compiled ]]; then
    say "${compiled##* } could not be compiled ($(last_word '^ *error: '));" \
      "mend the compiler, then run this again. Everything it said: $log"
  elif grep -qE 'Retrying \(|timed out|ProxyError|SSLError' "$log"; then
    say "pip could not reach the package index; check the network, then run this again." \
      "Everything pip said: $log"
  else
    say "pip could not install a package ($(last_word '^ *ERROR: '))." \
      "Mend that, then run this again. Everything pip said: $log"
  fi
}

# What .venv stands on: programs in it carry its folder and its Python in their first line.
made_for() { say "python ${facts%% *} in $root"; }

# What was installed; changes when a lock or pyproject.toml does.
fingerprint() {
  local files=("$root/pyproject.toml" "$root/scripts/setup.sh" "$root"/scripts/{build,run,models}.lock)
  [[ $1 == run ]] || files+=("$root/scripts/test.lock")
  say "$1 $(cat "${files[@]}" | sha256sum)"
}

ready() {
  [[ -f $stamp ]] && facts=$(describe "${JARVIS_PYTHON:-$python_in_venv}") &&
    grep -qxF "$(made_for)" "$stamp" && grep -qxF "$(fingerprint "$1")" "$stamp" &&
    [[ -x $python_in_venv ]]
}

announce() {
  local locks=("$root"/scripts/{build,run,models}.lock) size='1.1 GB'
  [[ $1 == run ]] || locks+=("$root/scripts/test.lock") size='1.2 GB'
  say "Setting up Jarvis in $root:"
  [[ ${#missing[@]} == 0 ]] || say "  System packages, with: $by_hand"
  say "  Python packages, into .venv:" \
    "$(cat "${locks[@]}" | grep -oE '^[a-z0-9-]+==' | sort -u | wc -l) in all, about $size on disk."
  say "  Speech recognition, afterwards: the model moonshine-tiny-en" \
    "(about 60 MB to download), unless it is here already."
}

# Empties .venv (and sets `fresh`) unless a finished one stands on the same Python and place.
# The stamp is kept all the while: it tells that this .venv is ours to empty.
prepare_venv() {
  fresh=yes
  if [[ -f $stamp ]] && grep -qxF "$(made_for)" "$stamp" && [[ $(wc -l <"$stamp") -gt 1 ]]; then
    fresh=no
  fi
  mkdir -p "$venv"
  made_for >"$stamp" # from here until the end, unfinished
  [[ $fresh == no ]] ||
    find "$venv" -mindepth 1 -maxdepth 1 ! -name "${stamp##*/}" -exec rm -rf {} +
  : >"$log"
}

install_all() {
  find_python
  find_missing "$1"
  [[ -f $stamp || -z $(ls -A "$venv" 2>/dev/null) ]] ||
    die "$venv was not made by this set-up; move it away, then run this again."
  [[ ${#missing[@]} == 0 ]] || plan_apt
  announce "$1"
  prepare_venv
  [[ ${#missing[@]} == 0 ]] || run_apt "$1"
  if [[ $fresh == yes ]]; then
    shown "$python" -I -m venv "$venv" ||
      die "$python could not make $venv ($(tail -n 1 "$log")). Everything it said: $log"
  fi
  local exactly=(--no-deps --no-build-isolation)
  # PyAudio is compiled here: what builds it comes first.
  pip_install "${exactly[@]}" --require-hashes -r "$root/scripts/build.lock"
  pip_install "${exactly[@]}" --require-hashes -r "$root/scripts/run.lock"
  pip_install "${exactly[@]}" --require-hashes -r "$root/scripts/models.lock"
  [[ $1 == run ]] || pip_install "${exactly[@]}" --require-hashes -r "$root/scripts/test.lock"
  pip_install "${exactly[@]}" --editable "$root"
  fingerprint run >>"$stamp"
  [[ $1 == run ]] || fingerprint "$1" >>"$stamp"
  say "Set up."
}

# Two at once would spoil each other's work: the second one waits, and finds it done.
set_up() {
  ready "$1" || (
    flock 9
    ready "$1" || install_all "$1"
  ) 9<"$root/scripts"
}

# Speech recognition needs its model; a moment when it is here already.
set_up_model() { "$venv/bin/jarvis" models pull moonshine-tiny-en; }

# Recorded speech and texts, where they lie beside the checkout.
find_testdata() {
  if [[ -z ${JARVIS_TESTDATA:-} && -d $root/../shared/testdata ]]; then
    JARVIS_TESTDATA=$(cd "$root/../shared/testdata" && pwd)
    export JARVIS_TESTDATA
  fi
}
