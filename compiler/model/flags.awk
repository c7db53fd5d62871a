# Turns schema/official-tags.txt and schema/runsc-flags.tsv, in this order, into the tables of
# model/release.h and model/flags.h. A tag that is none, intervals that overlap, or a word that is
# new stops the build.
BEGIN { FS = "\t" }

function die(message) {
	print FILENAME ":" FNR ": " message > "/dev/stderr"
	failed = 1
	exit 1
}

function quoted(string) {
	gsub(/\\/, "\\\\", string)
	gsub(/"/, "\\\"", string)
	return "\"" string "\""
}

function day(tag) { return substr(tag, 1, 8) + 0 }

function type_of(word) {
	if (word == "bool") return "FLAG_BOOL"
	if (word == "enum") return "FLAG_ENUM"
	if (word == "enum+arg") return "FLAG_ARGUMENT"
	if (word == "int") return "FLAG_INT"
	if (word == "uint") return "FLAG_UINT"
	if (word == "duration") return "FLAG_DURATION"
	if (word == "string") return "FLAG_STRING"
	die("unknown type " word)
}

# ">TAG" is a release after the newest tag.
function first_day(tag) {
	if (tag == ">" newest) return day(newest) + 1
	if (!(tag in place)) die("no official tag: " tag)
	return day(tag)
}

# The first day that is no longer of the interval: the tag behind its last one.
function end_day(tag) {
	if (tag == "-") return "RELEASE_NEVER"
	if (!(tag in place)) die("no official tag: " tag)
	if (place[tag] == tag_count) die("the newest tag ends no interval: write -")
	return day(tags[place[tag] + 1])
}

# A vocabulary is words without blanks; everything else in this column is prose. So are examples of
# words with an argument: "redirect:eth0", "/proc/self/ns/net".
function vocabulary(allowed, type,   words) {
	words = type == "FLAG_ARGUMENT" ? "^[^ {}]+$" : "^[A-Za-z0-9_'-]+(\\|[A-Za-z0-9_'-]+)+$"
	if (type == "FLAG_BOOL" || allowed !~ words) return ""
	gsub(/''/, "", allowed)
	return allowed
}

function begin_flag(   class, known, id) {
	class = $at["class"]
	known = "SAFE LOAD-BEARING LOOSENS DEBUG-only TESTONLY INTERNAL DEPRECATED COMMAND"
	if (!index(" " known " ", " " class " ") || class == "") die("unknown class " class)
	if (class == "LOAD-BEARING" && $at["tight"] == "")
		die("which values of a load-bearing flag are tight?")
	if ($at["name"] in seen) die("the rows of a flag stand together")
	sub(/-only$/, "", class); gsub(/-/, "_", class)
	id = $at["name"]; gsub(/[^A-Za-z0-9]/, "_", id)
	end_flag()
	name = $at["name"]; seen[name] = 1; count++
	since = first_day($at["first"])
	values = "static const struct flag_values values_" id "[] = {"
	row_head = quoted(name) ", " since
	row_tail = "FLAG_" class ", " quoted($at["tight"]) ", "
	row_tail = row_tail ($at["absent"] == "" ? "0" : quoted($at["absent"]))
	row_tail = row_tail ", " quoted($at["note"]) ", values_" id
}

function end_flag() {
	if (name == "") return
	print values "{0, 0, FLAG_STRING, 0, 0}};"
	rows = rows "\t{" row_head ", " until ", " row_tail "},\n"
}

FNR == NR {
	if ($0 !~ /^[0-9]+\.[0-9]+$/) die("no tag: " $0)
	tags[++tag_count] = newest = $0
	place[$0] = tag_count
	next
}

FNR == 1 {
	for (i = 1; i <= NF; i++) at[$i] = i
	columns = "name first last type allowed default class tight absent note"
	count_wanted = split(columns, wanted, " ")
	for (i = 1; i <= count_wanted; i++)
		if (!(wanted[i] in at)) die("a column is missing: " wanted[i])
	print "#include \"model/flags.h\"\n"
	print "const struct release_tag release_tags[] = {"
	for (i = 1; i <= tag_count; i++) print "\t{" day(tags[i]) ", \"" tags[i] "\"},"
	print "};\nconst size_t release_tag_count = " tag_count ";\n"
	next
}

{
	continues = $at["name"] == name
	if (!continues) begin_flag()
	else if ($at["class"] $at["tight"] $at["absent"] $at["note"] != "")
		die("class, tight, absent and note stand in a flag's first row")
	if (continues && (closed == "RELEASE_NEVER" || first_day($at["first"]) < closed))
		die("the interval overlaps the one above")
	closed = end_day($at["last"])
	type = type_of($at["type"])
	default_value = $at["default"] == "(empty)" ? "" : $at["default"]
	values = values sprintf("{%s, %s, %s, %s, %s}, ", first_day($at["first"]), closed, type, \
		quoted(vocabulary($at["allowed"], type)), quoted(default_value))
	until = $at["last"] == "-" ? 0 : day($at["last"])
}

END {
	if (failed) exit 1
	end_flag()
	print "\nconst struct flag flags[] = {\n" rows "};\nconst size_t flag_count = " count ";"
}
