#pragma once

/* What is printed on stdout between the two is Markdown, and comes out with its paragraphs and
 * lists
 * filled to 100 columns: whoever prints a sentence out of a table need not know how long it is.
 * Headings, tables, fenced and indented code stay as they are. */
void page_begin(void);
void page_end(void);
