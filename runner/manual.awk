# Puts a paragraph for each row of faults.def into the manual page, at the line @FAULTS@.
function escaped(text) { gsub(/[\\*_\[\]#<>~`]/, "\\\\&", text); return text }
FILENAME ~ /faults\.def$/ {
	if (match($0, /^FAULT\([a-z0-9_]+, "/)) {
		split(substr($0, RLENGTH + 1), parts, /", "/)
		remedy = parts[3]; sub(/"\)[ \t]*$/, "", remedy)
		faults = faults "*" escaped(parts[1]) "*\n\t" escaped(parts[2]) ". Remedy: " escaped(remedy) ".\n\n"
	}
	next
}
/^@FAULTS@$/ { printf "%s", faults; next }
{ print }
