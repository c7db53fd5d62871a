# Puts a paragraph for each row of faults.def, the first file, into the manual page, at the line
# @FAULTS@. Each row stands on one line (schema/rows.awk).
function escaped(text) { gsub(/[\\*_\[\]#<>~`]/, "\\\\&", text); return text }
NR == FNR {
	if (match($0, /^FAULT\([a-z0-9_]+, "/)) {
		split(substr($0, RLENGTH + 1), parts, /", "/)
		remedy = parts[3]; sub(/"\)[ \t]*$/, "", remedy)
		faults = faults "*" escaped(parts[1]) "*\n\t" escaped(parts[2]) "."
		faults = faults " Remedy: " escaped(remedy) ".\n\n"
	}
	next
}
/^@FAULTS@$/ { printf "%s", faults; next }
{ print }
