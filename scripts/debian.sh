# SPDX-License-Identifier: GPL-3.0-or-later
# Debian's archive without touching this machine's own packages: sourced after lib.sh and steps.sh.
# shellcheck shell=bash disable=SC2034,SC2154

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
codename=$(sed -n 's/^VERSION_CODENAME=//p' "${WT_OS_RELEASE:-/etc/os-release}" 2>/dev/null)

# "MIRROR SUITE" a line, in the order of apt's own configuration; apt itself reads all of its formats.
suites() {
	apt-get update --print-uris 2>/dev/null |
		sed -nE "s#^'([^']*)/dists/([a-z-]+)/[^']*'.*#\1 \2#p" | awk '!seen[$0]++'
}

# The mirrors of the archive itself, or the one that the caller names.
mirrors() {
	[ -z "$1" ] || {
		printf '%s\n' "${1%/}"
		return
	}
	suites | awk -v mine="${codename:-sid}" '$2 == mine || $2 ~ /^(stable|testing|unstable|sid)$/ { print $1 }' |
		awk '!seen[$0]++'
}

needs_debian() {
	have apt-get || die "no apt here to get $1 with; name one: $2"
	[ -r "$keyring" ] || die "$keyring: not there, so $1 cannot be checked; install debian-archive-keyring, or name one: $2"
}

# apt-get and its kin with folders and sources of our own (in apt_folder): nothing in /etc or /var changes.
private_apt() {
	local command=$1 apt=$top/$apt_folder
	shift
	"$command" -q -c "$apt/apt.conf" -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
		-o Dir::State="$apt/state" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
		-o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@"
}

# read_lists FOLDER LINES [ARCHITECTURE]: the package lists of these lines of a sources.list.
read_lists() {
	apt_folder=$1
	mkdir -p "$apt_folder"/{state/lists/partial,cache/archives/partial} || return
	: >"$apt_folder/status"
	# Hooks of this machine have no business with our folders.
	printf '#clear APT::Update::%s;\n' Pre-Invoke Post-Invoke Post-Invoke-Success >"$apt_folder/apt.conf"
	[ -z "${3:-}" ] ||
		printf 'APT::Architecture "%s";\n#clear APT::Architectures;\nAPT::Architectures { "%s"; };\n' "$3" "$3" >>"$apt_folder/apt.conf"
	printf '%s\n' "$2" >"$apt_folder/sources.list"
	private_apt apt-get update -o APT::Update::Error-Mode=any
}

# The lines for packages of this machine's own Debian, of the mirror that the caller names or of apt's.
binary_lines() {
	local base suite
	if [ -n "$1" ]; then
		printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "${1%/}" "${codename:-stable}"
		return
	fi
	suites | while read -r base suite; do
		[[ $suite == "$codename" || $suite == "$codename"-* ]] &&
			printf 'deb [signed-by=%s] %s %s main\n' "$keyring" "$base" "$suite"
	done
	return 0
}

# The lists for an architecture (empty: this machine's) of one of those lines or of all, in FOLDER. A mirror in the
# middle of an update, or without the security suite: the release alone will do.
read_all_lists() {
	local for=${3:+ for $3}
	step "reading the package lists$for" read_lists "$1" "$2" "${3:-}" ||
		step "reading those of the release alone" read_lists "$1" "$(head -n 1 <<<"$2")" "${3:-}" ||
		step_failed "reading the package lists$for"
}

# Of architectures that boards have, the folder of libraries.
declare -A triplets=([arm64]=aarch64-linux-gnu [armhf]=arm-linux-gnueabihf [armel]=arm-linux-gnueabi)

# first_listed PACKAGE...: the first one that the lists have; status 1: none.
first_listed() {
	local package
	for package in "$@"; do
		private_apt apt-cache show "$package" 2>/dev/null | grep -q "^Package: $package\$" || continue
		echo "$package"
		return 0
	done
	return 1
}

# fetch_packages FOLDER PACKAGE...: the .deb files to FOLDER; apt checks them against the signed lists.
fetch_packages() {
	local to=$1
	shift
	mkdir -p "$to" && (cd "$to" && private_apt apt-get download "$@")
}

# The libraries that packages need, and those need.
libraries_of() {
	private_apt apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
		--no-enhances "$@" | grep -E '^(lib|zlib1g)[a-z0-9.+-]*$' | grep -vE 'perl|debconf|cap2-bin|-dev$' | sort -u
}

# unpack_packages FROM TO: the contents of all .deb files in FROM to TO.
unpack_packages() {
	local file
	mkdir -p "$2" || return
	for file in "$1"/*.deb; do
		dpkg-deb -x "$file" "$2" || return
	done
}

# lacks WHAT: there is no such package; `instead` says how to go on.
lacks() {
	die "$1; $instead"
}

# unlisted PACKAGE
unlisted() {
	lacks "$1: not in the package lists of Debian ${codename:-} for $arch"
}

# A mirror can list what it does not have: the first one that apt could not get.
unfetched() {
	local reason
	reason=$(grep -E '^E: Failed to fetch' "$log" | head -n 1 | sed 's/^E: Failed to fetch //; s/ *$//')
	[ -n "$reason" ] || step_failed "fetching $title for $arch"
	lacks "$title for $arch cannot be fetched: $reason"
}

# fetch_listed PACKAGE...: unpacked to $scratch/root, each of them a package that the lists of `arch` have; $scratch/fetched has the
# files of these alone.
fetch_listed() {
	local package
	for package in "$@"; do
		first_listed "$package" >/dev/null || unlisted "$package"
	done
	rm -rf "$scratch/fetched"
	step "fetching Debian's for $arch: $*" fetch_packages "$scratch/fetched" "$@" || unfetched
	step "unpacking" unpack_packages "$scratch/fetched" "$scratch/root" || step_failed "unpacking $title for $arch"
}

# version_of PACKAGE: of one that was just fetched, to $scratch/version.txt.
version_of() {
	local file
	for file in "$scratch/fetched/$1"_*.deb; do
		dpkg-deb -f "$file" Version >"$scratch/version.txt" || step_failed "unpacking $title for $arch"
	done
}
