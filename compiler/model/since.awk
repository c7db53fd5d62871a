# Prints from releases.def what the preprocessor needs of it. keepc and keeprun share no source, so
# each has the file: a change that broke and was mended is one expression for both.
function date(word) { return word + 0 }

/^[A-Z]+\(/ { split($0, word, /[(,] */); kind = word[1]; id = word[2] }
/^(TAGGED|MEASURED|BROKEN)\(/ {
	first = date(word[kind == "MEASURED" ? 4 : 3])
	if (first < 20000000) { print "releases.def:" NR ": no date" > "/dev/stderr"; exit 1 }
	printf "#define SINCE_%s \"%d\"\n", id, first
}
/^BROKEN\(/ {
	broken = date(word[4]); mended = date(word[5])
	printf "#define SINCE_%s_broken \"%d\"\n", id, broken
	printf "#define SINCE_%s_mended \"%d\"\n", id, mended
	printf "#define RELEASE_%s(release) ((release) >= %d && ", id, first
	printf "((release) < %d || (release) >= %d))\n", broken, mended
}
