#include "base/fatal.h"

int main(void)
{
	usage_error("no command");
}
