/** What the pattern service says. */
@NullMarked
package lab.analyst.patterns;

import org.jspecify.annotations.NullMarked;
