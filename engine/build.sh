#!/usr/bin/env bash
# Prints the directory that holds the Pulumi engine: the CLI, the Node.js language host and the two launchers.
# A complete engine on the PATH is used as it is, with a warning where it is not the pinned one; else one built earlier;
# else it is built from the versions that cli/go.mod and language-host/go.mod pin. What happens is told on stderr, so that stdout can be used:
#
#     PATH="$(engine/build.sh):$PATH" pulumi version
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

parts=(pulumi pulumi-language-nodejs pulumi-analyzer-policy pulumi-resource-pulumi-nodejs)

say() { echo "engine: $*" >&2; }

fail() {
    say "$1"
    shift
    for line in "$@"; do echo "  $line" >&2; done
    exit 1
}

# Names of the parts that the directory lacks; of all parts where it does not exist.
missing_in() {
    local part
    for part in "${parts[@]}"; do
        [[ -x "$1/$part" ]] || echo "$part"
    done
}

missing_on_path() {
    local part
    for part in "${parts[@]}"; do
        type -P "$part" >/dev/null || echo "$part"
    done
}

# Version of a module in a go.mod, without the need for Go.
pinned() { sed -nE "s|^[[:space:]]*$2 (v[^ ]+).*|\1|p" "$1/go.mod"; }

stage() {
    local name=$1 start=$SECONDS
    shift
    say "$name …"
    "$@" >&2 || fail "$name failed after $((SECONDS - start)) s; what Go says is above"
    say "$name: $((SECONDS - start)) s"
}

cli=$(pinned cli github.com/pulumi/pulumi/pkg/v3)
host=$(pinned language-host github.com/pulumi/pulumi/sdk/v3)
[[ -n $cli && -n $host ]] || fail "cli/go.mod or language-host/go.mod names no version"

on_path=$(missing_on_path)
if [[ -z $on_path ]]; then
    found=$(pulumi version)
    say "$found from the PATH, $(type -P pulumi)"
    if [[ $found != "$cli" ]]; then
        say "WARNING: that is not $cli, which engine/cli/go.mod pins and the workflows install;"
        say "WARNING: what the tests show holds for $found alone"
    fi
    dirname "$(type -P pulumi)"
    exit 0
fi

home="$(cd .. && pwd)/.cache/engine/$cli-host-$host"

if [[ -z $(missing_in "$home/bin") ]]; then
    say "$cli, built earlier"
    echo "$home/bin"
    exit 0
fi

if ! type -P go >/dev/null; then
    fail "there is no complete Pulumi engine here, and no Go to build one" \
        "missing on the PATH: ${on_path//$'\n'/, }" \
        "install Pulumi (https://www.pulumi.com/docs/install/), whose archive holds all four parts," \
        "or Go $(sed -nE 's/^go (.+)$/\1/p' cli/go.mod) or newer, from which this script builds $cli"
fi

# No other toolchain and no other module than the pinned ones may be fetched.
export GOTOOLCHAIN=local GOFLAGS="-mod=readonly -trimpath -buildvcs=false" GOWORK=off

build="$home.building.$$"
trap 'rm -rf "$build"' EXIT
mkdir -p "$build/bin"

build_cli() {
    (cd cli && go build \
        -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$cli" \
        -o "$build/bin/pulumi" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi)
}

build_host() {
    (cd language-host && go build -ldflags "-s -w" -o "$build/bin/pulumi-language-nodejs" \
        github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs)
}

# Modules carry no file modes, so that the execute bit has to be set.
copy_launchers() {
    local sdk
    sdk=$(cd cli && go list -m -f '{{.Dir}}' github.com/pulumi/pulumi/sdk/v3)
    install -m 0755 "$sdk/nodejs/dist/pulumi-analyzer-policy" \
        "$sdk/nodejs/dist/pulumi-resource-pulumi-nodejs" "$build/bin/"
}

stage "building the CLI $cli" build_cli
stage "building the language host $host" build_host
stage "copying the launchers" copy_launchers

# Another build may have finished meanwhile; it built the same.
if [[ -n $(missing_in "$home/bin") ]]; then
    rm -rf "$home"
    mv "$build" "$home"
fi
echo "$home/bin"
