#include "capabilities.h"

#include <linux/capability.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* In the order of linux/capability.h: the place is the number. */
static const char names[] = "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID "
                            "SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST "
                            "NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT "
                            "SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE "
                            "SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE "
                            "AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM "
                            "BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE";

bool capabilities_read(struct capabilities *capabilities)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	capabilities->effective = data[0].effective | (uint64_t)data[1].effective << 32;
	capabilities->permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	capabilities->inheritable = data[0].inheritable | (uint64_t)data[1].inheritable << 32;
	return true;
}

uint64_t capabilities_reach(const struct capabilities *capabilities, uint64_t asked)
{
	const uint64_t reach = (capabilities->permitted | capabilities->inheritable) & asked;

	if (reach != 0 || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
		return reach;
	for (int number = 0; number < 64; number++)
		if ((asked >> number & 1) != 0 && prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1)
			return UINT64_C(1) << number;
	return 0;
}

bool capabilities_are_rootful(const struct capabilities *capabilities)
{
	static const int needed[] = {CAP_SYS_ADMIN, CAP_SYS_CHROOT, CAP_SETUID, CAP_SETGID};

	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if ((capabilities->effective >> needed[i] & 1) == 0)
			return false;
	return true;
}

int capability_number(const char *name, unsigned long length)
{
	static const char prefix[] = "CAP_";
	const char *next = names;

	if (length < strlen(prefix) || strncmp(name, prefix, strlen(prefix)) != 0)
		return -1;
	name += strlen(prefix);
	length -= strlen(prefix);
	for (int number = 0; *next != '\0'; number++) {
		const size_t size = strcspn(next, " ");

		if (size == length && strncmp(next, name, length) == 0)
			return number;
		next += size + (next[size] == ' ');
	}
	return -1;
}

void capability_name(int number, char *buffer, unsigned long size)
{
	const char *next = names;
	size_t length;

	while (number-- > 0 && *next != '\0') {
		next += strcspn(next, " ");
		next += *next == ' ';
	}
	length = strcspn(next, " ");
	if (length == 0 || strlen("CAP_") + length >= size) {
		next = "UNKNOWN";
		length = strlen(next);
	}
	memcpy(buffer, "CAP_", strlen("CAP_"));
	memcpy(buffer + strlen("CAP_"), next, length);
	buffer[strlen("CAP_") + length] = '\0';
}
