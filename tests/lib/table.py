"""The project's X-macro tables, read as the documents that they are: MACRO(id, "text", WORD), a row
over as many lines as it takes, a string in as many pieces as C allows; of a macro among the pieces
the name."""
import re

STRING = r'"((?:[^"\\]|\\.)*)"'
TOKEN = re.compile(rf"\s*(?:{STRING}|([(),])|([^\s\"(),]+))")


def arguments(text, at):
    """What stands between the parenthesis that ends before `at` and its own other one."""
    found, words, string, depth = [], [], None, 1
    while depth:
        token = TOKEN.match(text, at)
        piece, mark, word = token.groups()
        at = token.end()
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if depth == 1 and (piece is not None or string is not None and mark is None):
            string = (string or "") + (word if piece is None else piece)
        elif depth and (mark != "," or depth > 1):
            words.append(mark or word or piece)
        elif words or string is not None or found or depth:
            found.append(string if string is not None else " ".join(words))
            words, string = [], None
    return found


def named_rows(text, macro):
    """(macro, arguments) of every row whose macro fits, strings as written but for the quotes."""
    text = re.sub(rf"({STRING})|/\*.*?\*/|\\(?=\n)", lambda at: at[1] or "", text, flags=re.S)
    for row in re.finditer(rf"^[ \t]*({macro})\(", text, re.M):
        yield row[1], arguments(text, row.end())


def rows(text, macro):
    return (row for _, row in named_rows(text, macro))
