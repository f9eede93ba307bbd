/** The whole pipeline, as a user starts it. */
@NullMarked
package lab.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
