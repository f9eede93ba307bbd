/** What the formats of kept files have in common. */
@NullMarked
package lab.lancer.kept;

import org.jspecify.annotations.NullMarked;
