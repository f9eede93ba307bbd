/** What the broker takes in and gives out. */
@NullMarked
package lab.benchmarks.broker;

import org.jspecify.annotations.NullMarked;
