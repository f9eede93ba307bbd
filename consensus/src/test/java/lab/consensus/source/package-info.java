@NullMarked
package lab.consensus.source;

import org.jspecify.annotations.NullMarked;
