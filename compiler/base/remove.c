#include "base/remove.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

/* Directories may be read-only: they get their write bit back before their entries go. */
static int unlock_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)walk;
	if (type == FTW_D && chmod(path, status->st_mode | S_IRWXU) != 0)
		return -1;
	return 0;
}

int remove_tree(const char *path)
{
	if (nftw(path, unlock_entry, 16, FTW_PHYS) != 0)
		return -1;
	return nftw(path, remove_entry, 16, FTW_PHYS | FTW_DEPTH);
}
