@NullMarked
package lab.consensus.audit.tiers;

import org.jspecify.annotations.NullMarked;
