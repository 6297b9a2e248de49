#!/bin/sh
# Makes the two files that a first page loads: what it is written with of Inter and JetBrains Mono (both SIL OFL 1.1), in the weights pages use.
# Everything else of them comes from the packages when a page needs it (fonts.css). Takes: pip install fonttools brotli
set -e
cd "$(dirname "$0")"
packages=../../../node_modules/@fontsource-variable
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
letters=U+0020-007E,U+00A0,U+00A9,U+00AB,U+00B1,U+00B5,U+00B7,U+00BB,U+00C4,U+00D6,U+00D7,U+00DC,U+00DF,U+00E0,U+00E4,U+00E8,U+00E9,U+00F6,U+00FC
signs=U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2022,U+2026,U+20AC,U+2191,U+2193,U+2212
fonttools varLib.instancer -q -o "$work/inter.ttf" $packages/inter/files/inter-latin-wght-normal.woff2 wght=400:600
pyftsubset "$work/inter.ttf" --unicodes=$letters,$signs --layout-features=kern,liga,calt,ccmp,locl,mark,mkmk,tnum,cv11,ss03 \
  --flavor=woff2 --output-file=inter-first.woff2
fonttools varLib.instancer -q -o "$work/mono.ttf" $packages/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2 wght=400
pyftsubset "$work/mono.ttf" --unicodes=U+0020-007E,U+2026 --layout-features= --flavor=woff2 --output-file=mono-first.woff2
