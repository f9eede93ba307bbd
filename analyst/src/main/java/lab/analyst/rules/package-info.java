/** The commentator of fixed rules. */
@NullMarked
package lab.analyst.rules;

import org.jspecify.annotations.NullMarked;
