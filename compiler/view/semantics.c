#include "view/semantics.h"

static const struct {
	release_date since, until;
} behaviours[BEHAVIOUR_COUNT] = {
#define BEHAVIOUR(id, since, until, meaning) {since, until},
#include "view/semantics.def"
#undef BEHAVIOUR
};

bool release_behaves(release_date release, enum behaviour behaviour)
{
	release_date column = release_column(release);
	return column >= behaviours[behaviour].since && (behaviours[behaviour].until == 0 || column < behaviours[behaviour].until);
}
