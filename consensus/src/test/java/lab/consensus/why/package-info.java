@NullMarked
package lab.consensus.why;

import org.jspecify.annotations.NullMarked;
