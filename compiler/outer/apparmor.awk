# AppArmor's profile as a C array of its lines.
BEGIN {
	print "#include \"outer/apparmor.h\"\n\nconst char *const apparmor_lines[] = {"
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\","
}
END {
	print "\t0\n};"
}
