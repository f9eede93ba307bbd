/** What the recorded past costs to run again. */
@NullMarked
package lab.benchmarks.past;

import org.jspecify.annotations.NullMarked;
