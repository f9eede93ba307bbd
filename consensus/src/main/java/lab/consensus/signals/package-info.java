/** Asks the pattern and the commentary service on the desk's behalf. */
@NullMarked
package lab.consensus.signals;

import org.jspecify.annotations.NullMarked;
