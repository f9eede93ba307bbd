/** The language model, and what it is asked. */
@NullMarked
package lab.analyst.model;

import org.jspecify.annotations.NullMarked;
