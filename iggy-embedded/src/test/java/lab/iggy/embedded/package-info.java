/** Tests of the broker as a whole. */
@NullMarked
package lab.iggy.embedded;

import org.jspecify.annotations.NullMarked;
