@NullMarked
package lab.consensus.audit;

import org.jspecify.annotations.NullMarked;
