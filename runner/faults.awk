# Prints schema/faults.md from faults.def: the reference of all faults, in the order of the table.
# Each row stands on one line (schema/rows.awk).
# Filled to 100 columns; code between backquotes is not torn apart.
function print_item(text,   words, count, i, line, word, hang) {
	hang = text ~ /^- / ? "  " : ""
	count = split(text, words, " ")
	line = words[1]
	for (i = 2; i <= count; i++) {
		word = words[i]
		while (gsub(/`/, "`", word) % 2 == 1 && i < count) word = word " " words[++i]
		if (length(line) + 1 + length(word) > 100) { print line; line = hang word }
		else line = line " " word
	}
	print line
}
BEGIN {
	print "# What keeprun refuses"
	print ""
	print_item("Printed from runner/faults.def. A fault ends the start with status 125 and" \
		" one line on standard error: `keeprun: NAME: sentence (where and why); remedy`.")
	print ""
	print_item("Fault names are permanent. Two of them, `debug` and" \
		" `stdout-overwrites`, are warnings; `drift: warn` and `drift: mask` make" \
		" warnings of drift's own.")
}
/^\/\* .* \*\/$/ {
	title = substr($0, 4, length($0) - 6)
	print "\n## " toupper(substr(title, 1, 1)) substr(title, 2) "\n"
}
/^FAULT\(/ {
	line = $0
	gsub(/\\"/, "\001", line)
	count = split(line, part, "\"")
	gsub(/\001/, "\"", part[6])
	remedy = toupper(substr(part[6], 1, 1)) substr(part[6], 2)
	print_item("- `" part[2] "`: " part[4] ". " remedy ".")
}
