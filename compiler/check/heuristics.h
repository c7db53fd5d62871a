#pragma once

#include "base/text.h"

/* Inside check/: what a word looks like. A guess by its form, for warnings and remarks; nothing is
 * allowed because of it. */

/* A variable's name, or a pattern of them, that says it holds a secret: GITHUB_TOKEN, DB_PASSWORD,
 * AWS_*. */
bool looks_like_secret_name(struct text name);
/* Where secrets are kept: /root, /run/secrets, /etc/ssl/private, a directory .ssh at any depth. */
bool looks_like_secret_path(struct text path);
/* The control socket of a container engine. */
bool looks_like_engine_socket(struct text path);
/* The name of a file that holds a private key or a password: id_ed25519, .netrc. */
bool looks_like_secret_file(struct text name);
/* The name of a configuration file that restricts what programs do: ImageMagick's policy.xml,
 * java.security. Without it they do more, and say nothing. */
bool looks_like_restricting_file(struct text name);
/* A word before the program that env(1) is to find: -i, --, NAME=VALUE. Not an option with an
 * argument of its own. */
bool is_passed_over_by_env(struct text word);
/* An interpreter that executes a program given as an argument: python3.11, bash, node. */
bool looks_like_interpreter(struct text name);
/* sh, bash, dash, busybox. */
bool looks_like_shell(struct text name);
/* An argument that only a shell would understand: |, &&, 2>&1, $HOME, $(date). */
bool looks_like_shell_syntax(struct text argument);
/* "/usr/bin/python3 -m x": a program and its arguments in one string. */
bool looks_like_command_line(struct text program);
/* Programs, libraries, settings or the boot loader of a system, or something below them. */
bool looks_like_system_file(struct text path);
/* The runtime linker, a library or a directory that any dynamic program needs. */
bool looks_like_system_directory(struct text path);
