/** Reads the books as each of the three tiers has them. */
@NullMarked
package lab.consensus.audit.tiers;

import org.jspecify.annotations.NullMarked;
