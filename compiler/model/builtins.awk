# Turns policies/builtin/NAME.base.yaml, each dumped by od -v -An -tx1 after a line "NAME", into the
# table of model/builtins.h.
BEGIN { print "#include \"model/builtins.h\"\n" }
/^[a-z]/ {
	if (count++) print "};"
	name = $1
	id = name; gsub(/-/, "_", id)
	print "static const char bytes_" id "[] = {"
	rows = rows "\t{\"" name "\", bytes_" id ", sizeof bytes_" id "},\n"
	next
}
# Escapes: a byte above 0x7f is no constant of type char without a cast, and an escape is one
# whatever the sign of char.
{ for (i = 1; i <= NF; i++) printf "'\\x%s', ", $i; print "" }
END {
	print "};\n\nconst struct builtin builtins[] = {\n" rows "};"
	print "const size_t builtin_count = sizeof builtins / sizeof builtins[0];"
}
