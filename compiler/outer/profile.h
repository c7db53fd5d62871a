#pragma once

/* policies/outer-seccomp.json, a line each, without line ends; ends with NULL. The Makefile makes
 * the array. */
extern const char *const profile_lines[];
