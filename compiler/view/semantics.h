#pragma once

#include "model/release.h"

enum behaviour {
#define BEHAVIOUR(id, since, until, meaning) BEHAVES_##id,
#include "view/semantics.def"
#undef BEHAVIOUR
	BEHAVIOUR_COUNT
};

/* Whether the release behaves so; a release between two measured ones behaves as the older. */
bool release_behaves(release_date release, enum behaviour behaviour);

#define behaves(release, id) release_behaves((release), BEHAVES_##id)
