#!/bin/sh
# A document on stdin, its pages as PPM on stdout; what LibreOffice has to say goes to stderr.
set -eu
HOME=$(mktemp -d)
export HOME
trap 'rm -rf "$HOME"' EXIT
cat >"$HOME/document"
soffice "-env:UserInstallation=file://$HOME/profile" --headless --convert-to pdf \
	--outdir "$HOME" "$HOME/document" >&2
pdftoppm -r 72 "$HOME/document.pdf"
