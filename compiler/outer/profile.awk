# Two text files as two C arrays of lines: the seccomp profile, and the same with the groups of a
# second file behind its own. The second file is a list of groups, laid out as the first one's.
FNR == 1 {
	file++
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	lines[file, ++count[file]] = $0
}
function print_file(number, from, to) {
	for (i = from; i <= to; i++)
		print "\t\"" lines[number, i] "\","
}
END {
	for (closing = count[1]; lines[1, closing] != " ]"; closing--)
		if (closing == 1)
			exit 1
	print "#include \"outer/profile.h\"\n\nconst char *const profile_lines[] = {"
	print_file(1, 1, count[1])
	print "\t0\n};\n\nconst char *const profile_beside_app_lines[] = {"
	print_file(1, 1, closing - 2)
	print "\t\"" lines[1, closing - 1] ",\","
	print_file(2, 2, count[2] - 1)
	print_file(1, closing, count[1])
	print "\t0\n};"
}
