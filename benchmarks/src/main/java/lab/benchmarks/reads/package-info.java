/** What the lab answers over REST, and how soon. */
@NullMarked
package lab.benchmarks.reads;

import org.jspecify.annotations.NullMarked;
