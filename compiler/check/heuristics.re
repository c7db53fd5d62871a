#include "check/heuristics.h"

/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYLIMIT = limit;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;
	re2c:eof = 0;

	any   = [^\x00];
	below = ("/" any*)?;
	name  = [^/\x00]+;
*/

#define SCAN(text)                                                                                 \
	const unsigned char *cursor = (const unsigned char *)(text).data,                          \
	                    *limit = cursor + (text).length, *marker = cursor;                     \
	(void)marker

bool looks_like_secret_name(struct text text)
{
	SCAN(text);
	/*!local:re2c
		word = 'token' | 'secret' | 'passw' | 'passphrase' | 'credential' | 'api_key'
		     | 'apikey' | 'access_key' | 'private_key' | 'signing_key';
		family = "AWS_" | "AZURE_" | "GITHUB_" | "GITLAB_" | "VAULT_" | "DOCKER_AUTH"
		       | "KUBE";
		end = "*"?;

		[A-Za-z0-9_]* word [A-Za-z0-9_]* end { return cursor == limit; }
		family "*"                            { return cursor == limit; }
		$                                     { return false; }
		*                                     { return false; }
	*/
}

bool looks_like_secret_path(struct text text)
{
	SCAN(text);
	/*!local:re2c
		hidden = ".ssh" | ".gnupg" | ".aws" | ".azure" | ".kube" | ".docker"
		       | ".password-store" | ".netrc" | ".git-credentials";
		system = "/root" | "/run/secrets" | "/var/run/secrets" | "/etc/ssl/private"
		       | "/etc/shadow" | "/etc/gshadow" | "/etc/krb5.keytab" | "/etc/kubernetes"
		       | "/var/lib/kubelet" | "/var/lib/docker" | "/var/lib/containers";

		"/home"                   { return cursor == limit; }
		system below              { return cursor == limit; }
		("/" name)* "/" hidden below { return cursor == limit; }
		$                         { return false; }
		*                         { return false; }
	*/
}

bool looks_like_engine_socket(struct text text)
{
	SCAN(text);
	/*!local:re2c
		socket = "docker.sock" | "containerd.sock" | "podman.sock" | "crio.sock"
		       | "buildkitd.sock" | "kubelet.sock";

		("/" name)* "/" socket { return cursor == limit; }
		$                      { return false; }
		*                      { return false; }
	*/
}

bool looks_like_secret_file(struct text text)
{
	SCAN(text);
	/*!local:re2c
		key  = "id_" ("rsa" | "dsa" | "ecdsa" | "ed25519") | "ssh_host_" [a-z0-9]+ "_key";
		file = ".netrc" | ".pgpass" | ".git-credentials" | ".dockercfg" | ".npmrc"
		     | ".pypirc" | "krb5.keytab" | "kubeconfig" | "credentials.json";

		key | file { return cursor == limit; }
		$          { return false; }
		*          { return false; }
	*/
}

bool looks_like_restricting_file(struct text text)
{
	SCAN(text);
	/*!local:re2c
		"policy.xml" | "java.security" | "openssl.cnf" {
			return cursor == limit;
		}
		$ { return false; }
		* { return false; }
	*/
}

bool is_passed_over_by_env(struct text text)
{
	SCAN(text);
	/*!local:re2c
		"-" | "-i" | "--ignore-environment" | "--" { return cursor == limit; }
		[A-Za-z_] [A-Za-z0-9_]* "=" { return true; }
		$                           { return false; }
		*                           { return false; }
	*/
}

bool looks_like_interpreter(struct text text)
{
	SCAN(text);
	/*!local:re2c
		version = [0-9.]*;
		shell   = "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "busybox";
		other   = "python" | "pypy" | "perl" | "ruby" | "node" | "nodejs" | "php" | "lua"
		        | "luajit" | "Rscript" | "tclsh" | "guile" | "deno" | "bun";

		shell         { return cursor == limit; }
		other version { return cursor == limit; }
		$             { return false; }
		*             { return false; }
	*/
}

bool looks_like_shell(struct text text)
{
	SCAN(text);
	/*!local:re2c
		"sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "busybox" {
			return cursor == limit;
		}
		$ { return false; }
		* { return false; }
	*/
}

bool looks_like_shell_syntax(struct text text)
{
	SCAN(text);
	/*!local:re2c
		operator = "|" | "||" | "&&" | "&" | ";" | [0-9]? [<>] | ">>" | [0-9] ">&" [0-9]
		         | "2>/dev/null" | ">/dev/null";
		variable = "$" [A-Za-z_][A-Za-z0-9_]* | "${" any+ "}" | "$(" any+ ")" | "`" any+
		           "`";

		operator | variable { return cursor == limit; }
		$                   { return false; }
		*                   { return false; }
	*/
}

bool looks_like_command_line(struct text text)
{
	SCAN(text);
	/*!local:re2c
		("/" [^/ \x00]+)+ " " { return true; }
		$                      { return false; }
		*                      { return false; }
	*/
}

/* Filesystem Hierarchy Standard 3.0, 3.4 to 3.7, 3.9, 3.10, 3.16, 4. */
bool looks_like_system_file(struct text text)
{
	SCAN(text);
	/*!local:re2c
		library = "lib" | "lib32" | "lib64" | "libx32";
		top = "bin" | "sbin" | library | "usr" | "etc" | "boot";

		"/" top ("/" [^\x00]*)? { return cursor == limit; }
		$ { return false; }
		* { return false; }
	*/
}

bool looks_like_system_directory(struct text text)
{
	SCAN(text);
	/*!local:re2c
		library = "lib" | "lib32" | "lib64" | "libx32";

		"/usr"? "/" (library | "bin") { return cursor == limit; }
		"/usr"? "/lib/" [a-z0-9_]+ "-linux-" [a-z]+ { return cursor == limit; }
		"/usr" | "/etc/alternatives" | "/etc/ld.so.cache" | "/etc/ld.so.conf" {
			return cursor == limit;
		}
		$ { return false; }
		* { return false; }
	*/
}
