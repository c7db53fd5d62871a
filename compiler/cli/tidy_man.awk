# Makes scdoc's pages what mandoc -T lint asks for: no paragraph break beside another one or a
# heading, a title in capitals, text lines below 80 bytes.
/^\.nf/ { verbatim = 1 }
/^\.fi/ { verbatim = 0 }
/^\.TH / { sub(/"[^"]*"/, toupper(substr($2, 1))) }
/^\.PP?$/ { is_wanted = 1; next }
{
	if (is_wanted && before !~ /^\.(SH|SS|TH)/ && !/^\.(SH|SS|RE)/) print ".PP"
	is_wanted = 0
	before = $0
}
verbatim || /^[.']/ || length($0) < 80 { print; next }
{
	line = ""
	count = split($0, words, " ")
	for (i = 1; i <= count; i++) {
		if (line != "" && length(line) + 1 + length(words[i]) > 79) {
			print line
			line = ""
		}
		# A line must not begin with a control character.
		line = (line == "" ? (words[i] ~ /^[.']/ ? "\\&" : "") : line " ") words[i]
	}
	if (line != "") print line
}
