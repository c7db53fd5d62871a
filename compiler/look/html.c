#include "look/html.h"

#include "base/fatal.h"
#include "look/json.h"
#include "session/origin.h"
#include "session/summary.h"

#include <stdio.h>
#include <stdlib.h>

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>What the "
    "guest sees</title>\n<style>\n"
    ":root{color-scheme:light dark}\n"
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "caption{text-align:left;padding:.5rem 0}\n"
    "th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid "
    "#8884;vertical-align:top}\n"
    "tbody tr:focus-within,tbody tr:hover{background:#8882}\n"
    "a{color:inherit}\n"
    "code{font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}\n"
    ".state{display:inline-block;min-width:6rem;padding:0 .5rem;border-radius:.25rem;border:1px "
    "solid;font-weight:600}\n"
    ".kept{color:#1a5fb4}.writable{color:#9a5b00}.empty{color:#26702f}.absent{color:#6e6e6e}."
    "synthetic{color:#1c6f7c}\n"
    ".leaked,.exposed{color:#fff;background:#b3001b}.weak{color:#9a5b00}.fair{color:#1a5fb4}."
    "tight{color:#26702f}.unknown{color:#6e6e6e}\n"
    "@media(prefers-color-scheme:dark){.kept{color:#8ab8ff}.writable{color:#ffc266}.empty{color:#"
    "86d990}.absent{color:#aaa}.synthetic{color:#7fd3e0}"
    ".weak{color:#ffc266}.fair{color:#8ab8ff}.tight{color:#86d990}.unknown{color:#aaa}}\n"
    "</style>\n</head>\n<body>\n<main>\n";

static void put_escaped(FILE *stream, struct arena *arena, struct text text)
{
	text = text_printable(arena, text);
	for (size_t i = 0; i < text.length; i++) {
		char byte = text.data[i];
		if (byte == '&')
			fputs("&amp;", stream);
		else if (byte == '<')
			fputs("&lt;", stream);
		else if (byte == '>')
			fputs("&gt;", stream);
		else if (byte == '"')
			fputs("&quot;", stream);
		else
			fputc(byte, stream);
	}
}

static void put_meaning(FILE *stream, struct arena *arena, const struct view_point *point)
{
	if (point->outer.length > 0) {
		fprintf(stream, "shows <code>%s", point->is_in_bundle ? "DIR" : "");
		put_escaped(stream, arena, point->outer);
		fprintf(stream, "</code>, %s", point->is_readonly ? "read-only" : "read-write");
	}
	if (point->has_size)
		fprintf(stream, "%sat most %llu bytes", point->outer.length > 0 ? ", " : "",
		        (unsigned long long)point->size);
	if (point->shadows.length > 0 && !text_equal(point->shadows, point->outer)) {
		fputs(" hides <code>", stream);
		put_escaped(stream, arena, point->shadows);
		fputs("</code>", stream);
	}
	if (point->remark) {
		fputs(" ", stream);
		put_escaped(stream, arena, text_of(point->remark));
	}
}

static void put_row(FILE *stream, struct arena *arena, const struct inspection *inspection,
                    const struct view_point *point, size_t number)
{
	fprintf(stream, "<tr id=\"p%zu\"><td><a href=\"#p%zu\"><code>", number, number);
	put_escaped(stream, arena, point->path);
	fprintf(stream, "</code></a></td><td><span class=\"state %s\">%s</span></td><td>",
	        view_state_name(point->state), view_state_name(point->state));
	put_meaning(stream, arena, point);
	fputs("</td><td>", stream);
	if (inspection->loaded.policy)
		put_escaped(stream, arena,
		            text_of(origin_text(arena, inspection->loaded.claims, point->path)));
	else
		put_escaped(stream, arena,
		            point->row.length > 0 ? point->row
		                                  : text_of(view_mount_name(arena, point->mount)));
	fputs("</td></tr>\n", stream);
}

static void put_summary(FILE *stream, struct arena *arena, const struct inspection *inspection)
{
	size_t counts[VIEW_LEAKED + 1] = {0};
	const struct view_point *point;
	for_each (point, &inspection->view->points)
		counts[point->state]++;
	fprintf(stream, "<h1>What the guest sees</h1>\n<p>runsc release %u",
	        inspection->input.release);
	if (inspection->view->status != 0) {
		fputs(": <strong>it does not start</strong>: ", stream);
		put_escaped(stream, arena, text_of(inspection->view->reason));
	}
	fputs("</p>\n<ul>\n", stream);
	for (enum view_state state = VIEW_KEPT; state <= VIEW_LEAKED; state++)
		fprintf(stream, "<li><span class=\"state %s\">%s</span> %zu</li>\n",
		        view_state_name(state), view_state_name(state), counts[state]);
	fputs("</ul>\n", stream);
}

static void put_area(FILE *stream, struct arena *arena, const struct area *area,
                     const struct area_summary *found)
{
	const char *word = summary_word(found);
	fprintf(stream,
	        "<tr><th scope=\"row\">%s</th><td>%s</td><td><span class=\"state %s\">%s"
	        "</span></td><td>%zu</td><td>%zu</td><td>%zu</td><td>",
	        area->name, area->meaning, word, word, found->counts[SEVERITY_ERROR],
	        found->counts[SEVERITY_WARNING], found->counts[SEVERITY_INFO]);
	put_escaped(stream, arena, summary_rules(arena, found));
	if (found->allowed > 0)
		fprintf(stream, "%s%zu allowed", found->rules.count > 0 ? "; " : "",
		        found->allowed);
	fputs("</td></tr>\n", stream);
}

/* A bundle was judged as a policy: of its artifacts there is no such table. */
static void put_areas(FILE *stream, struct arena *arena, const struct inspection *inspection,
                      const struct report *report, enum sight sight)
{
	if (inspection->kind == INSPECT_BUNDLE)
		return;
	struct summary summary = summary_of(report, sight);
	fputs("<table>\n<caption>In what it is weak: exposed where there is an error, weak where "
	      "a warning, fair where a remark, tight where nothing was found.</caption>\n"
	      "<thead><tr><th scope=\"col\">Area</th><th scope=\"col\">What it is about</th><th "
	      "scope=\"col\">Exposure</th><th scope=\"col\">Errors</th><th "
	      "scope=\"col\">Warnings</th><th scope=\"col\">Remarks</th><th "
	      "scope=\"col\">Found</th></tr></thead>\n<tbody>\n",
	      stream);
	for (size_t i = 0; i < AREA_COUNT; i++)
		put_area(stream, arena, &areas[i], &summary.areas[i]);
	fputs("</tbody>\n</table>\n", stream);
}

struct text view_html(struct arena *arena, const struct inspection *inspection,
                      const struct report *report, enum sight sight)
{
	const struct view_point *point;
	size_t number = 0, length = 0;
	char *bytes = NULL;
	FILE *stream = open_memstream(&bytes, &length);
	if (!stream)
		fatal("no memory for the page:");
	fputs(head, stream);
	put_summary(stream, arena, inspection);
	put_areas(stream, arena, inspection, report, sight);
	fputs("<table>\n<caption>Each place where something changes; below it everything is "
	      "alike.</caption>\n<thead><tr><th scope=\"col\">Path</th>"
	      "<th scope=\"col\">State</th><th scope=\"col\">What is there</th><th "
	      "scope=\"col\">Because of</th></tr></thead>\n<tbody>\n",
	      stream);
	for_each (point, &inspection->view->points)
		put_row(stream, arena, inspection, point, number++);
	fputs("</tbody>\n</table>\n</main>\n</body>\n</html>\n", stream);
	if (fclose(stream) != 0 || !bytes)
		fatal("no memory for the page:");
	struct text page = text_copy(arena, bytes, length);
	free(bytes);
	return page;
}
