# Prints schema/faults.md from faults.def: the reference of all faults, in the order of the table.
BEGIN {
	print "# What keeprun refuses"
	print ""
	print "Printed from runner/faults.def. A fault ends the start with status 125 and one line on standard error: `keeprun: NAME: sentence (where and why); remedy`."
	print "Names keep their meaning for ever. Two of them, `debug` and `stdout-overwrites`, are warnings; `drift: warn` and `drift: mask` make warnings of drift's own."
}
/^\/\* .* \*\/$/ {
	title = substr($0, 4, length($0) - 6)
	print "\n## " toupper(substr(title, 1, 1)) substr(title, 2) "\n"
	print "| name | what is wrong | what to do |"
	print "|---|---|---|"
}
/^FAULT\(/ {
	line = $0
	gsub(/\\"/, "\001", line)
	count = split(line, part, "\"")
	gsub(/\001/, "\"", part[6])
	print "| `" part[2] "` | " part[4] " | " part[6] " |"
}
