#!/usr/bin/env bash
# build.sh VENV: pack the program into dist/gsn-app_VERSION_ARCH.deb. The same commit gives the same bytes.
set -euo pipefail
venv="$1"
python="$venv/bin/python"
version="$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')"
architecture="$(dpkg --print-architecture)"
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)"
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0

frozen=build/onedir/gsn-app
tree=build/deb
rm -rf build dist
"$venv/bin/pyinstaller" --noconfirm --log-level WARN --distpath build/onedir --workpath build/pyinstaller packaging/gsn.spec
# Symbols that only a debugger reads. Qt and numpy are left as their makers shipped them.
find "$frozen/_internal" \( -name 'libpython*.so*' -o -path '*/lib-dynload/*.so' -o -path '*/sqlcipher3/*.so' \) \
  -exec strip --strip-unneeded {} +
# The packed program does its whole job before it is packed further: every screen, sheet and export of the tour.
env -i HOME="$PWD/build" PATH=/usr/bin:/bin LANG=C.UTF-8 TZ=Europe/Paris QT_QPA_PLATFORM=offscreen \
  "$frozen/gsn" tour --vers build/tour

install -d "$tree/DEBIAN" "$tree/usr/lib" "$tree/usr/bin" "$tree/usr/share/applications" \
  "$tree/usr/share/icons/hicolor/scalable/apps" "$tree/usr/share/doc/gsn-app/licences"
cp -a "$frozen" "$tree/usr/lib/gsn-app"
ln -s ../lib/gsn-app/gsn "$tree/usr/bin/gsn"
install -m 644 packaging/debian/gsn-app.desktop "$tree/usr/share/applications/"
install -m 644 packaging/gsn-app.svg "$tree/usr/share/icons/hicolor/scalable/apps/"
install -m 644 packaging/debian/copyright "$tree/usr/share/doc/gsn-app/copyright"
"$python" packaging/licences.py requirements.lock "$tree/usr/share/doc/gsn-app/licences"

# What the window needs from the system: the same list as the set-up, less what only building needs.
depends="$(awk '$1 ~ /^(offscreen|ecran)$/ && $2 !~ /^(python3-pip|ca-certificates)$/ {print $2}' packaging/systeme.txt |
  sed 's/^libglib2.0-0$/libglib2.0-0 | libglib2.0-0t64/' | paste -sd, | sed 's/,/, /g')"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: gsn-app
Version: $version
Architecture: $architecture
Maintainer: Suivi nominatif <maintainers@example.invalid>
Installed-Size: $(du -sk --apparent-size "$tree/usr" | cut -f1)
Depends: libc6, libstdc++6, $depends
Section: misc
Priority: optional
Description: suivi nominatif des situations, hors ligne et chiffré
 Tient le suivi nominatif d'un groupe de suivi communal dans un coffre chiffré,
 avec son journal, ses fiches et son rapport anonymisé. N'utilise pas le réseau.
CONTROL

find "$tree" -type d -exec chmod 755 {} +
find "$tree/usr" -type f -perm /111 -exec chmod 755 {} +
find "$tree/usr" -type f ! -perm /111 -exec chmod 644 {} +
find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
mkdir dist
dpkg-deb --root-owner-group -Zxz -z6 --build "$tree" "dist/gsn-app_${version}_${architecture}.deb"
du -sh --apparent-size "$tree/usr" "dist/"*.deb
sha256sum dist/*.deb
