/** The words of the lab: pure values that cannot be wrong, and the rules that need nothing else. */
@NullMarked
package lab.domain;

import org.jspecify.annotations.NullMarked;
