#pragma once

/* The name by which engines are told of policies/outer-apparmor. */
#define APPARMOR_NAME "innerkeep-outer"

/* policies/outer-apparmor, a line each, without line ends; ends with NULL. The Makefile makes the
 * array. */
extern const char *const apparmor_lines[];
