#pragma once

/* Ends whoever lost its parent and is our child now. Killing them makes us the parent of their
 * children, so it goes on until nobody is left. */
void end_orphans(void);
