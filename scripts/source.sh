# SPDX-License-Identifier: GPL-3.0-or-later
# The source archive of a library, from a Debian mirror, checked against a table of known hashes. Sourced after
# lib.sh, steps.sh and debian.sh; find_archive sets version, tarball and hash. The script sets:
#
#   title, package    wolfSSL, wolfssl: for a person, and as Debian calls it
#   settings          WOLFSSL: first part of the user's settings (_TARBALL, _PREFIX, _MIRROR, _UNPINNED)
#   sums              the table: "VERSION SHA-256" a line
#   series            "3.5." when only versions that begin so count, else empty
#   size              "28 MB", for the progress line
#   places            a function: "MIRROR SUITE" a line, where to look
# shellcheck shell=bash disable=SC2034,SC2154

setting() {
	local name=${settings}_$1
	printf '%s' "${!name:-}"
}

unpinned() {
	[ "$(setting UNPINNED)" = 1 ]
}

known_versions() {
	awk -v series="$series" '!/^#/ && NF == 2 && index($1, series) == 1 { print $1 }' "$sums" | sort -rV
}

hash_of_version() {
	awk -v v="$1" '!/^#/ && $1 == v { print $2 }' "$sums"
}

version_of_hash() {
	awk -v h="$1" '!/^#/ && $2 == h { print $1 }' "$sums"
}

archive_of() {
	printf '%s/download/%s_%s.orig.tar.gz' "$deps" "$package" "$1"
}

# Whether an archive of this version lies in the store, whole.
stored() {
	tarball=$(archive_of "$1")
	[ -f "$tarball" ] || return 1
	version=$1
	hash=$(hash_of_file "$tarball")
	[ "$hash" = "$(hash_of_version "$1")" ] && return 0
	unpinned && [ -z "$(hash_of_version "$1")" ]
}

# Takes a file as the archive of a version when its hash is right.
keep_archive() {
	local file=$1 wanted
	version=$2
	hash=$(hash_of_file "$file")
	wanted=$(hash_of_version "$version")
	if [ -n "$wanted" ] && [ "$hash" != "$wanted" ]; then
		die "the source of $title $version has SHA-256 $hash, but $sums says $wanted; nothing was kept"
	fi
	tarball=$(archive_of "$version")
	mkdir -p "$deps/download" && mv "$file" "$tarball" || die "$tarball: cannot be written"
}

own_archive() {
	tarball=$(setting TARBALL)
	local name=${settings}_TARBALL=$tarball
	[ -r "$tarball" ] && [ -f "$tarball" ] || die "$name: not a file that can be read"
	hash=$(hash_of_file "$tarball")
	version=$(version_of_hash "$hash")
	[ -z "$version" ] || return 0
	unpinned ||
		die "$name: its SHA-256 $hash is of no version in $sums ($(known_versions | xargs)); ${settings}_UNPINNED=1 takes it all the same"
	version=$(tar -tf "$tarball" 2>/dev/null | head -n 1 | sed -n "s|^[^/]*${package}-v\{0,1\}\([0-9.]*[0-9]\).*|\1|p")
	[ -n "$version" ] || die "$name: not a source archive of $title"
}

fetch_source() {
	mkdir -p "$scratch/fetched" && cd "$scratch/fetched" &&
		private_apt apt-get source --download-only --tar-only "$package=$1"
}

get_from_pool() {
	private_apt /usr/lib/apt/apt-helper download-file "$1/pool/main/${package:0:1}/$package/${package}_$2.orig.tar.gz" \
		"$top/$scratch/${package}_$2.orig.tar.gz" "SHA256:$(hash_of_version "$2")"
}

# From one place: its newest when we know it, else the newest that we know and it still has.
get_archive() {
	local mirror=$1 suite=$2 full v
	apt_folder=$deps/apt-$package
	step "reading the source list of $mirror $suite" \
		read_lists "$apt_folder" "deb-src [signed-by=$keyring] $mirror $suite main" || return 1
	full=$(private_apt apt-cache showsrc --only-source "$package" 2>>"$log" | sed -n 's/^Version: //p' | sort -rV | head -n 1)
	[ -n "$full" ] || return 1
	newest=${full#*:}
	newest=${newest%-*}
	if [ -n "$(hash_of_version "$newest")" ] || unpinned; then
		step "fetching $newest ($size)" fetch_source "$full" || step_failed "fetching $title $newest"
		keep_archive "$(echo "$scratch/fetched/${package}"_*.orig.tar.*)" "$newest"
		return 0
	fi
	for v in $(known_versions); do
		stored "$v" && return 0
		step "fetching $v, since $newest is not in $sums" get_from_pool "$mirror" "$v" || continue
		keep_archive "$scratch/${package}_$v.orig.tar.gz" "$v"
		return 0
	done
	return 1
}

find_archive() {
	local mirror="" suite newest="" v
	if [ -n "$(setting TARBALL)" ]; then
		own_archive
		return
	fi
	stored "$(known_versions | head -n 1)" && return
	needs_debian "the source of $title" "${settings}_TARBALL= (source archive) or ${settings}_PREFIX= (installed)"
	while read -r mirror suite; do
		get_archive "$mirror" "$suite" && return
	done < <(places)
	for v in $(known_versions); do
		stored "$v" && say "$title" "no mirror answers; taking $v from $deps/download" && return
	done
	[ -z "$newest" ] ||
		die "the mirror has $title $newest, which $sums does not know, and none of those that it knows ($(known_versions | xargs)); ${settings}_UNPINNED=1 takes it all the same, ${settings}_TARBALL= another"
	[ -s "$log" ] || die "apt's configuration names no Debian mirror; name one with ${settings}_MIRROR=, or a source: ${settings}_TARBALL=, ${settings}_PREFIX="
	step_failed "getting the source of $title"
}
