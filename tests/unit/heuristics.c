#include "check/heuristics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef bool heuristic(struct text text);

/* Each list ends with NULL. What looks so, and what only nearly does. */
static void check_heuristic(heuristic *is, const char *const *so, const char *const *not_so)
{
	for (; *so; so++)
		if (!is(text_of(*so)))
			fail_msg("\"%s\" should look so", *so);
	for (; *not_so; not_so++)
		if (is(text_of(*not_so)))
			fail_msg("\"%s\" should not look so", *not_so);
}

#define LOOKS(name, is, so, not_so)                                                                \
	static void name(void **state)                                                             \
	{                                                                                          \
		static const char *const yes[] = {so, NULL}, *const no[] = {"", not_so, NULL};     \
		(void)state;                                                                       \
		check_heuristic(is, yes, no);                                                      \
	}
#define WORDS(...) __VA_ARGS__

LOOKS(secret_names, looks_like_secret_name,
      WORDS("TOKEN", "GITHUB_TOKEN", "db_password", "PGPASSWORD", "AWS_*", "AWS_SECRET_ACCESS_KEY",
            "MY_API_KEY_2", "Secret*", "KUBE*", "VAULT_*"),
      WORDS("TOK", "AWS_REGION", "PATH", "LC_*", "*", "TOKEN=1", "TOKEN**", "KEYBOARD", "PASS"))
LOOKS(secret_paths, looks_like_secret_path,
      WORDS("/root", "/root/x", "/home", "/run/secrets", "/run/secrets/kubernetes.io",
            "/etc/shadow", "/etc/ssl/private/key.pem", "/home/a/.ssh", "/x/.aws/credentials",
            "/.docker"),
      WORDS("/rootless", "/home/a", "/home/a/.sshd", "/run/secret", "/etc/shadows", "/etc/ssl",
            "/srv/ssh", "root", "/"))
LOOKS(engine_sockets, looks_like_engine_socket,
      WORDS("/run/docker.sock", "/docker.sock", "/run/user/1000/podman/podman.sock"),
      WORDS("docker.sock", "/run/docker.sock/x", "/run/docker.socket", "/run/my.sock"))
LOOKS(secret_files, looks_like_secret_file,
      WORDS("id_rsa", "id_ed25519", ".netrc", "ssh_host_rsa_key", "credentials.json"),
      WORDS("id_rsa.pub", "id_", "netrc", "ssh_host_rsa_key.pub", "credentials.json.example"))
LOOKS(interpreters, looks_like_interpreter,
      WORDS("sh", "bash", "python3", "python3.11", "node", "perl5.36", "php8.2"),
      WORDS("shred", "python3-config", "nodes", "bash-completion"))
LOOKS(shells, looks_like_shell, WORDS("sh", "busybox"), WORDS("python3", "ssh", "fish2"))
LOOKS(shell_syntax, looks_like_shell_syntax,
      WORDS("|", "&&", ";", ">", "2>", "2>&1", ">>", "$HOME", "${HOME:-/}", "$(date)", "`date`"),
      WORDS("a|b", "x>y", "$", "$1", "-", "&amp;", "$HOME/x", "||x", "{}"))
LOOKS(command_lines, looks_like_command_line, WORDS("/usr/bin/python3 -m x", "/bin/ls "),
      WORDS("/usr/bin/python3", "ls -l", " /bin/ls"))
LOOKS(system_directories, looks_like_system_directory,
      WORDS("/usr", "/usr/lib", "/lib64", "/usr/bin", "/bin", "/usr/lib/x86_64-linux-gnu",
            "/etc/alternatives"),
      WORDS("/usr/sbin", "/usr/libexec", "/usr/lib/x86_64", "/usr/share", "/etc", "/",
            "/usr/lib/python3"))

/* A text is not read behind its end, even when the bytes there would go on. */
static void ends(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	assert_true(looks_like_shell(text_copy(arena, "shred", 2)));
	assert_false(looks_like_shell((struct text){"sh\0x", 4}));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(secret_names),       cmocka_unit_test(secret_paths),
	    cmocka_unit_test(engine_sockets),     cmocka_unit_test(secret_files),
	    cmocka_unit_test(interpreters),       cmocka_unit_test(shells),
	    cmocka_unit_test(shell_syntax),       cmocka_unit_test(command_lines),
	    cmocka_unit_test(system_directories), cmocka_unit_test(ends)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("look", tests, NULL, NULL);
}
