/** Strategies and what they see: pure functions of market time, without clock, chance or I/O. */
@NullMarked
package lab.consensus.strategy;

import org.jspecify.annotations.NullMarked;
