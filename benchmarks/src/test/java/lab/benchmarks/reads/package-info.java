@NullMarked
package lab.benchmarks.reads;

import org.jspecify.annotations.NullMarked;
