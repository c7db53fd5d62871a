#!/bin/sh
# usage: examples.sh CASES <RULES    Writes C: the bad and the good policy, or config.json where
#                                    there
# is one, of every rule, as bytes. RULES is rules.def, each row on one line (schema/rows.awk).
set -eu
rows=$(sed -n 's/^\(RULE\|CHECK\|CHECK_FATAL\)(\([a-z0-9_]*\), "\([a-z0-9-]*\)".*/\2:\3/p')
table=
bytes() {
	printf 'static const unsigned char %s_%s[] = {' "$1" "$2"
	od -An -v -tu1 "$3" | sed 's/[0-9]\{1,\}/&,/g'
	printf '0};\n'
}
echo '#include "model/rules.h"'
for row in $rows; do
	id=${row%%:*} folder=$1/${row##*:}
	file=config.json
	[ -f "$folder/bad/$file" ] || file=policy.yaml
	if ! [ -f "$folder/bad/$file" ] || ! [ -f "$folder/good/$file" ]; then
		continue
	fi
	bytes bad "$id" "$folder/bad/$file"
	bytes good "$id" "$folder/good/$file"
	bad="{(const char *)bad_$id, sizeof bad_$id - 1}"
	good="{(const char *)good_$id, sizeof good_$id - 1}"
	table="$table	[RULE_$id] = {$bad, $good},
"
done
cat <<END
static const struct rule_example examples[RULE_COUNT + 1] = {[RULE_COUNT] = {{0}, {0}},
$table};
const struct rule_example *rule_example_of(const struct rule *rule)
{
	return &examples[rule - rules];
}
END
