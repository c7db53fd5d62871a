#pragma once

/* policies/outer-seccomp.json, a line each, without line ends; ends with NULL. The Makefile makes
 * the arrays. */
extern const char *const profile_lines[];
/* The same with the groups of beside_app.json: for a container whose first program is an
 * application, which starts keeprun as its child. */
extern const char *const profile_beside_app_lines[];
