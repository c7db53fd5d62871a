#pragma once

/* Exit statuses of keepc. */
enum { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_TROUBLE = 3 };

/* One line "keepc: ..." on stderr, as fatal has it, and goes on. */
void trouble(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* One line "keepc: ..." on stderr, exit status 3. A format ending in ':' gets errno's text
 * appended. */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The command that is carried out: whose help usage_error names. */
void usage_topic(const char *command);
/* As fatal, with exit status 2 and a pointer to --help. */
_Noreturn void usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
