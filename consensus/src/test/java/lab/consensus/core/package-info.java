@NullMarked
package lab.consensus.core;

import org.jspecify.annotations.NullMarked;
