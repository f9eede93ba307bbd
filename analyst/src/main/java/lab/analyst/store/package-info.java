/** What was asked, answered and commented, kept for good. */
@NullMarked
package lab.analyst.store;

import org.jspecify.annotations.NullMarked;
