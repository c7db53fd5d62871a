# Turns schema/runsc-flags.tsv into the table of model/flags.h. A column that is missing or a word
# that is new stops the build.
BEGIN { FS = "\t" }

function die(message) {
	print "runsc-flags.tsv:" NR ": " message > "/dev/stderr"
	failed = 1
	exit 1
}

function quoted(string) {
	gsub(/\\/, "\\\\", string)
	gsub(/"/, "\\\"", string)
	return "\"" string "\""
}

function since_of(string) { sub(/^<=/, "", string); return string }

function type_of(word) {
	sub(/ .*/, "", word)
	if (word == "bool") return "FLAG_BOOL"
	if (word == "enum") return "FLAG_ENUM"
	if (word == "enum+arg") return "FLAG_ARGUMENT"
	if (word == "int") return "FLAG_INT"
	if (word == "uint") return "FLAG_UINT"
	if (word == "duration") return "FLAG_DURATION"
	if (word == "string") return "FLAG_STRING"
	die("unknown type " word)
}

# The last piece whose release is not above the one asked for. Pieces look like "[DATE..] words" or
# "bool (DATE..)".
function piece_for(list, separator, release,   pieces, count, i, from, found) {
	count = split(list, pieces, separator)
	found = pieces[1]
	for (i = 1; i <= count; i++) {
		from = 0
		if (match(pieces[i], /[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]/))
			from = substr(pieces[i], RSTART, 8)
		if (from + 0 <= release + 0) found = pieces[i]
	}
	sub(/^\[[0-9.]*\] /, "", found)
	return found
}

NR == 1 {
	for (i = 1; i <= NF; i++) {
		at[$i] = i
		if ($i ~ /^default_[0-9]+$/) { columns[++column_count] = substr($i, 9) }
	}
	count = split("name type allowed since until class tight note", wanted, " ")
	for (i = 1; i <= count; i++) if (!(wanted[i] in at)) die("a column is missing: " wanted[i])
	count = 0
	print "#include \"model/flags.h\"\n"
	printf "const release_date release_columns[] = {"
	for (i = 1; i <= column_count; i++) printf "%s%s", (i > 1 ? ", " : ""), columns[i]
	print "};\nconst size_t release_column_count = " column_count ";\n"
	next
}

{
	id = $at["name"]; gsub(/[^A-Za-z0-9]/, "_", id)
	class = $at["class"]
	known = "SAFE LOAD-BEARING LOOSENS DEBUG-only TESTONLY INTERNAL DEPRECATED COMMAND"
	if (!index(" " known " ", " " class " "))
		die("unknown class " class)
	if (class == "LOAD-BEARING" && $at["tight"] == "")
		die("which values of a load-bearing flag are tight?")
	sub(/-only$/, "", class); gsub(/-/, "_", class)
	printf "static const struct flag_values values_%s[] = {", id
	previous = ""
	for (i = 1; i <= column_count; i++) {
		type = type_of(piece_for($at["type"], " / ", columns[i]))
		allowed = piece_for($at["allowed"], " ;; ", columns[i])
		# A vocabulary is words without blanks; everything else in this column is prose.
		# So are examples of words with an argument: "redirect:eth0", "/proc/self/ns/net".
		words = "^[A-Za-z0-9_'-]+(\\|[A-Za-z0-9_'-]+)+$"
		wanted_form = type == "FLAG_ARGUMENT" ? "^[^ {}]+$" : words
		if (type == "FLAG_BOOL" || allowed !~ wanted_form)
			allowed = ""
		gsub(/''/, "", allowed)
		if (type "," allowed != previous)
			printf "{%s, %s, %s}, ", columns[i], type, quoted(allowed)
		previous = type "," allowed
	}
	print "{0, FLAG_STRING, 0}};"
	printf "static const char *const defaults_%s[] = {", id
	for (i = 1; i <= column_count; i++) {
		value = $at["default_" columns[i]]
		if (value == "-") value = "0"
		else value = quoted(value == "(empty)" ? "" : value)
		printf "%s%s", (i > 1 ? ", " : ""), value
	}
	print "};"
	until = $at["until"] == "-" ? 0 : $at["until"]
	row = quoted($at["name"]) ", " since_of($at["since"]) ", " until ", FLAG_" class
	row = row sprintf(", %s, %s", quoted($at["tight"]), quoted($at["note"]))
	rows = rows "\t{" row sprintf(", values_%s, defaults_%s", id, id) "},\n"
	count++
}

END {
	if (failed) exit 1
	print "\nconst struct flag flags[] = {\n" rows "};\nconst size_t flag_count = " count ";"
}
