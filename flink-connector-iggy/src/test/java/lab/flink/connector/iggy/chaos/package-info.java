/** Everything goes wrong at once, by a seed, and the books must balance all the same. */
@NullMarked
package lab.flink.connector.iggy.chaos;

import org.jspecify.annotations.NullMarked;
