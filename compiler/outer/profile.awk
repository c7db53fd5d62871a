# A text file as a C array of its lines.
BEGIN {
	print "#include \"outer/profile.h\"\n\nconst char *const profile_lines[] = {"
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\","
}
END {
	print "\t0\n};"
}
