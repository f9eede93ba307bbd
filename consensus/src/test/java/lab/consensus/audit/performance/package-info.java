@NullMarked
package lab.consensus.audit.performance;

import org.jspecify.annotations.NullMarked;
