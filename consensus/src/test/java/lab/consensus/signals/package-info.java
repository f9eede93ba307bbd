@NullMarked
package lab.consensus.signals;

import org.jspecify.annotations.NullMarked;
