#pragma once

#include "base/text.h"

#include <stdint.h>

/* A tmpfs mount option as runsc and the sentry's tmpfs read it (runsc/boot/vfs.go,
 * parseAndFilterMountOptions; pkg/sentry/fsimpl/tmpfs): false when the mount would fail. Words it
 * does not know are valid: they are skipped. */
bool tmpfs_option_is_valid(struct text option, bool takes_percent);
/* size=NUMBER[kmgtpe]: bytes; false for anything else, percentages too. */
bool tmpfs_option_size(struct text option, uint64_t *bytes);
