@NullMarked
package lab.consensus.market;

import org.jspecify.annotations.NullMarked;
