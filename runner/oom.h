#pragma once

#include <stdint.h>

/* How many processes of this container the kernel has killed for want of memory: memory.events of
 * cgroup v2, memory.oom_control of v1. 0 where neither can be read. */
uint64_t oom_kills(void);
