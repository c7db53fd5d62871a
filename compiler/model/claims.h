#pragma once

#include "model/places.h"
#include "model/policy.h"

/* Whose path is this? The one answer, for the checks, the emitter, the proof and all that prints a
 * view. It comes from the policy alone: neither a rootfs nor an artifact is asked, so that the
 * emitter's work can be held against it.
 *
 * Precedence: of the claims that hold a path the one with the longest path decides, whatever its
 * kind, as runsc mounts by the length of the destination, and what is mounted later lies on top
 * (gVisor, runsc/boot/vfs.go, prepareMounts; schema/semantics.md, "Claims"). What else is to say:
 * - What is hidden or made without an entry (the kinds from CLAIM_ENGINE_FILE on) yields to an
 *   entry for that very path: who keeps /etc/hosts by name means it. What is hidden so is claimed
 *   only where a keep-dir is above it and no mask hides it already.
 * - Of two entries for one path the first in the order of enum claim_kind counts. No such policy
 *   compiles (mask-is-keep, writable-conflict, bind-conflict); until then nothing else is to be
 *   said of what the one entry shows and the other hides.
 * - What lies below a mask has no mount point, and no entry there compiles (keep-masked). */
enum claim_kind {
	CLAIM_NONE,        /* nothing of the outer container: absent, or a directory of the stub */
	CLAIM_KEEP,        /* from here to CLAIM_WRITABLE there is an entry of the policy */
	CLAIM_BIND,        /* shows its source */
	CLAIM_MASK,        /* empty */
	CLAIM_WRITABLE,    /* a tmpfs */
	CLAIM_ENGINE_FILE, /* hidden, because of engine-files: empty */
	CLAIM_RUNSC,       /* hidden, because it is runsc.path */
	CLAIM_RUNTIME /* runsc's own /proc, /dev and /sys; a /tmp and a /dev/shm without entry */
};

struct claim {
	enum claim_kind kind;
	size_t index;      /* of the entry in its collection */
	struct text path;  /* in the guest; empty for CLAIM_NONE */
	struct text outer; /* shown or hidden there; empty for a tmpfs and for what runsc makes */
	struct span span;  /* of the entry, or of the key that decides without one */
};

/* The claims of one policy. Its texts are borrowed. */
struct claims;
const struct claims *claims_make(struct arena *arena, const struct policy *policy);
const struct policy *claims_policy(const struct claims *claims);
/* All of them: keep-dirs, binds, masks, writable directories, each in the policy's order; then
 * those without an entry. */
const struct claim *claims_list(const struct claims *claims, size_t *count);

/* The claim that decides about a guest path. */
struct claim claim_at(const struct claims *claims, struct text path);
bool claim_is_entry(const struct claim *claim);
/* True when a key of the policy decides, with an entry or without. */
bool claim_is_policys(const struct claim *claim);
/* True when the guest sees files of the outer container there. */
bool claim_shows(const struct claim *claim);
/* What of the outer container lies at a path which the claim holds. */
struct text claim_outer(struct arena *arena, const struct claim *claim, struct text path);

/* True when a keep-dir is at or above the guest path, whatever hides the path itself. */
bool claim_is_kept(const struct claims *claims, struct text path);
/* The nearest keep-dir strictly above the guest path, CLAIM_NONE when there is none. */
struct claim claim_keep_around(const struct claims *claims, struct text path);
/* True for what lies above a keep-dir, a bind or a writable directory: a directory of the stub, or
 * one that runsc makes. */
bool claim_on_the_way(const struct claims *claims, struct text path);

/* The other way round: the keep-dir or bind in which an outer path lies, of several the one with
 * the longest outer path. *path is where that has it in the guest; whether the guest sees it there
 * is claim_at()'s answer. CLAIM_NONE, and an empty path, when the guest has no way to it. */
struct claim claim_of_outer(const struct claims *claims, struct text outer, struct text *path);

/* Whether a claim's mount point is a file: as the entry says, else as the rootfs (which may be
 * NULL) or the table of places knows; a directory when nobody does. */
enum path_kind claim_path_kind(const struct claims *claims, struct rootfs *rootfs,
                               const struct claim *claim);
