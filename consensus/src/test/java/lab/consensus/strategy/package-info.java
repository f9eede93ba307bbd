@NullMarked
package lab.consensus.strategy;

import org.jspecify.annotations.NullMarked;
