/** Reports as pages that need nothing beside themselves: no network, no script, no other file. */
@NullMarked
package lab.servicekit.page;

import org.jspecify.annotations.NullMarked;
