#pragma once

#include <stdbool.h>

/* Do both descriptors lie on the same mount of the same file system? Linux 5.8 and later tell;
 * before, only the file system's device number is compared. */
bool is_same_mount(int left, int right);
