#!/usr/bin/env bash
# What this crate and the vendor's cost to compile, for a program that depends on one of them: CPU seconds of the crate itself
# with its dependencies built, and of everything from an empty target directory. In pairs, one after the other; the median of
# the ratios counts. Debug builds, incremental off.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
pairs=${1:-5}
root=$(cd .. && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CARGO_INCREMENTAL=0

make_program() {
    mkdir -p "$scratch/$1/src"
    printf '[package]\nname = "program"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n%s\n' "$2" >"$scratch/$1/Cargo.toml"
    echo 'fn main() {}' >"$scratch/$1/src/main.rs"
    cp Cargo.lock "$scratch/$1/"
    (cd "$scratch/$1" && cargo fetch --quiet)
}

# CPU seconds of a build.
cpu() {
    local TIMEFORMAT='%U %S'
    { time (cd "$scratch/$1" && CARGO_TARGET_DIR="$scratch/$1/target" cargo build --quiet 2>/dev/null); } 2>&1 |
        awk '{ print $1 + $2 }'
}

ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'
}

median() {
    sort -n | awk '{ values[NR] = $1 } END { print values[int((NR + 1) / 2)] }'
}

make_program ours "stytch-b2b = { path = \"$root\" }"
make_program vendor 'stytch = "=11.1.0"'
for name in ours vendor; do
    (cd "$scratch/$name" && printf '%s: %s crates\n' "$name" "$(cargo tree --edges normal,build --prefix none --no-dedupe | sort -u | wc -l)")
done

for ((pair = 1; pair <= pairs; pair++)); do
    rm -rf "$scratch"/{ours,vendor}/target
    ours=$(cpu ours) vendor=$(cpu vendor)
    ratio "$ours" "$vendor" >>"$scratch/whole"
    echo >>"$scratch/whole"
    printf 'everything: %s s, vendor %s s, ratio %s\n' "$ours" "$vendor" "$(ratio "$ours" "$vendor")"
    (cd "$scratch/ours" && CARGO_TARGET_DIR=target cargo clean --quiet -p stytch-b2b)
    (cd "$scratch/vendor" && CARGO_TARGET_DIR=target cargo clean --quiet -p stytch)
    ours=$(cpu ours) vendor=$(cpu vendor)
    ratio "$ours" "$vendor" >>"$scratch/own"
    echo >>"$scratch/own"
    printf 'the crate itself: %s s, vendor %s s, ratio %s\n' "$ours" "$vendor" "$(ratio "$ours" "$vendor")"
done
printf 'median of the ratios: everything %s, the crate itself %s\n' "$(median <"$scratch/whole")" "$(median <"$scratch/own")"
