#!/bin/sh
# usage: examples.sh RULES.DEF CASES    Writes C: the bad and the good policy, or config.json where there is one, of every rule, as bytes.
set -eu
rows=$(sed -n 's/^\(RULE\|CHECK\|LAW\)(\([a-z0-9_]*\), "\([a-z0-9-]*\)".*/\2:\3/p' "$1")
table=
bytes() {
	printf 'static const unsigned char %s_%s[] = {' "$1" "$2"
	od -An -v -tu1 "$3" | sed 's/[0-9]\{1,\}/&,/g'
	printf '0};\n'
}
echo '#include "model/rules.h"'
for row in $rows; do
	id=${row%%:*} folder=$2/${row##*:}
	file=config.json
	[ -f "$folder/bad/$file" ] || file=policy.yaml
	if ! [ -f "$folder/bad/$file" ] || ! [ -f "$folder/good/$file" ]; then
		continue
	fi
	bytes bad "$id" "$folder/bad/$file"
	bytes good "$id" "$folder/good/$file"
	table="$table	[RULE_$id] = {{(const char *)bad_$id, sizeof bad_$id - 1}, {(const char *)good_$id, sizeof good_$id - 1}},
"
done
printf 'static const struct rule_example examples[RULE_COUNT + 1] = {[RULE_COUNT] = {{0}, {0}},\n%s};\n' "$table"
printf 'const struct rule_example *rule_example_of(const struct rule *rule)\n{\n\treturn &examples[rule - rules];\n}\n'
