@NullMarked
package lab.flink.connector.iggy.testing;

import org.jspecify.annotations.NullMarked;
