# Prints an X-macro table with each row on one line and each string in one piece, for who reads
# lines.
/^[A-Z][A-Z_]*\(/ {
	row = $0
	while (row !~ /\)$/ && (getline line) > 0) {
		sub(/^[ \t]+/, "", line)
		if (row ~ /"$/ && line ~ /^"/) row = substr(row, 1, length(row) - 1) substr(line, 2)
		else row = row " " line
	}
	print row
	next
}
{ print }
